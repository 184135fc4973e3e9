"""The values that the macros in `templates/components/` take; a dict with the same keys does as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "now", "soon", "late", "waiting", "quiet", "private"]
"""What a colour means everywhere: done and well; being worked on; due soon; overdue or red; waits on somebody;
nothing to do; restricted."""


@dataclass(frozen=True)
class Status:
    """A word with its tone, drawn as a tag."""

    text: str
    tone: Tone = "quiet"


@dataclass(frozen=True)
class Task:
    """A line of a task list; without `href` it cannot be started yet, and `hint` should say why."""

    title: str
    status: Status
    href: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a summary list; `change` is the link's address. Text keeps its line breaks."""

    question: str
    answer: str
    change: str = ""
    change_text: str = ""


@dataclass(frozen=True)
class IdentityBar:
    """Who the page is about. `year_group` as it is said ("Year 9"); `flags` are shown after the name."""

    name: str
    href: str = ""
    preferred_name: str = ""
    born: dt.date | None = None
    age: int | None = None
    year_group: str = ""
    school: str = ""
    upn: str = ""
    flags: Sequence[Status] = ()


@dataclass(frozen=True)
class Event:
    """Something that happened, for the timeline."""

    title: str
    at: dt.date | dt.datetime
    by: str = ""
    text: str = ""
    href: str = ""
    status: Status | None = None


@dataclass(frozen=True)
class Stage:
    """One stage of a plan; `state` is "done", "now" or "later"."""

    title: str
    state: Literal["done", "now", "later"]
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Owed:
    """One thing this person owes: what, about whom, by when in words ("in 3 school days")."""

    title: str
    href: str
    about: str = ""
    due: str = ""
    tone: Tone = "now"
    why: str = ""
    action: str = ""


@dataclass(frozen=True)
class Column:
    """One side of a side-by-side comparison."""

    title: str
    text: str = ""
    by: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Link:
    """A link of the sub navigation."""

    text: str
    href: str
    current: bool = False
    count: int | None = None
