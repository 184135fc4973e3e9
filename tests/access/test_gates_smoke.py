"""Gates 2 and 3 in the small: what nobody set up is not seen."""

from __future__ import annotations

import pytest

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.scope import Unscoped
from pastoral.records.pupils.models import Pupil
from world import World


def test_an_unscoped_query_raises(world: World) -> None:
    with world.acting("pastoral-lead"), pytest.raises(Unscoped):
        list(Pupil.objects.all())


def test_a_pastoral_lead_sees_only_the_pupils_of_her_school(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        assert set(Pupil.objects.visible_to(access)) == {world.tomos, world.cerys}


def test_row_security_stands_without_the_query_gate(world: World) -> None:
    with world.acting("pastoral-lead"):
        assert set(Pupil.objects.unscoped(reason="test of row security")) == {world.tomos, world.cerys}
    with entered(Access.nobody()):
        assert not Pupil.objects.unscoped(reason="test of row security").exists()
