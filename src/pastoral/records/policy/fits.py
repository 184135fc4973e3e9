"""What of a pack must fit together: a value that names something else of the same pack, and numbers that hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pastoral.rules.lifecycles import SKIPPED

from .lines import Path
from .parameters import PARAMETERS, REGISTER_CODE
from .shapes import Many, OneOf
from .vocabulary import PLAN_PARTS, ROLES

Content = Mapping[str, Any]
Misfit = tuple[Path, str]
# Parts of the meeting that are no section of the form and may all the same be asked for.
MEETING_PARTS = (*PLAN_PARTS, "review_date")
ROLE_PARAMETERS = tuple(
    key
    for key, one in PARAMETERS.items()
    if one.of == OneOf(ROLES) or (isinstance(one.of, Many) and one.of.of == OneOf(ROLES))
)


def misfits(content: Content) -> Iterator[Misfit]:
    """Each thing of a whole pack (nation and authority together) that does not fit another: its place and a sentence."""
    yield from _names(content)
    yield from _reviews(content)
    yield from _verdicts(content)
    yield from _stages(content)
    yield from _codes(content)
    signs = _value(content, "psp.signatories") or ()
    if "everyone_present" in signs and len(signs) > 1:
        yield _at("psp.signatories"), "“everyone_present” stands alone: whoever came signs"
    starts, ends = _value(content, "hours.day_starts"), _value(content, "hours.day_ends")
    if starts and ends and ends <= starts:
        yield _at("hours.day_ends"), f"is not after hours.day_starts, {starts}"


def _names(content: Content) -> Iterator[Misfit]:
    """Papers, parts of the form and roles that a parameter names are in the pack."""
    papers = [item["code"] for item in content["lists"].get("pack_items", ())]
    yield from _known(content, "psp.documents_wanted", papers, "is not in the list pack_items")
    parts = (*content["forms"]["psp"]["order"], *MEETING_PARTS)
    yield from _known(content, "psp.meeting_sections_needed", parts, "is no section or part of the form psp")
    for key in ROLE_PARAMETERS:
        yield from _known(content, key, tuple(content["roles"]), "has no title: write it under [roles]")


def _known(content: Content, key: str, names: Sequence[str], sentence: str) -> Iterator[Misfit]:
    value = _value(content, key)
    given = value if isinstance(value, list) else [value] if value is not None else []
    for place, name in enumerate(given):
        if name not in names:
            yield (*_at(key), place) if isinstance(value, list) else _at(key), f"“{name}” {sentence}"


def _reviews(content: Content) -> Iterator[Misfit]:
    """Fixed reviews come one after the other, before the last one, which is within the plan's length."""
    schedule = _value(content, "psp.review_schedule_weeks") or []
    last, length = _value(content, "psp.final_review_weeks"), _value(content, "psp.length_weeks")
    if schedule != sorted(set(schedule)):
        yield _at("psp.review_schedule_weeks"), "must be in order, each week once"
    if schedule and last and max(schedule) >= last:
        yield _at("psp.final_review_weeks"), f"is not after the review of week {max(schedule)}"
    if last and length and last > length:
        yield _at("psp.final_review_weeks"), f"is after the plan's end, {length} weeks"
    needed = _value(content, "psp.interim_reviews_needed") or 0
    if needed > len(schedule):
        yield _at("psp.interim_reviews_needed"), f"is {needed}, but psp.review_schedule_weeks has {len(schedule)}"


def _verdicts(content: Content) -> Iterator[Misfit]:
    """A pack that judges a plan at the end has a form for that review, with these verdicts, and says what follows."""
    verdicts = _value(content, "psp.verdicts") or []
    if not verdicts:
        return
    form = content["forms"].get("review_final")
    if form is None:
        yield _at("psp.verdicts"), "needs the form review_final, which asks for the verdict"
        return
    for section in form["sections"]:
        for place, question in enumerate(section["questions"]):
            options = [option["value"] for option in question.get("options", ())]
            here = ("sections", section["key"], "questions", place, "options")
            if question["key"] == "verdict" and sorted(options) != sorted(verdicts):
                yield here, f"must be those of psp.verdicts: {', '.join(verdicts)}"


def _stages(content: Content) -> Iterator[Misfit]:
    for status, stage in content["stages"].items():
        if not stage.get("uses", True) and status not in SKIPPED:
            yield ("stages", status, "uses"), f"can be false only for {', '.join(SKIPPED)}"


def _codes(content: Content) -> Iterator[Misfit]:
    """The codes of the register are written as the register has them, and those that a parameter names are among them."""
    codes = content.get("codes", {})
    for code in codes:
        if not re.fullmatch(REGISTER_CODE.pattern, code):
            yield ("codes", code), "is not a code of the register, like B or C2"
    for key in PARAMETERS:
        value = _value(content, key)
        if codes and PARAMETERS[key].of == REGISTER_CODE and value is not None and value not in codes:
            yield _at(key), f"“{value}” is not among the codes of the register in [codes]"


def _value(content: Content, key: str) -> Any:
    return content["parameters"].get(key, {}).get("value")


def _at(key: str) -> Path:
    return ("parameters", *key.split("."), "value")
