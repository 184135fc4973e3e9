"""The authority's own pages: what they show, how few queries they take, and that they never show another authority's."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse

from counting import at_most_fifteen_queries, at_most_queries
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.records.providers.models import FactorJudgement, Listing, TestResult

from .making import judged, place

pytestmark = pytest.mark.django_db
OURS, THEIRS = ("Ada", "Bea", "Cai", "Dil"), ("Zelda", "Yorick", "Xanthe")


def signed_in(client: Any, world: Any, persona: str) -> Any:
    client.force_login(world.people[persona], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def busy(two: Any) -> Any:
    """Four children of the first authority and three of the second at one provider."""
    judged(two.authority, two.provider)
    judged(two.other_authority, two.provider)
    place(two.tomos.school, two.provider, *OURS, cost=40, cost_per="hour", next_review_on=dt.date(2026, 11, 16))
    place(two.other_school, two.provider, *THEIRS)
    return two


@pytest.fixture
def ewo(client: Any, busy: Any) -> Any:
    return signed_in(client, busy, "ewo")


PAGES = ("provision", "provision-where", "provision-providers", "provision-value", "provision-indicators", "provision-report")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_takes_fifteen_queries_at_most_and_shows_nobody_elses(ewo: Any, busy: Any, name: str) -> None:
    with at_most_fifteen_queries():
        page = ewo.get(reverse(name), {"cut": "sen"}).content.decode()
    for other in THEIRS:
        assert other not in page
    assert busy.other_school.name not in page
    assert busy.other_authority.name not in page


def test_no_page_or_file_says_how_many_another_authority_has(ewo: Any, busy: Any) -> None:
    """Seven children in all: the first authority knows of its four, and that the number is reached."""
    provider = busy.provider.pk
    pages = [reverse(name) for name in (*PAGES, "provision-export", "provision-value-export")]
    pages += [reverse(name, args=[provider]) for name in ("provision-registration", "provider")]
    for where in pages:
        answer = ewo.get(where)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert "Zelda" not in text, where
    own = ewo.get(reverse("provision-registration", args=[provider])).content.decode()
    assert "Works as a school and is not registered" in own
    values = [part.split("<")[0].strip() for part in own.split('govuk-summary-list__value">')[1:]]
    assert values[:4] == ["4", "4", "0", "0"]
    assert "7" not in values
    assert "3" not in values


def test_the_list_is_narrowed_and_exported_under_the_same_filters(ewo: Any, busy: Any) -> None:
    late = ewo.get(reverse("provision"), {"attention": "review_late"}).content.decode()
    assert "Ada" in late
    assert "Overdue" in late
    none = ewo.get(reverse("provision"), {"attention": "concern"}).content.decode()
    assert "Ada" not in none
    answer = ewo.get(reverse("provision-export"), {"attention": "review_late"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 5
    assert {row[2] for row in rows[1:]} == set(OURS)


def test_wil_d6_01_who_was_excluded_and_is_not_placed_is_on_the_list(ewo: Any, busy: Any) -> None:
    place(busy.tomos.school, busy.provider, "Hal", stage="preparing", excluded_from=dt.date(2026, 11, 9), reason="permanent_exclusion")
    page = ewo.get(reverse("provision"), {"attention": "day_six", "stage": "coming"}).content.decode()
    assert "Hal" in page
    assert "excluded from" in page
    assert "Ada" not in page


def test_eng_kc_04_where_everybody_is_with_the_address(ewo: Any, busy: Any) -> None:
    page = ewo.get(reverse("provision-where")).content.decode()  # Monday at ten
    assert page.count("Unit 4, Quay Road, Glanafon") == 4
    assert page.count("Nobody has said") == 4
    tuesday = ewo.get(reverse("provision-where"), {"when": "day", "school": busy.ifan.school_id}).content.decode()
    assert "Ada" not in tuesday


def test_wor_unr_03_an_officer_judges_and_everybody_is_tested_again(client: Any, busy: Any) -> None:
    officer = signed_in(client, busy, "other-authority")
    where = reverse("provision-factors", args=[busy.provider.pk])
    assert officer.post(where, {"hours_a_week": "25"}).status_code == 422
    given = {
        "site": "", "hours_a_week": "25", "weeks_a_year": "38", "time_of_day": "9 to 2", "rules_out_elsewhere": "no",
        "decision": "part_time", "reason": "Two lessons at school each day.",
    }  # fmt: skip
    assert officer.post(where, given).status_code == 302
    with entered(Access.system(authority_id=busy.authority.pk, doing="tests")) as access:
        assert TestResult.objects.visible_to(access).get(provider=busy.provider, site=None).result == "early_warning"
        assert FactorJudgement.objects.visible_to(access).count() == 1, "theirs is theirs"


def test_wor_unr_06_the_report_names_no_child_and_its_days_are_kept(ewo: Any, busy: Any) -> None:
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        with at_most_queries(14):
            answer = ewo.get(reverse("provision-unregistered-report", args=[busy.provider.pk, kind]))
        assert answer.content.startswith(begins)
    assert ewo.get(reverse("provision-unregistered-report", args=[10**9, "pdf"])).status_code == 404
    where = reverse("provision-told", args=[busy.provider.pk])
    day = {"government_told_on_0": "20", "government_told_on_1": "11", "government_told_on_2": "2026"}
    page = ewo.get(where).content.decode()
    assert "Ofsted" not in page
    names = [part.split('"')[0] for part in page.split('name="')[1:] if part.startswith("government_told_on")]
    assert ewo.post(where, dict(zip(names, day.values(), strict=False))).status_code == 302
    with entered(Access.system(authority_id=busy.authority.pk, doing="tests")) as access:
        row = Listing.objects.visible_to(access).get(authority=busy.authority, provider=busy.provider)
        assert row.government_told_on == dt.date(2026, 11, 20)


def test_idea_23_few_children_hide_the_spend_and_more_show_it(ewo: Any, busy: Any) -> None:
    assert "too few to show" in ewo.get(reverse("provision-value")).content.decode()
    place(busy.tomos.school, busy.provider, "Ina", "Jan", cost=40, cost_per="hour")
    page = ewo.get(reverse("provision-value")).content.decode()
    assert "too few to show" not in page
    # six children, 25 hours a week at £40, from 2 to 23 November: 16 school days
    assert "£19,200" in page


def test_npt_ap_12_the_report_to_members_is_a_document_in_both_languages(ewo: Any, busy: Any) -> None:
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        for language in ("en", "cy"):
            with at_most_queries(14):
                assert ewo.get(reverse("provision-report-file", args=[kind]), {"language": language}).content.startswith(begins)


def test_wil_kpi_every_indicator_is_counted_or_says_why_not(ewo: Any, busy: Any) -> None:
    place(busy.tomos.school, busy.provider, "Ina", "Jan")
    for cut in ("", "sen", "phase", "social_worker", "reduced_provision"):
        page = ewo.get(reverse("provision-indicators"), {"cut": cut}).content.decode()
        for number in range(1, 17):
            assert f"WIL-KPI-{number:02}" in page
        assert page.count("Not counted.") == 6


def test_a_school_sees_its_own_list_and_none_of_the_figures(client: Any, busy: Any) -> None:
    lead = signed_in(client, busy, "pastoral-lead")
    assert "Ada" in lead.get(reverse("provision")).content.decode()
    for name in ("provision-providers", "provision-value", "provision-indicators", "provision-report"):
        assert lead.get(reverse(name)).status_code == 403, name
