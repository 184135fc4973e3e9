"""Neath Port Talbot's pack against the catalogue: the PSP rows of the parameter table (section 6), its form, its recipients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from pastoral.casework.plans.models import Contribution, Plan
from pastoral.foundation.questions.definitions import Text
from pastoral.records.policy.loading import load
from pastoral.records.policy.packs import NoLocalRule, Pack, Value, pack_from, value_in_words
from pastoral.records.policy.schema import FORMS_NEEDED, INPUTS, PARAMETERS, QUESTIONS_NEEDED
from pastoral.rules.calendar import CalendarDays, CalendarWeeks
from pastoral.rules.lifecycles import PSP
from pastoral.rules.psp import FACTOR_LABELS, INPUT_LABELS, RULES, SIGNATORY_LABELS, PlanFacts, notices

PACKS = Path(settings.POLICY_PACKS)


def packed(name: str) -> Pack:
    """The newest pack of an authority."""
    return pack_from(load(max((PACKS / "authorities" / name).glob("*.toml")), root=PACKS))


@pytest.fixture(scope="module")
def npt() -> Pack:
    return packed("neath-port-talbot")


@pytest.fixture(scope="module", params=["neath-port-talbot", "hillingdon", "worcestershire", "plain-wales", "plain-england"])
def any_pack(request: Any) -> Pack:
    return packed(request.param)


# Section 6 of the catalogue: row → (parameter, value). None: the source is silent.
ROWS: dict[int, list[tuple[str, Any]]] = {
    3: [("psp.plan_status", "expected")],
    5: [("psp.max_review_weeks", 6)],
    6: [("psp.check_in_days", 7)],
    7: [("psp.length_weeks", None), ("reduced.max_weeks", 12)],
    8: [("psp.review_decisions", ("continue", "amend", "cease", "next_steps"))],
    9: [("psp.signatories", ("child", "school", "parent"))],
    10: [("psp.copy_to_authority", ("plan", "review"))],
    11: [("psp.monitoring_group_meets", "termly")],
    12: [("hours.foundation_ks1", 21), ("hours.ks2", 23.5), ("hours.ks3_year_10", 24), ("hours.year_11", 25)],
    13: [("reduced.max_weeks", 12)],
    14: [("reduced.extension_by", "director")],
    16: [("attendance.code_reduced_hours", "C")],
    17: [("attendance.code_provider", "B")],
}


@pytest.mark.parametrize(("row", "cells"), ROWS.items())
def test_each_row_of_the_parameter_table(npt: Pack, row: int, cells: list[tuple[str, Any]]) -> None:
    for key, wanted in cells:
        found = npt.parameter(key)
        assert (found.value if isinstance(found, Value) else None) == wanted, key
        assert found.status == "VERIFIED", key
        assert found.source.startswith("npt-guidance: "), key


def test_the_other_rows_that_concern_a_psp(npt: Pack) -> None:
    assert npt.nation == "wales"  # row 1
    assert (npt.labels.plan_short.en, npt.labels.plan.cy) == ("PSP", "Rhaglen Cymorth Bugeiliol")  # row 2
    assert "ALNCo" in npt.labels.roles_do["lead"].en  # row 4
    assert npt.labels.role("monitoring_group").en == "PSP Monitoring Group"  # row 11
    assert [r.role for r in npt.recipients("exclusion_risk")] == ["wellbeing_service"]  # row 26
    assert npt.languages == ("en", "cy")  # row 33


def test_numbers_that_the_guidance_does_not_give_are_marked_as_ours_or_unset(npt: Pack) -> None:
    notice = npt.parameter("psp.notice_days")
    assert isinstance(notice, NoLocalRule)  # GAP-03
    assert "GAP-03" in notice.source
    assert notice.sentence == npt.sentence_no_local_rule
    for key in ("psp.first_review_weeks", "psp.contribution_days", "psp.send_within_days", "psp.alnco_within_days"):
        assert npt.parameter(key).status == "OURS", key


def test_what_the_rules_judge_by(npt: Pack) -> None:
    policy = npt.psp
    assert (policy.max_review_weeks, policy.first_review_weeks) == (CalendarWeeks(6), CalendarWeeks(3))
    assert (policy.check_in_days, policy.notice_days) == (CalendarDays(7), None)
    assert policy.outcomes_wanted == 3
    assert policy.inputs_wanted == tuple(INPUT_LABELS)
    assert policy.factors == tuple(FACTOR_LABELS)
    assert len(policy.factors) == 13
    assert policy.signatories == tuple(SIGNATORY_LABELS)
    assert policy.review_decisions == tuple(PSP.choices)
    assert policy.severities == ()  # every rule acts as the catalogue has it


def test_every_rule_of_the_programme_is_in_the_pack(npt: Pack) -> None:
    assert sorted(npt.rules) == [f"NPT-PSP-{n:02}" for n in range(1, 28)]
    assert {number for number in RULES if number.startswith("NPT-")} <= set(npt.rules)


# F-NPT-01: number of the field → where it stands in the pack (a question's key, or a part with a page of its own).
FIELDS = {
    1: "name", 2: "date_of_birth", 3: "school", 4: "upn", 5: "fsm", 6: "cla", 7: "school_idp", 8: "la_idp", 9: "aln_need",
    10: "attendance_percent", 11: "exclusions_count", 12: "exclusion_days", 13: "meeting_on", 14: "lead", 15: "attendees",
    16: "reason", 17: "strategies", 18: "working", 19: "outcomes", 20: "outcomes", 21: "outcomes", 22: "commitments",
    23: "commitments", 24: "commitments", 25: "signatures", 26: "signatures", 27: "signatures", 28: "next_review_on",
}  # fmt: skip


def test_the_form_has_every_field_of_f_npt_01_in_its_order(npt: Pack) -> None:
    form, layout = npt.forms["psp"], npt.layouts["psp"]
    assert (layout.code, layout.status) == ("F-NPT-01", "VERIFIED")
    places: list[str] = []
    sources: dict[str, str] = {}
    for key in layout.order:
        section = next((s for s in form.sections if s.key == key), None)
        places += [q.key for q in section.questions] if section else [key]
        sources |= {q.key: q.source for q in section.questions} if section else {}
    at = [places.index(key) for key in FIELDS.values()]
    assert at == sorted(at)
    for number, key in FIELDS.items():
        if key in sources:
            assert sources[key] == f"F-NPT-01, {number}"


def test_each_recipient_is_told_when_the_rules_say_so(npt: Pack) -> None:
    """The pack's matrix and the rules' notices name the same people, for every plan (catalogue 3.3)."""
    for reasons in (frozenset(), frozenset({"attendance"}), frozenset({"exclusion_risk"})):
        for hours in (False, True):
            for other in (False, True):
                facts = PlanFacts(
                    reasons=reasons, reduced_timetable=hours, alternative_provision=other, has_social_worker=other
                )
                for event in ("plan_agreed", "review_recorded", "exclusion_risk"):
                    told = {(n.recipient, n.kind) for n in notices(event, facts)}
                    assert {(r.role, r.gets) for r in npt.recipients(event) if r.applies(facts)} == told


def test_each_post_is_reached_at_its_own_mailbox(npt: Pack) -> None:
    told = {(r.role, r.mailbox) for event in npt.events for r in npt.recipients(event) if r.by == "mailbox"}
    assert told == {
        ("authority", "psp"),
        ("deputy_safeguarding_officer", "deputy_education_safeguarding_officer"),
        ("deputy_safeguarding_officer", "provider_declarations"),  # for placements alone (GAP-04)
        ("wellbeing_service", "wellbeing_and_behaviour"),
    }


def test_partner_agencies_and_reasons(npt: Pack) -> None:
    assert len(npt.choices("agencies")) == 17  # the sixteen of the guidance, and another
    assert {
        "exclusion_risk",
        "attendance",
        "disengagement",
        "behaviour",
        "wellbeing",
        "reduced_timetable",
        "alternative_provision",
    } <= {reason.code for reason in npt.choices("reasons")}
    assert npt.choice_text("reasons", "gone") == Text("gone")


class TestEveryPack:
    def test_each_input_has_its_questions_and_a_simpler_one_for_young_children(self, any_pack: Pack) -> None:
        for kind in INPUTS:
            assert any_pack.views_form(kind).sections
        assert any_pack.views_form("child", primary=True) is not any_pack.views_form("child")
        assert set(INPUTS) == set(Contribution.Input.values)

    def test_what_is_ours_is_marked_as_ours(self, any_pack: Pack) -> None:
        for code in (
            "views_staff",
            "views_child",
            "views_child_primary",
            "views_parent",
            "views_interventions",
            "views_agencies",
        ):
            assert any_pack.layouts[code].status == "OURS"
            assert all(q.suggested for section in any_pack.forms[code].sections for q in section.questions)

    def test_every_question_that_the_rules_read_is_there(self, any_pack: Pack) -> None:
        for form, wanted in QUESTIONS_NEEDED.items():
            if form not in FORMS_NEEDED and form not in any_pack.forms:
                continue
            kinds = {q.key: q.kind for section in any_pack.forms[form].sections for q in section.questions}
            assert wanted.items() <= kinds.items()

    def test_every_stage_of_a_plan_has_a_name(self, any_pack: Pack) -> None:
        assert set(any_pack.labels.stages) == set(Plan.Status.values) == set(PSP.statuses)

    def test_every_parameter_can_be_read_and_said(self, any_pack: Pack) -> None:
        for key in PARAMETERS:
            found = any_pack.parameter(key)
            sentence = value_in_words(found, any_pack)
            assert "{" not in sentence
            if isinstance(found, NoLocalRule):
                assert sentence.endswith("there is no local rule"), key
                assert sentence[0] != ":", key
        with pytest.raises(KeyError):
            any_pack.parameter("psp.nonsense")

    def test_a_pack_cannot_be_changed(self, any_pack: Pack) -> None:
        with pytest.raises(AttributeError):
            any_pack.nation = "scotland"  # type: ignore[misc]  # that is the point
        with pytest.raises(TypeError):
            any_pack.lists["reasons"] = ()  # type: ignore[index]  # that is the point


def test_a_plain_pack_borrows_no_authoritys_number_and_says_so() -> None:
    for name in ("plain-wales", "plain-england"):
        pack = packed(name)
        for key in PARAMETERS:
            found = pack.parameter(key)
            if isinstance(found, Value):
                assert (found.layer, found.local) == ("nation", False), key
            if key.startswith("psp.") and found.source:  # what nobody says anything about has no source
                assert found.status in ("OURS", "NOT ESTABLISHED"), key


def test_welsh_is_complete() -> None:
    """Every English text of a pack for Wales has its Welsh, and they are not the same words."""
    same_in_both = {"PSP", "Neath Port Talbot"}
    for name in ("neath-port-talbot", "plain-wales"):
        (file,) = (PACKS / "authorities" / name).glob("*.toml")
        texts = _texts(load(file, root=PACKS))
        assert len(texts) > 150
        for text in texts:
            assert text.get("cy", "").strip(), text
            assert text["cy"] != text["en"] or text["en"] in same_in_both, text
            assert text["en"].endswith("?") == text["cy"].endswith("?"), text


def test_a_role_a_stage_and_a_source_are_said_in_the_readers_language(npt: Pack) -> None:
    with translation.override("cy"):
        assert npt.source("psp.max_review_weeks") == "Canllawiau a ffurflenni PSP: The School; Stage Five (NPT-PSP-16)"
    with translation.override("en-gb"):
        assert npt.source("psp.max_review_weeks").endswith("forms: The School; Stage Five (NPT-PSP-16)")
        assert npt.source("psp.first_review_weeks").startswith("The guidance says “more often at first”")
    assert npt.labels.role("ewo").said("cy") == "Swyddog Lles Addysg"
    assert npt.labels.stage("live").said("cy") == "Ar waith, gydag adolygiadau"
    assert npt.labels.role("nobody_we_know") == Text("nobody we know")


def _texts(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        if "en" in value:
            return [value]
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []
