"""Wiltshire's pack against the catalogue: a plain plan under the name REP (GAP-11), the day that must be covered, the groups."""

from __future__ import annotations

from .packed import packed, questions_of

WIL = packed("wiltshire")


def test_gap_11_the_rep_is_a_plan_of_ours_under_the_local_name() -> None:
    assert (WIL.labels.plan_short.en, WIL.layouts["psp"].code, WIL.layouts["psp"].status) == ("REP", "REP", "OURS")
    assert WIL.policy.value("reduced.plan_needed") == "rep"
    own = {"why_reduced", "factors", "provision"}
    for section in WIL.forms["psp"].sections:
        if section.key in own:
            assert all(q.suggested or q.source for q in section.questions), section.key


def test_wil_sg_01_each_time_from_nine_to_three_without_school_has_an_adult() -> None:
    assert (WIL.policy.value("hours.day_starts"), WIL.policy.value("hours.day_ends")) == ("09:00", "15:00")
    section = WIL.forms["psp"].section("safeguarding")
    assert "between 9am and 3pm" in section.question("safeguarding").text.en
    assert section.question("parent_told").kind == "yes_no"


def test_wil_tier_01_and_wil_fund_01_are_asked() -> None:
    section = WIL.forms["psp"].section("support_tier")
    assert [o.value for o in section.question("tier").options] == ["mainstream", "mainstream_plus", "targeted"]
    assert [o.value for o in section.question("sen_category").options] == ["send", "ehcna", "none"]
    assert {"fund", "fund_amount"} <= set(questions_of(WIL, "psp"))


def test_wil_cafe_01_the_group_can_be_asked_what_it_recommends() -> None:
    section = WIL.forms["review"].section("review_decision")
    said = {o.value: o.text.en for o in section.question("decision").options}
    assert "CAFE group" in said["next_steps"]
    assert section.question("cafe_recommendation").source == "WIL-CAFE-01"
    assert WIL.labels.stage("reviewed").en == "What the CAFE group recommends"


def test_the_council_hears_of_each_rep() -> None:
    assert WIL.labels.stages["sent"].uses
    assert [one.mailbox for one in WIL.recipients("plan_agreed") if one.role == "authority"] == ["reduced_timetables"]


def test_wil_d6_01_residence_decides() -> None:
    assert (WIL.policy.value("exclusion.provision_from_day"), WIL.policy.value("placement.day_six_by")) == (6, "residence")
