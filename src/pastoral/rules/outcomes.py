"""The Outcome Sequence: eight tests of an outcome, computed where they can be and asked where not (F-NPT-09).

What can be computed is only ever a reason to fail; what needs knowing the child is asked of the practitioner.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pastoral.rules.readability import is_welsh, jargon, reading_age
from pastoral.rules.sentences import Sentence, mark, say
from pastoral.rules.solutions import KIND_LABELS, embedded_solution

CODE = "NPT-PSP-12"

TEST_TITLES: dict[str, str] = {
    "a": mark("Can it be measured, and do we know the starting point?"),
    "b": mark("Can it be achieved?"),
    "c": mark("Does it keep or build on what is working?"),
    "d": mark("Does it change what is not working?"),
    "e": mark("Does it move closer to the change that is wanted?"),
    "f": mark("Does it meet an assessed need, where there is one?"),
    "g": mark("Is it in everyday language, not the service's?"),
    "h": mark("Is it free of a solution: what changes, not how?"),
}

# The same, short, after "is not yet": what a finding says of an outcome that does not pass.
TEST_NAMES: dict[str, str] = {
    "a": mark("measured from a known starting point"),
    "b": mark("within reach"),
    "c": mark("built on what is working"),
    "d": mark("about what is not working"),
    "e": mark("a step to the change that is wanted"),
    "f": mark("tied to an assessed need"),
    "g": mark("in everyday language"),
    "h": mark("free of a solution"),
}

STEPS: tuple[tuple[str, str], ...] = (
    ("matters", mark("What matters, who matters and where matters to the person? What do they hope for?")),
    ("working", mark("What is working now, and what is not?")),
    ("change", mark("What positive change is wanted?")),
    ("outcome", mark("Turn it into a specific outcome.")),
    ("check", mark("Check it with the eight tests.")),
)

PRACTITIONER_CHECKLIST: tuple[tuple[str, str], ...] = (
    ("matters", mark("I found out what, who and where matters to the person, and what they hope for.")),
    ("working", mark("I understand what is working and what is not, as they see it.")),
    ("change", mark("I am clear about the positive change they want.")),
    ("outcome", mark("I described it as one or more specific outcomes.")),
    ("check", mark("I checked each outcome with all eight tests.")),
    ("involved", mark("I am confident that the person took part in the decisions as far as possible.")),
)

NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|hundred|once|"
    r"twice|half|every|each|all|none|never|always|daily|full|un|dau|dwy|tri|tair|pedwar|pedair|pump|"
    r"chwech|saith|wyth|naw|"
    r"deg|bob|pob|unwaith|dwywaith|hanner)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome as written. `answers` pairs a test's letter with yes, no or unsure, as the practitioner said.

    For every test "yes" is good; for h it means: free of a solution.
    """

    statement: str
    positive_change: str = ""
    working: str = ""
    not_working: str = ""
    what_matters: str = ""
    measure: str = ""
    unit: str = ""
    starting_point: str = ""
    baseline_value: float | None = None
    target_value: float | None = None
    target_date: date | None = None
    assessed_need: str = ""
    meets_need: bool | None = None
    answers: tuple[tuple[str, str], ...] = ()

    def answer(self, letter: str) -> str:
        return dict(self.answers).get(letter, "")


@dataclass(frozen=True, slots=True)
class OutcomeTest:
    """One of the eight: how it was judged (computed, asked) and the verdict (pass, fail, ask, unsure)."""

    letter: str
    title: str
    how: str
    verdict: str
    reasons: tuple[Sentence, ...]

    @property
    def reason(self) -> Sentence:
        return self.reasons[0]


def check_outcome(outcome: Outcome, today: date, *, longest_reading_age: float) -> tuple[OutcomeTest, ...]:
    """The eight tests in order. `longest_reading_age` in years is the authority's parameter."""
    return (
        _measurable(outcome, today),
        _asked(outcome, "b"),
        _asked(outcome, "c", lacking=None if outcome.working.strip() else _NO_WORKING),
        _asked(outcome, "d", lacking=None if outcome.not_working.strip() else _NO_NOT_WORKING),
        _asked(outcome, "e", lacking=None if outcome.positive_change.strip() else _NO_CHANGE),
        _meets_need(outcome),
        _everyday(outcome, longest_reading_age),
        _no_solution(outcome),
    )


def failing(tests: tuple[OutcomeTest, ...]) -> tuple[str, ...]:
    """The letters that fail or are not settled yet."""
    return tuple(test.letter for test in tests if test.verdict != "pass")


_NO_WORKING = say(f"{CODE}.c.empty", "Nothing is written yet about what is working.")
_NO_NOT_WORKING = say(f"{CODE}.d.empty", "Nothing is written yet about what is not working.")
_NO_CHANGE = say(f"{CODE}.e.empty", "The change that is wanted is not written yet.")
_NO_STATEMENT = say(f"{CODE}.empty", "Write the outcome first.")


def _test(letter: str, how: str, verdict: str, *reasons: Sentence) -> OutcomeTest:
    return OutcomeTest(letter, TEST_TITLES[letter], how, verdict, reasons)


def _measurable(outcome: Outcome, today: date) -> OutcomeTest:
    if not outcome.statement.strip():
        return _test("a", "computed", "fail", _NO_STATEMENT)
    problems = [problem for check in _MEASURABLE for problem in check(outcome, today)]
    if problems:
        return _test("a", "computed", "fail", *problems)
    return _test("a", "computed", "pass", say(f"{CODE}.a.pass", "It has a number, a starting point and a date."))


def _has_number(outcome: Outcome, today: date) -> list[Sentence]:
    written = " ".join((outcome.statement, outcome.measure))
    if outcome.target_value is not None or NUMBER.search(written):
        return []
    return [say(f"{CODE}.a.number", "Say how much or how often, with a number.")]


def _has_start(outcome: Outcome, today: date) -> list[Sentence]:
    if outcome.baseline_value is None and not outcome.starting_point.strip():
        return [say(f"{CODE}.a.start", "Say where things stand now: the starting point.")]
    if outcome.baseline_value is not None and outcome.baseline_value == outcome.target_value:
        return [say(f"{CODE}.a.same", "The target is the same as the starting point, so nothing would change.")]
    return []


def _has_date(outcome: Outcome, today: date) -> list[Sentence]:
    if outcome.target_date is None:
        return [say(f"{CODE}.a.date", "Say by when.")]
    if outcome.target_date <= today:
        return [say(f"{CODE}.a.past", "The target date {on} is not in the future.", on=outcome.target_date)]
    return []


_MEASURABLE: tuple[Callable[[Outcome, date], list[Sentence]], ...] = (_has_number, _has_start, _has_date)


def _asked(outcome: Outcome, letter: str, *, lacking: Sentence | None = None) -> OutcomeTest:
    if lacking is not None:
        return _test(letter, "computed", "fail", lacking)
    answer = outcome.answer(letter)
    if answer == "yes":
        return _test(letter, "asked", "pass", say(f"{CODE}.yes", "You answered yes."))
    if answer == "no":
        return _test(letter, "asked", "fail", say(f"{CODE}.no", "You answered no. Change the outcome with the child."))
    if answer == "unsure":
        unsure = say(f"{CODE}.unsure", "You were not sure. Ask the child or a colleague.")
        return _test(letter, "asked", "unsure", unsure)
    return _test(letter, "asked", "ask", say(f"{CODE}.ask", "Only people who know the child can tell."))


def _meets_need(outcome: Outcome) -> OutcomeTest:
    if not outcome.assessed_need.strip():
        return _test("f", "computed", "pass", say(f"{CODE}.f.none", "No assessed need is recorded."))
    if outcome.meets_need is None:
        return _asked(outcome, "f")
    if outcome.meets_need:
        return _test("f", "asked", "pass", say(f"{CODE}.f.pass", "You said that it meets the assessed need."))
    return _test("f", "asked", "fail", say(f"{CODE}.f.fail", "It does not meet the assessed need."))


def _everyday(outcome: Outcome, longest_reading_age: float) -> OutcomeTest:
    text = outcome.statement
    if not text.strip():
        return _test("g", "computed", "unsure", _NO_STATEMENT)
    if is_welsh(text):
        return _asked(outcome, "g")
    problems = [
        say(f"{CODE}.g.jargon", "“{word}” is a professional's word. In plain words: {plain}.", word=match.found,
            plain=say(f"{CODE}.g.plain", match.plain))
        for match in jargon(text)
    ]  # fmt: skip
    age = reading_age(text)
    if age is not None and age > longest_reading_age:
        problems.append(
            say(
                f"{CODE}.g.age",
                "It reads at about age {age}; aim for {wanted} or younger. Use shorter words and sentences.",
                age=round(age),
                wanted=round(longest_reading_age),
            )
        )
    if problems:
        return _test("g", "computed", "fail", *problems)
    if outcome.answer("g") in ("no", "unsure"):
        return _asked(outcome, "g")
    return _test("g", "computed", "pass", say(f"{CODE}.g.pass", "The words are plain."))


def _no_solution(outcome: Outcome) -> OutcomeTest:
    if not outcome.statement.strip():
        return _test("h", "computed", "unsure", _NO_STATEMENT)
    found = embedded_solution(outcome.statement)
    if found is not None:
        return _test(
            "h", "computed", "fail",
            say(f"{CODE}.h.fail", "“{found}” is {kind}: it says how. Say what will be different for the child.",
                found=found.found, kind=say(f"{CODE}.h.kind", KIND_LABELS[found.kind])),
        )  # fmt: skip
    if outcome.answer("h") in ("no", "unsure") or is_welsh(outcome.statement):
        return _asked(outcome, "h")
    return _test("h", "computed", "pass", say(f"{CODE}.h.pass", "No solution was found in the words."))
