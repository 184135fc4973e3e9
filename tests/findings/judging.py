"""A judge for tests: it says of each pupil exactly what it was told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pastoral.foundation.access import Access
from pastoral.records.findings.registry import JUDGES, FoundNow, register
from pastoral.rules.sentences import say


class Script:
    """What the judge says now, by pupil id; `asked` counts how often and of whom it was asked."""

    def __init__(self) -> None:
        self.says: dict[int, list[FoundNow]] = {}
        self.asked: list[list[int]] = []
        self.eyes: list[Access] = []

    def __call__(self, access: Access, ids: list[int]) -> dict[int, list[FoundNow]]:
        self.asked.append(ids)
        self.eyes.append(access)
        return {pk: self.says.get(pk, []) for pk in ids}


@contextmanager
def judged_by_script() -> Iterator[Script]:
    before = dict(JUDGES)
    JUDGES.clear()
    script = Script()
    register("pupils.pupil", script)
    try:
        yield script
    finally:
        JUDGES.clear()
        JUDGES.update(before)


def found(rule: str = "NPT-PSP-16", effect: str = "TASK", about: str = "", **more: object) -> FoundNow:
    given = {
        "colour": "amber",
        "sentence": say(rule, "The review is due."),
        "remedy": say(f"{rule}.remedy", "Hold the review."),
        "owner_role": "lead",
        **more,
    }
    return FoundNow(rule=rule, effect=effect, about=about, **given)  # type: ignore[arg-type]  # a test's shorthand
