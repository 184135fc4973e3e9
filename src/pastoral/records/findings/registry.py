"""Which records are judged, and by whom. Apps above register their judge at start-up; findings never import them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from pastoral.foundation.access import Access
from pastoral.rules.sentences import Sentence

Fact = tuple[str, object] | tuple[str, object, str]
"""What a fact is called, as a message id ("Last review"), its value, and the page it is read on (its key is `link_key`)."""


@dataclass(frozen=True, slots=True)
class FoundNow:
    """What one rule says of one record today. `about` tells apart several findings of one rule on one record.

    `facts` are what it rests on: a label (message id) and a value each, no free text about a child; a third part, where
    given, names the page on which the fact is read. `since` is the day the reason arose; None where
    the facts do not know it (then it is the day on which Pastoral first found it).
    """

    rule: str
    effect: str
    colour: str
    sentence: Sentence
    remedy: Sentence | None = None
    about: str = ""
    owner_role: str = ""
    owner_id: int | None = None
    due_on: dt.date | None = None
    link_name: str = ""
    link_key: int | None = None
    facts: tuple[Fact, ...] = ()
    since: dt.date | None = None


Judge = Callable[[Access, list[int]], dict[int, list[FoundNow]]]
Every = Callable[[Access], Any]
"""The records that a night looks at: a queryset, which is read in parts by key."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A kind of record (`plans.plan`), its judge, and which of them a night looks at."""

    subject_type: str
    judge: Judge
    every: Every


JUDGES: dict[str, Judged] = {}


def register(subject_type: str, judge: Judge, *, every: Every | None = None) -> None:
    """Have records of a model judged. `every` gives those that the nightly run looks at; all that can be seen if left out."""

    def all_visible(access: Access) -> Any:
        return apps.get_model(subject_type).objects.visible_to(access)

    JUDGES[subject_type] = Judged(subject_type, judge, every or all_visible)
