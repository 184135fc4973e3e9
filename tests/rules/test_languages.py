"""WAL-CY-03 and T27."""

from __future__ import annotations

from datetime import date

from pastoral.rules.languages import (
    Language,
    LanguagePolicy,
    check_languages,
    check_meeting_language,
    languages_for,
)

NPT = LanguagePolicy((Language.ENGLISH, Language.WELSH))
ENGLAND = LanguagePolicy((Language.ENGLISH,))
EN, CY = Language.ENGLISH, Language.WELSH


def test_t27_a_parent_who_prefers_welsh() -> None:
    assert languages_for(CY, NPT) == (CY,)
    refusal = check_languages(frozenset({EN}), CY, NPT)
    assert refusal is not None
    assert refusal.code == "WAL-CY-03"
    assert check_languages(frozenset({CY}), CY, NPT) is None
    assert check_languages(frozenset({EN, CY}), CY, NPT) is None


def test_wal_cy_03_a_parent_who_prefers_english() -> None:
    assert languages_for(EN, NPT) == (EN,)
    assert check_languages(frozenset({EN}), EN, NPT) is None
    refusal = check_languages(frozenset({CY}), EN, NPT)
    assert refusal is not None
    assert refusal.code == "WAL-CY-03.english"


def test_wal_cy_03_nobody_asked_yet_gets_both() -> None:
    assert languages_for(None, NPT) == (EN, CY)
    assert languages_for(CY, LanguagePolicy((EN, CY), always_all=True)) == (CY, EN)
    assert check_languages(frozenset({EN}), EN, LanguagePolicy((EN, CY), always_all=True)) is not None


def test_sys_03_no_welsh_duty_in_england() -> None:
    assert languages_for(CY, ENGLAND) == (EN,)
    assert check_languages(frozenset({EN}), CY, ENGLAND) is None
    assert check_languages(frozenset(), EN, ENGLAND) is not None


def test_wal_cy_05_welsh_is_offered_before_a_meeting_about_somebody() -> None:
    welsh = LanguagePolicy((Language.ENGLISH, Language.WELSH))
    meeting = date(2026, 11, 9)
    owed = check_meeting_language(welsh, offered_on=None, meeting_on=meeting)
    assert owed is not None
    assert owed.code == "WAL-CY-05"
    late = check_meeting_language(welsh, offered_on=date(2026, 11, 10), meeting_on=meeting)
    assert late is not None
    assert late.code == "WAL-CY-05.late"
    assert check_meeting_language(welsh, offered_on=date(2026, 11, 2), meeting_on=meeting) is None
    assert check_meeting_language(LanguagePolicy((Language.ENGLISH,)), offered_on=None, meeting_on=meeting) is None
