"""WAL-CY-03 and T27."""

from __future__ import annotations

from pastoral.rules.languages import Language, LanguagePolicy, check_languages, languages_for

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
