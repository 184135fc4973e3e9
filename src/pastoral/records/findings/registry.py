"""Which records are judged, and by whom. Apps above register their judge at start-up; findings never import them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps

from pastoral.foundation.access import Access
from pastoral.rules.sentences import Sentence

Label = str
"""A message id: what a fact is called ("Last review")."""


@dataclass(frozen=True, slots=True)
class FoundNow:
    """What one rule says of one record today. `about` tells apart several findings of one rule on one record.

    `facts` are what it rests on: a label (message id) and a value each, no free text about a child.
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
    facts: tuple[tuple[Label, object], ...] = ()


Judge = Callable[[Access, list[int]], dict[int, list[FoundNow]]]
Every = Callable[[Access], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A kind of record (`plans.plan`), its judge, and which of them a night looks at."""

    subject_type: str
    judge: Judge
    every: Every


JUDGES: dict[str, Judged] = {}


def register(subject_type: str, judge: Judge, *, every: Every | None = None) -> None:
    """Have records of a model judged. `every` gives the ids for the nightly run; all that can be seen if left out."""

    def all_visible(access: Access) -> Iterable[int]:
        model = apps.get_model(subject_type)
        found: Iterable[int] = model.objects.visible_to(access).order_by("pk").values_list("pk", flat=True)
        return found

    JUDGES[subject_type] = Judged(subject_type, judge, every or all_visible)
