"""What directions say to the rest of Pastoral when it starts."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import ngettext

from pastoral.records.cases import timeline
from pastoral.records.findings import registry
from pastoral.records.policy import registry as pinned
from pastoral.records.pupils import panels

from .changing import SUBJECT
from .judging import judge_directions
from .panel import directions_panel
from .timeline import KINDS, SENTENCES


def register_directions() -> None:
    """Once, when the app is ready."""
    timeline.register(SENTENCES, kinds=KINDS)
    registry.register(SUBJECT, judge_directions)
    panels.register(directions_panel)
    pinned.register(
        SUBJECT, is_open=~Q(stage="closed"), say=lambda n: ngettext("%(n)s open direction", "%(n)s open directions", n) % {"n": n}
    )
