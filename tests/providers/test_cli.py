"""`pastoral import providers FILE --authority NAME --map FIELD=COLUMN`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pastoral.config import setting_up
from pastoral.config.console import Failed
from pastoral.records.providers.models import Listing, Provider

pytestmark = pytest.mark.django_db
HOW: dict[str, Any] = {"list_name": "Ours", "on_quality_list": False, "dry_run": False}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("Name,How old,Registered\nBlue Barn,5 to 16,N/A\nHafan Workshops,11-16,N/A\n,,N/A\n")
    return path


@pytest.mark.parametrize("whose", ["Glanafon", "glanafon", "D01"])
def test_a_list_is_imported_from_the_command_line(world: Any, table: Path, whose: str) -> None:
    report = setting_up.import_providers(table, whose, column_map=("ages=How old",), **HOW)
    found = setting_up.import_answer(report)
    assert (found["created"], found["updated"]) == (1, 0)
    # a question is left out and told, and so is a row without a name
    assert [(line["row"], line["field"]) for line in found["rejected"]] == [(3, "name"), (4, "Name")]
    barn = Provider.objects.visible_to(world.system()).get(name="Blue Barn")
    assert (barn.least_age, barn.most_age, barn.registration) == (5, 16, "not_applicable")
    with world.acting("system") as access:
        assert Listing.objects.visible_to(access).get(provider=barn).list_name == "Ours"


def test_what_cannot_be_meant_is_said(world: Any, table: Path) -> None:
    with pytest.raises(Failed, match="no authority 'Atlantis'"):
        setting_up.import_providers(table, "Atlantis", column_map=(), **HOW)
    with pytest.raises(Failed, match="FIELD=COLUMN"):
        setting_up.import_providers(table, "Glanafon", column_map=("ages",), **HOW)
