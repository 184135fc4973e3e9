"""Hampshire's pack against the catalogue: the personalised plan (F-HAM-02), what is always shared, how it ends."""

from __future__ import annotations

from .packed import packed, questions_of

HAM = packed("hampshire")


def test_f_ham_02_objectives_timeframe_monitoring_and_a_baseline_ham_ap_04() -> None:
    assert HAM.layouts["psp"].code == "F-HAM-02"
    assert HAM.policy.value("psp.target_fields") == ("baseline", "assessment")
    needed = HAM.policy.value("psp.meeting_sections_needed")
    assert needed == ("outcomes", "timeframe", "monitoring")
    assert set(needed) <= set(HAM.layouts["psp"].order)
    assert "baseline" in HAM.parts["outcomes"].en


def test_ham_ap_01_needs_and_barriers_are_talked_about_early() -> None:
    assert [factor.code for factor in HAM.choices("factors")] == ["learning", "health", "transport", "offer"]
    assert {"readiness", "liaison", "plans_fit", "complements"} <= set(questions_of(HAM, "psp"))  # HAM-AP-10, 07, 05, 03


def test_ham_par_01_it_is_asked_when_parents_take_over() -> None:
    question = HAM.forms["psp"].section("safeguarding").question("safeguarding")
    assert "when do parents take over" in question.text.en


def test_ham_end_05_a_plan_that_ends_says_where_the_pupil_goes() -> None:
    section = HAM.forms["review"].section("review_decision")
    assert tuple(option.value for option in section.question("decision").options) == ("continue", "cease")
    when = section.question("destination").required_when
    assert when is not None
    assert (when.question, when.value) == ("decision", "cease")


def test_ham_ap_11_eight_data_sets_are_always_shared() -> None:
    assert len(HAM.policy.value("placement.data_sets")) == 8


def test_gap_10_consent_is_sought_and_is_not_the_gate() -> None:
    assert HAM.policy.value("placement.consent_for_data") == "sought"
    assert "GAP-10" in HAM.parameter("plan.parents_part").note.en


def test_ham_ap_08_the_area_manager_hears_of_what_is_below_the_standard() -> None:
    assert [(one.role, one.mailbox) for one in HAM.recipients("provider_concern")] == [("area_manager", "provision_area_manager")]
    assert not HAM.labels.stages["sent"].uses
