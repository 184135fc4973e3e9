"""WOR-GEN, WOR-STEP and what goes to the authority: for each number a response it finds fault with and one it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Look, Policy, RuleFinding
from pastoral.rules.graduated import (
    ACTIONS,
    EHC_EVIDENCE,
    LEVELS,
    UNLAWFUL_REASONS,
    ActionFacts,
    DecisionFacts,
    GraduatedFacts,
    MoveFacts,
    cycle,
    education_due,
    ehc_evidence_missing,
    fair_access_excludes,
    levels_missing,
    levels_of,
    missing_before_next,
    why_not,
)

TODAY = date(2026, 11, 2)
POLICY = Policy("worcestershire", "england", {}, ("WOR", "ENG", "UK", "CAL"))


def done(*numbers: str) -> tuple[ActionFacts, ...]:
    return tuple(ActionFacts(number, date(2026, 10, 5)) for number in numbers)


def decided(code: str, positive: bool) -> DecisionFacts:
    return DecisionFacts(code, positive, "Mrs Shah", date(2026, 10, 19), "Fewer calls home", date(2026, 11, 30))


# A response at step 2 about which no rule has anything to say.
GOOD = GraduatedFacts(
    step=2,
    step_since=date(2026, 9, 7),
    lead="Mrs Shah",
    actions=done("1", "2", "3", "4a", "4b", "5", "6", "7"),
    decisions=(decided("D7", False),),
    next_review_on=date(2026, 11, 30),
    concern_on=date(2026, 9, 3),
    parent_contacted_on=date(2026, 9, 4),
    other_needs_checked=True,
    early_help=False,
    early_help_reason="The family has all the help it wants.",
    provisions=("quality_first_teaching", "small_group"),
    frequency="daily",
    effect_on_progress="some",
    effect_on_wellbeing="some",
)
UP = MoveFacts(2, 3)


@pytest.fixture
def found(calendar: SchoolCalendar) -> Any:
    """The findings of one rule for the good response with these facts changed."""

    def look(number: str, *, by: Policy = POLICY, **changes: Any) -> list[RuleFinding]:
        seen = Look(replace(GOOD, **changes), by, calendar, TODAY)
        return [each for each in engine.judge("graduated_response", seen) if each.rule == number]

    return look


def test_a_good_response_has_no_findings(calendar: SchoolCalendar) -> None:
    assert engine.judge("graduated_response", Look(GOOD, POLICY, calendar, TODAY)) == ()


def test_no_other_authority_s_pupil_is_judged_by_worcestershire(calendar: SchoolCalendar) -> None:
    hampshire = Policy("hampshire", "england", {}, ("HAM", "ENG", "UK", "CAL"))
    assert engine.judge("graduated_response", Look(GraduatedFacts(step=2), hampshire, calendar, TODAY)) == ()


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    # rule, its effect, what makes it speak, what (besides the good response) it is content with
    ("WOR-GEN-01", "INFO", {"moves": (MoveFacts(3, 2),)}, {"moves": (MoveFacts(3, 2, TODAY, "x", "Calm", "", TODAY, TODAY),)}),
    ("WOR-GEN-02", "INFO", {"provisions": ()}, {"step": 1, "provisions": ()}),
    ("WOR-GEN-03", "WARN", {"primary_need": "semh"}, {"primary_need": "semh", "learning_needs": "Reads well"}),
    ("WOR-GEN-04", "INFO", {"challenging_behaviour": True}, {"challenging_behaviour": True, "cause": "attachment"}),
    ("WOR-GEN-05", "WARN", {"parent_contacted_on": None}, {"concern_on": None, "parent_contacted_on": None}),
    ("WOR-GEN-05", "WARN", {"other_needs_checked": None}, {"closed": True, "other_needs_checked": None}),
    ("WOR-GEN-06", "TASK", {"early_help": None}, {"early_help": True, "early_help_reason": "Asked for"}),
    ("WOR-GEN-06", "TASK", {"early_help_reason": " "}, {"concern_on": None, "early_help": None}),
    ("WOR-GEN-07", "INFO", {"actions": done("1", "2")}, {"step": 1, "actions": ()}),
    ("WOR-GEN-08", "WARN", {"primary_need": "semh"}, {"primary_need": "semh", "on_send_register": True}),
    ("WOR-GEN-09", "TASK", {"part_time": True}, {"part_time": True, "authority_told_of_part_time_on": TODAY}),
    ("WOR-GEN-10", "TASK", {"endangers": True}, {"endangers": False}),
    (
        "WOR-GEN-10", "TASK",
        {"endangers": True, "handling_plan_on": date(2026, 9, 7), "handling_plan_review_on": date(2026, 10, 30)},
        {"endangers": True, "handling_plan_on": date(2026, 9, 7), "handling_plan_review_on": TODAY},
    ),
    (
        "WOR-GEN-11", "BLOCK",
        {"exclusion_considered_on": TODAY, "exclusion_reason": "unmet_condition"},
        {"exclusion_considered_on": TODAY, "exclusion_reason": "persistent_disruption"},
    ),
    ("WOR-GEN-12", "WARN", {"disabled": True}, {"disabled": True, "adjustments": "A quiet place"}),
    (
        "WOR-GEN-13", "WARN",
        {"exclusion_considered_on": TODAY, "previously_looked_after": True},
        {"exclusion_considered_on": TODAY, "previously_looked_after": True, "duties_checked_on": TODAY},
    ),
    ("WOR-GEN-14", "INFO", {"frequency": ""}, {"step": 1, "frequency": ""}),
    ("WOR-GEN-16", "INFO", {"managed_move_wanted": True}, {"closed": True, "managed_move_wanted": True}),
    ("WOR-STEP-01", "BLOCK", {"move_wanted": MoveFacts(2, 4)}, {"move_wanted": UP}),
    ("WOR-STEP-02", "INFO", {"decisions": (DecisionFacts("D7", False),)}, {"decisions": (DecisionFacts("D7"),)}),
    (
        "WOR-STEP-03", "BLOCK",
        {"actions": done("1", "2", "3", "4a", "4b", "5"), "move_wanted": UP},
        {"actions": done("1", "2", "3", "4a", "4b", "5", "6"), "move_wanted": UP},
    ),
    ("WOR-STEP-04", "INFO", {"next_review_on": None}, {"step": 1, "next_review_on": None}),
    ("WOR-LA-01", "INFO", {"at_risk_of_exclusion": True}, {"at_risk_of_exclusion": True, "inclusion_team_asked_on": TODAY}),
    ("WOR-LA-02", "TASK", {"cannot_attend": True}, {"cannot_attend": True, "ccas_panel_on": TODAY}),
    ("WOR-LA-03", "INFO", {"complex": True}, {"complex": True, "fair_access_panel_on": TODAY, "fair_access_support": "A mentor"}),
    (
        "WOR-MM-01", "WARN",
        {"managed_move_wanted": True, "managed_move_panel_on": TODAY, "both_heads_agree": False},
        {"managed_move_wanted": True, "managed_move_panel_on": TODAY, "both_heads_agree": True},
    ),
    ("WOR-FAP-01", "BLOCK", {"fair_access_wanted": True, "looked_after": True}, {"fair_access_wanted": True}),
    (
        "WOR-EX-01", "TASK",
        {"exclusion_considered_on": TODAY, "exclusion_permanent": True},
        {"exclusion_considered_on": TODAY, "exclusion_permanent": False},
    ),
    (
        "WOR-EX-02", "INFO",
        {"excluded_permanently_on": TODAY},
        {"excluded_permanently_on": TODAY, "support_after_exclusion": "A place at the short-stay school"},
    ),
    (
        "WOR-EX-03", "TASK",
        {"excluded_permanently_on": date(2026, 10, 12)},
        {"excluded_permanently_on": date(2026, 10, 12), "education_starts_on": date(2026, 10, 19)},
    ),
    ("WOR-TRK-01", "INFO", {"cannot_attend": True}, {"cannot_attend": True, "tracked": True}),
    ("WOR-TRK-02", "INFO", {"year_group": 11}, {"year_group": 10}),
    ("WOR-TRK-03", "INFO", {"works": True}, {"works": True, "licence": "2026/14"}),
    ("WOR-VS-01", "TASK", {"child_protection": True}, {"child_protection": True, "virtual_school_asked_on": TODAY}),
    ("WOR-CME-01", "INFO", {"on_roll": False, "suitably_educated": False}, {"on_roll": False}),
    ("WOR-SAFE-01", "TASK", {"safeguarding_concern_on": TODAY}, {"safeguarding_concern_on": TODAY, "front_door_told_on": TODAY}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "effect", "bad", "fine"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_each_rule_passes_and_fails(found: Any, number: str, effect: str, bad: dict[str, Any], fine: dict[str, Any]) -> None:
    assert [each.effect for each in found(number, **bad)] == [effect]
    assert found(number, **fine) == []


def test_t25_wor_step_01_two_to_four_needs_an_override() -> None:
    refused = why_not(GOOD, MoveFacts(2, 4))
    assert [sentence.code for sentence in refused] == ["WOR-STEP-01.skip"]
    assert why_not(GOOD, MoveFacts(2, 4, override="A move of school in the week of the review")) == ()


def test_t25_wor_step_01_four_to_three_with_reason_and_date() -> None:
    at_four = replace(GOOD, step=4)
    assert why_not(at_four, MoveFacts(4, 3, TODAY, "Mrs Shah", "Six calm weeks")) == ()
    assert {s.code for s in why_not(at_four, MoveFacts(4, 3))} == {"WOR-STEP-01.down_reason", "WOR-STEP-01.down_date"}
    assert why_not(at_four, MoveFacts(4, 2, TODAY, "Mrs Shah", "Six calm weeks"))[0].code == "WOR-STEP-01.down_one"


def test_wor_step_01_positive_change_keeps_the_step() -> None:
    better = replace(GOOD, decisions=(decided("D7", True),))
    assert [sentence.code for sentence in why_not(better, UP)] == ["WOR-STEP-01.positive"]
    undecided = replace(GOOD, decisions=())
    assert [sentence.code for sentence in why_not(undecided, UP)] == ["WOR-STEP-01.decision"]


def test_wor_step_01_a_move_starts_where_the_pupil_is_and_ends_on_a_step() -> None:
    assert why_not(GOOD, MoveFacts(3, 4))[0].code == "WOR-STEP-01.from"
    assert why_not(replace(GOOD, step=6), MoveFacts(6, 7, override="x"))[0].code == "WOR-STEP-01.where"
    assert why_not(GOOD, MoveFacts(2, 2))[0].code == "WOR-STEP-01.where"


def test_wor_step_03_every_step_from_two_to_six() -> None:
    everything = done(*(action.number for action in ACTIONS))
    for step, code in ((2, "D7"), (3, "D12"), (4, "D13")):
        ready = replace(GOOD, step=step, actions=everything, decisions=(decided(code, False),))
        assert why_not(ready, MoveFacts(step, step + 1)) == ()
        assert missing_before_next(replace(ready, actions=()), step) != ()
    assert why_not(replace(GOOD, step=5), MoveFacts(5, 6)) == ()
    assert missing_before_next(replace(GOOD, actions=done("13", "14")), 4) == ("15",)


def test_wor_step_04_the_authority_s_interval_counts_and_moves_out_of_a_holiday(found: Any) -> None:
    six = replace(POLICY, values={"graduated.review_interval_weeks": 6})
    late = found("WOR-STEP-04", by=six, decisions=(), step_since=date(2026, 9, 14), next_review_on=date(2026, 11, 30))
    assert [(each.effect, each.due) for each in late] == [("TASK", date(2026, 10, 23))]  # 26 October is half term
    assert found("WOR-STEP-04", by=six, decisions=(), step_since=date(2026, 9, 14), next_review_on=date(2026, 10, 23)) == []


def test_wor_gen_02_levels_stand_on_one_another(found: Any) -> None:
    assert [len(codes) for codes in LEVELS.values()] == [11, 12, 10]
    assert levels_of(("parents", "safe_space", "something_else")) == {"universal", "specialist"}
    assert levels_missing(5, ("safe_space",)) == ("universal", "targeted")
    assert levels_missing(2, ("parents", "small_group")) == ()
    (missing,) = found("WOR-GEN-02", provisions=("small_group",))
    assert missing.sentence.english() == "No provision is written at these levels: universal."


def test_action_17a_needs_all_five_pieces_of_evidence() -> None:
    assert len(EHC_EVIDENCE) == 5
    assert ehc_evidence_missing(("needs", "action")) == ("attainment", "progress_with_support", "health")
    assert ehc_evidence_missing(EHC_EVIDENCE) == ()


def test_wor_gen_07_the_cycle_of_each_step() -> None:
    assert cycle(GOOD, 2) == {"assess": True, "plan": True, "do": True, "review": True}
    assert cycle(replace(GOOD, actions=done("5")), 2) == {"assess": False, "plan": True, "do": False, "review": False}
    assert set(cycle(GOOD, 3)) == {"assess", "plan", "do", "review"}
    assert set(cycle(GOOD, 4)) == {"review"}


@pytest.mark.parametrize("reason", sorted(UNLAWFUL_REASONS))
def test_wor_gen_11_each_unlawful_reason_stops_the_exclusion(found: Any, reason: str) -> None:
    (stopped,) = found("WOR-GEN-11", exclusion_considered_on=TODAY, exclusion_reason=reason)
    assert stopped.stops("exclude")
    assert UNLAWFUL_REASONS[reason] in stopped.sentence.english()


def test_t26_wor_fap_01_an_ehcp_pupil_is_never_placed_through_fair_access(found: Any) -> None:
    (refused,) = found("WOR-FAP-01", fair_access_wanted=True, ehcp=True)
    assert refused.stops("refer_fair_access")
    assert fair_access_excludes(replace(GOOD, ehcp=True)) == ("ehcp",)
    assert fair_access_excludes(GOOD) == ()


def test_t07_wor_ex_03_the_law_s_sixth_day(found: Any, calendar: SchoolCalendar) -> None:
    assert education_due(date(2026, 10, 12), calendar) == date(2026, 10, 19)
    assert education_due(date(2026, 10, 10), calendar) == date(2026, 10, 19)  # a Saturday: Monday is day 1
    (late,) = found("WOR-EX-03", excluded_permanently_on=date(2026, 10, 12), education_starts_on=date(2026, 10, 20))
    assert (late.effect, late.colour) == ("WARN", "red")


def test_every_finding_reads_in_english_and_has_an_owner(calendar: SchoolCalendar) -> None:
    for _number, _effect, bad, _fine in CASES:
        for each in engine.judge("graduated_response", Look(replace(GOOD, **bad), POLICY, calendar, TODAY)):
            assert "{" not in each.sentence.english() + each.remedy.english()
            assert each.sentence.english().endswith(".")
            assert each.owner
