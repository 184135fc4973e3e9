"""WOR-SRT-01 and 02: a school's self-reflection."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Look, Policy, RuleFinding
from pastoral.rules.graduated import STATEMENTS, RatingFacts, ReflectionFacts

POLICY = Policy("worcestershire", "england", {}, ("WOR",))
GOOD = ReflectionFacts("2026/27", "The framework of 2025", True, (RatingFacts("1.1.a", 3, "Assemblies, survey"),))


def look(facts: ReflectionFacts, calendar: SchoolCalendar) -> tuple[RuleFinding, ...]:
    return engine.judge("self_reflection", Look(facts, POLICY, calendar, date(2026, 11, 2)))


def test_the_tool_has_52_statements_and_no_1_4() -> None:
    assert len(STATEMENTS) == len(set(STATEMENTS)) == 52
    assert [sum(s.startswith(f"{n}.") for s in STATEMENTS) for n in (1, 2, 3, 4)] == [10, 11, 18, 13]
    assert not any(statement.startswith("1.4") for statement in STATEMENTS)
    assert {"1.7.a", "2.3.d", "3.2.e", "4.6.a"} <= set(STATEMENTS)


def test_wor_srt_01_a_rating_needs_evidence_and_a_low_one_an_action(calendar: SchoolCalendar) -> None:
    assert look(GOOD, calendar) == ()
    low = replace(GOOD, ratings=(RatingFacts("2.2.a", 2, "Seen in lessons"), RatingFacts("3.1.a", 1)))
    assert [(each.rule, each.sentence.code) for each in look(low, calendar)] == [
        ("WOR-SRT-01", "WOR-SRT-01.action"),
        ("WOR-SRT-01", "WOR-SRT-01"),
        ("WOR-SRT-01", "WOR-SRT-01.action"),
    ]
    planned = RatingFacts("2.2.a", 2, "Seen in lessons", "Staff day", "Head", date(2027, 1, 4))
    assert look(replace(GOOD, ratings=(planned,)), calendar) == ()


def test_wor_srt_01_warns_of_a_statement_or_rating_that_is_not_there(calendar: SchoolCalendar) -> None:
    for wrong in (RatingFacts("1.4.a", 3, "x"), RatingFacts("1.1.a", 5, "x"), RatingFacts("1.1.a", None, "x")):
        (told,) = look(replace(GOOD, ratings=(wrong,)), calendar)
        assert (told.effect, told.sentence.code) == ("WARN", "WOR-SRT-01.unknown")


def test_wor_srt_02_history_is_kept(calendar: SchoolCalendar) -> None:
    gone = look(replace(GOOD, before=frozenset({"1.1.a", "1.2.b"})), calendar)
    assert [(each.rule, each.effect, "1.2.b" in each.sentence.english()) for each in gone] == [("WOR-SRT-02", "INFO", True)]
    assert look(replace(GOOD, complete=False, before=frozenset({"1.2.b"})), calendar) == ()
    assert [each.rule for each in look(replace(GOOD, cycle=""), calendar)] == ["WOR-SRT-02"]
