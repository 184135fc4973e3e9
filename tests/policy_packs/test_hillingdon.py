"""Hillingdon's pack against the catalogue: its forms (F-HIL-01 to 03), questionnaires, papers, verdict and people."""

from __future__ import annotations

from pastoral.records.policy.packs import value_in_words
from pastoral.rules.psp import PlanFacts

from .packed import packed, questions_of

HIL = packed("hillingdon")


def test_f_hil_01_the_pre_meeting_pack_has_its_ten_items() -> None:
    items = [item.code for item in HIL.choices("pack_items")]
    assert items == [
        "summary", "pupil_questionnaire", "parent_questionnaire", "staff_questionnaires", "behaviour_log", "senco_comments", "ieps",
        "attendance_record", "current_support", "exclusions_record",
    ]  # fmt: skip
    assert HIL.policy.value("psp.documents_wanted") == tuple(items)
    assert HIL.layouts["pre_meeting"].code == "F-HIL-01"
    assert "behaviour log" in value_in_words(HIL.parameter("psp.documents_wanted"), HIL)


def test_gap_07_the_questionnaires_are_ours_and_say_so() -> None:
    for code in ("views_child", "views_child_primary", "views_parent", "views_staff"):
        assert HIL.layouts[code].status == "OURS"
        assert "GAP-07" in HIL.layouts[code].source
        assert all(q.suggested for section in HIL.forms[code].sections for q in section.questions)
        assert "uestionnaire" in HIL.forms[code].title.en
    secondary, primary = questions_of(HIL, "views_child"), questions_of(HIL, "views_child_primary")
    assert {"reward_wanted", "first_step", "chosen_adult"} <= set(secondary) & set(primary)
    assert len(primary) < len(secondary)


def test_f_hil_02_the_meeting_is_assess_plan_do_review_hil_psp_11() -> None:
    order = HIL.layouts["psp"].order
    four = HIL.policy.value("psp.meeting_sections_needed")
    assert four == ("assess", "plan", "do", "review")
    assert [order.index(part) for part in four] == sorted(order.index(part) for part in four)
    fields = {"reason", "assess_parent", "assess_staff", "assess_professionals", "child_views", "consequences", "monitoring", "key_staff"}
    assert fields <= set(questions_of(HIL, "psp"))
    assert {"attendees", "outcomes", "commitments", "signatures"} <= set(order)
    assert HIL.policy.value("psp.target_fields") == ("step", "measure", "reward", "support")


def test_hil_psp_07_the_nine_assessments_can_be_ticked() -> None:
    question = HIL.forms["psp"].section("assessments").question("assessments")
    assert (question.kind, len(question.options)) == ("many_of", 9)


def test_f_hil_03_the_final_meeting_has_a_verdict_and_what_follows_hil_psp_20() -> None:
    verdict = HIL.forms["review_final"].section("review_verdict")
    assert tuple(option.value for option in verdict.question("verdict").options) == HIL.policy.value("psp.verdicts")
    follows = [option.value for option in verdict.question("verdict_next").options]
    assert follows == [choice.code for choice in HIL.choices("verdict_next_steps")]
    assert {"monitored_support", "alternatives", "exclusion_support"} <= set(follows)  # HIL-PSP-21, 23, 24
    assert {"agency_reports", "further_measures"} <= set(questions_of(HIL, "review")) & set(questions_of(HIL, "review_final"))


def test_a_review_ends_in_words_of_the_guidance() -> None:
    options = {o.value: o.text.en for o in HIL.forms["review"].section("review_decision").question("decision").options}
    assert tuple(options) == HIL.policy.value("psp.review_decisions")
    assert options["next_steps"].startswith("It is not working")


def test_nothing_is_sent_on_agreement_and_the_authority_is_asked_before_excluding_hil_psp_24() -> None:
    assert [stage.status for stage in HIL.labels.stages.values() if not stage.uses] == ["sent"]
    assert "authority" not in {one.role for one in HIL.recipients("plan_agreed")}
    assert [(one.role, one.mailbox) for one in HIL.recipients("before_exclusion")] == [("exclusion_support", "exclusion_support")]


def test_people_have_hillingdons_titles_sys_04() -> None:
    titles = {code: HIL.labels.role(code).en for code in ("lead", "key_adult", "alnco")}
    assert titles == {
        "lead": "School co-ordinator",
        "key_adult": "Key member of staff",
        "alnco": "Special educational needs co-ordinator (SENCO)",
    }


def test_eng_ptt_08_the_virtual_school_hears_of_a_looked_after_childs_hours() -> None:
    def told(**facts: bool) -> set[str]:
        plan = PlanFacts(**facts)
        return {one.role for one in HIL.recipients("reduced_timetable") if one.applies(plan)}

    assert told(reduced_timetable=True, looked_after=True) == {"attendance_support", "virtual_school"}
    assert told(reduced_timetable=True) == {"attendance_support"}
    assert told() == set()
