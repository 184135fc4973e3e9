"""What holds of every pack that we ship: no fault, no address, forms that can be asked and printed in the pack's languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation

from pastoral.config.environment import PROJECT_ROOT
from pastoral.foundation.questions.forms import form_for, section_box
from pastoral.records.policy import presenter
from pastoral.records.policy.loading import load_after_earlier
from pastoral.records.policy.packs import NoLocalRule, Pack, Value, value_in_words
from pastoral.records.policy.schema import FORMS_NEEDED, PARAMETERS, QUESTIONS_NEEDED

from .packed import AUTHORITIES, FILES, PACKS, pack_of_file, packed

DJANGO = {"en": "en-gb", "cy": "cy"}


@pytest.fixture(params=FILES)
def pack(request: Any) -> Pack:
    return pack_of_file(request.param)


@pytest.mark.parametrize("file", FILES)
def test_it_has_no_fault_and_fits_the_version_before_it(file: str) -> None:
    assert load_after_earlier(PACKS / file, root=PACKS)["code"] == file.split("/")[1]


def test_every_authority_of_the_issue_and_a_plain_one_of_each_nation_is_there() -> None:
    assert set(AUTHORITIES) == {
        "neath-port-talbot", "hillingdon", "hampshire", "wiltshire", "worcestershire", "plain-england", "plain-wales",
    }  # fmt: skip


def test_each_section_can_be_asked_and_printed_in_each_language_of_the_pack(pack: Pack) -> None:
    for code, form in pack.forms.items():
        for section in form.sections:
            for language in pack.languages:
                with translation.override(DJANGO[language]):
                    made = form_for(section, language)()
                    printed = section_box(section, {}, language, blank=True)
                    words = {str(field.label) for field in made.fields.values()}
                assert section.title.said(language)
                for question in section.questions:
                    assert question.text.said(language), (code, question.key)
                    assert any(name.startswith(question.key) for name in made.fields), (code, question.key)
                assert all(words)
                assert printed.parts, (code, section.key)


def test_every_form_is_shown_with_its_parts(pack: Pack) -> None:
    shown = presenter.forms(pack)
    assert {form.code for form in shown} == set(pack.forms)
    for form in shown:
        assert len(form.pages) == len(pack.layouts[form.code].order)
        assert all(page.title for page in form.pages)


def test_what_rules_and_pages_read_is_asked(pack: Pack) -> None:
    assert set(FORMS_NEEDED) <= set(pack.forms)
    for form, wanted in QUESTIONS_NEEDED.items():
        if form in pack.forms:
            kinds = {q.key: q.kind for section in pack.forms[form].sections for q in section.questions}
            assert wanted.items() <= kinds.items()


def test_one_plans_forms_share_no_key(pack: Pack) -> None:
    """A plan keeps its answers by section: the forms beside it may not use a section or a question of its own."""
    forms = [pack.forms[code] for code in ("psp", "pre_meeting", "incident_support") if code in pack.forms]
    sections = [section.key for form in forms for section in form.sections]
    questions = [q.key for form in forms for section in form.sections for q in section.questions]
    assert len(sections) == len(set(sections))
    assert len(questions) == len(set(questions))


def test_each_value_has_a_source_and_a_status_and_reads_as_a_sentence(pack: Pack) -> None:
    for language in pack.languages:
        with translation.override(DJANGO[language]):
            for key in PARAMETERS:
                found = pack.parameter(key)
                said = value_in_words(found, pack)
                assert "{" not in said
                assert "_" not in said, said  # a code that has no words
                if isinstance(found, Value):
                    assert found.source, key
                    assert found.status, key
                    assert found.status != "OURS" or found.source.startswith("ours: "), key
                else:
                    assert isinstance(found, NoLocalRule)


def test_what_rules_read_can_be_said_in_a_pack() -> None:
    """A rule that asks for a parameter of another name would be silent for ever."""
    rules = PROJECT_ROOT / "src/pastoral/rules"
    read = {key for file in rules.rglob("*.py") for key in re.findall(r"value\(\s*\"([a-z_]+\.[a-z0-9_]+)\"", file.read_text())}
    assert len(read) > 30
    assert read <= set(PARAMETERS)


def test_no_pack_holds_an_address_or_a_number_to_call_sys_05() -> None:
    files = [*PACKS.rglob("*.toml")]
    assert len(files) > 25
    for file in files:
        text = file.read_text()
        assert "@" not in text, file
        assert not re.search(r"\b0\d{3,4}[ -]?\d{3}[ -]?\d{3,4}\b", text), file


def test_everybody_who_is_told_has_a_title_and_a_way(pack: Pack) -> None:
    for event in pack.events:
        for one in pack.recipients(event):
            assert one.title.en
            assert bool(one.mailbox) or one.by != "mailbox"


class TestTwoVersions:
    """England's law changed on 26 July 2026: each English authority has a version before and one from that day (SYS-02)."""

    ENGLISH = ("hillingdon", "hampshire", "wiltshire", "worcestershire", "plain-england")

    @pytest.mark.parametrize("authority", ENGLISH)
    def test_only_the_law_changed(self, authority: str) -> None:
        before, after = (pack_of_file(f"authorities/{authority}/{day}.toml") for day in ("2024-09-01", "2026-07-26"))
        changed = {
            key
            for key in PARAMETERS
            if getattr(before.parameter(key), "value", None) != getattr(after.parameter(key), "value", None)
        }
        assert changed == {"direction.academies_from", "direction.review_with", "managed_move.trial_allowed"}
        assert before.forms == after.forms
        assert before.labels == after.labels
        assert before.policy.families == after.policy.families

    def test_a_managed_move_is_no_trial_from_that_day(self) -> None:
        assert isinstance(pack_of_file("authorities/plain-england/2024-09-01.toml").parameter("managed_move.trial_allowed"), NoLocalRule)
        assert packed("plain-england").policy.value("managed_move.trial_allowed") is False
        assert str(packed("plain-england").policy.value("direction.academies_from")) == "2026-07-26"


class TestRegisterCodes:
    def test_englands_codes_of_2024(self) -> None:
        codes = packed("plain-england").codes
        assert len(codes) == 34
        assert not {"H", "J", "Y"} & set(codes)  # retired in August 2024
        assert (codes["D"].counts, codes["C2"].counts, codes["E"].counts, codes["#"].counts) == (
            "not_possible", "authorised", "authorised", "administrative",
        )  # fmt: skip
        assert (codes["Q"].status, codes["B"].status, codes["U"].counts_status) == ("KNOWLEDGE", "VERIFIED", "KNOWLEDGE")

    def test_waless_codes_of_2010_wal_reg_05(self) -> None:
        codes = packed("plain-wales").codes
        assert len(codes) == 26
        assert not {"K", "C1", "C2", "J1", "Q", *(f"Y{n}" for n in range(1, 8))} & set(codes)
        assert (codes["D"].counts, codes["J"].counts) == ("attending", "attending")  # differs from England
        assert codes["C"].text.cy == "Amgylchiadau eraill wedi'u hawdurdodi"

    @pytest.mark.parametrize("authority", AUTHORITIES)
    def test_every_authority_has_its_nations(self, authority: str) -> None:
        pack = packed(authority)
        assert dict(pack.codes) == dict(packed(f"plain-{pack.nation}").codes)
