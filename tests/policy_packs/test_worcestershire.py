"""Worcestershire's pack against the catalogue: F-WOR-01 to 03, causes, decisions and people."""

from __future__ import annotations

from .packed import packed

WOR = packed("worcestershire")


def printed(form: str, number: str) -> dict[str, str]:
    """Field of the printed form → the key of the question that asks it."""
    return {
        q.source.removeprefix(f"{number}, "): q.key
        for section in WOR.forms[form].sections
        for q in section.questions
        if q.source.startswith(f"{number}, ")
    }


def test_f_wor_01_every_field_of_the_behaviour_support_plan_is_asked() -> None:
    fields = printed("psp", "F-WOR-01")
    assert set(fields) == {"A1", "A2", "A3", "A4", "A5", "P1", "P2", "P3", "P4", "D1", "D2"}
    assert (fields["A2"], fields["A4"], fields["D2"]) == ("reason", "working", "signs_of_success")
    function = WOR.forms["psp"].section("child_views").question("function")
    assert [option.value for option in function.options] == ["things", "attention", "sensory", "escape"]
    assert WOR.parts["attendees"].en == "Present"


def test_f_wor_02_the_incident_support_plan_is_an_extra() -> None:
    assert set(printed("incident_support", "F-WOR-02")) == {"I1", "I2", "I3", "I4", "I5"}
    keys = [q.key for q in WOR.forms["incident_support"].section("incident").questions]
    assert keys[-3:] == ["incident_by", "incident_on", "incident_review_on"]


def test_f_wor_03_the_review_asks_four_things_and_ends_in_a_step() -> None:
    assert set(printed("review", "F-WOR-03")) == {"R1", "R2", "R3", "R4"}
    decision = WOR.forms["review"].section("review_decision").question("decision")
    assert tuple(option.value for option in decision.options) == WOR.policy.value("psp.review_decisions")
    said = {option.value: option.text.en for option in decision.options}
    assert said["next_steps"].startswith("Step up")  # WOR-STEP-01: no positive change
    assert said["cease"].startswith("Step down")  # WOR-GEN-01: the pathway goes both ways


def test_wor_gen_04_the_causes_under_behaviour_are_talked_about() -> None:
    assert [cause.code for cause in WOR.choices("factors")] == [
        "communication", "attachment", "thought_patterns", "learning", "self_esteem", "other",
    ]  # fmt: skip
    assert "Learning needs are looked into fully" in WOR.forms["psp"].section("factors").hint.en  # WOR-GEN-03


def test_wor_gen_07_assess_plan_do_and_review_are_all_needed() -> None:
    needed = WOR.policy.value("psp.meeting_sections_needed")
    assert needed == ("assess", "plan", "do", "review_date")
    assert set(needed) <= set(WOR.layouts["psp"].order)


def test_who_is_told() -> None:
    told = {(event, one.role, one.mailbox) for event in WOR.events for one in WOR.recipients(event) if one.by == "mailbox"}
    assert told == {
        ("exclusion_risk", "inclusion_team", "inclusion_team"),  # WOR-LA-01
        ("before_exclusion", "exclusions_team", "exclusions_and_reintegration"),  # WOR-EX-01
        ("reduced_timetable", "authority", "reduced_timetables"),  # WOR-GEN-09
    }
    assert not WOR.labels.stages["sent"].uses


def test_bodies_and_titles_sys_04() -> None:
    assert WOR.labels.role("ccas_panel").en == "Children who Cannot Attend School (CCAS) panel"
    assert "SENDCo" in WOR.labels.role("alnco").en
    assert "step 3" in WOR.labels.roles_do["lead"].en  # WOR-GEN-15: the lead changes with the step
