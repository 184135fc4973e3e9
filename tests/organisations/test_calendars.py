"""Which days are school days, and the pages on which they are kept."""

from __future__ import annotations

import datetime as dt
import html
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pastoral.foundation.accounts.models import Membership, User
from pastoral.records.organisations import queries, services
from pastoral.records.organisations.calendars import bank_holidays, calendar_of, calendars_of
from pastoral.records.organisations.models import ClosedDay, Mailbox, School, Term
from pastoral.rules.sentences import Refused
from world import SINCE, World

D = dt.date


@pytest.fixture
def admin(world: World) -> User:
    user = User.objects.create_user("admin@demo.invalid", name="Delyth Watkins")
    Membership.objects.create(user=user, role="authority_admin", authority=world.authority, since=SINCE)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def base_in(page: str) -> str:
    """The sealed values that a form was made from."""
    return html.unescape(page.split('name="base" value="')[1].split('"')[0])


def place(world: World, school: School | None = None) -> queries.Place:
    return queries.Place(world.authority, school)


def test_a_school_has_its_authority_s_terms_and_its_own_where_they_differ(world: World) -> None:
    with world.acting("system") as access:
        assert not calendar_of(world.school).is_school_day(D(2026, 10, 26))
        services.save_term(
            by=access, here=place(world, world.school), name="Autumn, ours", starts_on=D(2026, 9, 3), ends_on=D(2026, 12, 18),
            half_starts_on=D(2026, 10, 19), half_ends_on=D(2026, 10, 23),
        )  # fmt: skip
        ours, theirs = calendars_of([world.school, world.second_school]).values()
    assert ours.is_school_day(D(2026, 10, 26))
    assert not ours.is_school_day(D(2026, 9, 1))
    assert theirs.is_school_day(D(2026, 9, 1))
    assert ours.is_school_day(D(2027, 1, 4))  # the other terms are still the authority's


def test_closed_days_and_bank_holidays_are_no_school_days(world: World) -> None:
    with world.acting("system") as access:
        services.close_days(by=access, here=place(world), first=D(2026, 11, 23), last=None, reason="inset")
        services.close_days(
            by=access, here=place(world, world.school), first=D(2026, 11, 24), last=D(2026, 11, 30), reason="closure"
        )
        ours, theirs = calendars_of([world.school, world.second_school]).values()
    assert [day for day in range(23, 31) if ours.is_school_day(D(2026, 11, day))] == []
    assert not theirs.is_school_day(D(2026, 11, 23))
    assert theirs.is_school_day(D(2026, 11, 24))
    assert not ours.is_school_day(D(2026, 5, 4))
    assert ClosedDay.objects.filter(school=world.school).count() == 5  # the weekend is not closed twice


def test_a_calendar_is_read_again_after_a_change_and_takes_one_query(
    world: World, django_assert_num_queries: Any
) -> None:
    school = School.objects.select_related("authority").get(pk=world.school.pk)
    assert calendar_of(school).is_school_day(D(2026, 11, 25))
    ClosedDay.objects.create(authority=world.authority, day=D(2026, 11, 25), reason="closure")
    with django_assert_num_queries(1):
        assert not calendar_of(school).is_school_day(D(2026, 11, 25))


def test_a_school_without_dates_is_estimated(world: World) -> None:
    Term.objects.all().delete()
    calendar = calendar_of(world.school)
    assert calendar.is_estimated(D(2026, 11, 25))
    assert calendar.is_school_day(D(2026, 11, 25))


def test_bank_holidays_are_those_the_government_publishes(shared_data: Path) -> None:
    published = json.loads((shared_data / "bank-holidays/bank-holidays.json").read_text())
    events = published["england-and-wales"]["events"]
    days = {D.fromisoformat(event["date"]) for event in events}
    years = range(2020, max(day.year for day in days))
    ours = {day for day in bank_holidays("wales", years) if day.weekday() < 5}
    assert ours == {day for day in days if day.year in years}


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ((D(2028, 9, 1), D(2028, 8, 1), None, None), "not after it starts"),
        ((D(2028, 9, 1), D(2029, 12, 1), None, None), "200 days"),
        ((D(2026, 12, 1), D(2027, 1, 10), None, None), "overlap with Autumn 2026"),
        ((D(2028, 9, 1), D(2028, 12, 1), D(2028, 10, 1), None), "first and its last"),
        ((D(2028, 9, 1), D(2028, 12, 1), D(2028, 11, 1), D(2028, 10, 1)), "ends before it starts"),
        ((D(2028, 9, 1), D(2028, 12, 1), D(2028, 8, 1), D(2028, 10, 1)), "inside the term"),
    ],
)
def test_dates_that_cannot_be_right_are_refused(world: World, dates: tuple[Any, ...], says: str) -> None:
    start, end, half_start, half_end = dates
    with world.acting("system") as access, pytest.raises(Refused, match=says):
        services.save_term(
            by=access,
            here=place(world),
            name="Wrong",
            starts_on=start,
            ends_on=end,
            half_starts_on=half_start,
            half_ends_on=half_end,
        )


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (D(2026, 8, 20), None, "not in term"),
        (D(2026, 11, 28), None, "no school that day anyway"),
        (D(2026, 11, 25), D(2026, 11, 20), "is before the first"),
        (D(2026, 11, 2), D(2026, 12, 18), "longer than a month"),
        (D(2026, 11, 18), None, "already closed"),
    ],
)
def test_a_closed_day_must_be_a_school_day(world: World, first: D, last: D | None, says: str) -> None:
    ClosedDay.objects.create(authority=world.authority, day=D(2026, 11, 18), reason="inset")
    with world.acting("system") as access, pytest.raises(Refused, match=says):
        services.close_days(by=access, here=place(world), first=first, last=last, reason="inset")


def test_a_calendar_with_no_school_day_in_a_year_is_not_accepted(world: World) -> None:
    with world.acting("system") as access:
        Term.objects.all().delete()
        with pytest.raises(Refused, match="no school day between"):
            services.save_term(
                by=access, here=place(world), name="Weekend", starts_on=D(2028, 9, 2), ends_on=D(2028, 9, 3)
            )
        services.save_term(by=access, here=place(world), name="Short", starts_on=D(2028, 9, 4), ends_on=D(2028, 9, 8))
        with pytest.raises(Refused, match="not meet on a single day"):
            services.close_days(by=access, here=place(world), first=D(2028, 9, 4), last=D(2028, 9, 8), reason="inset")
        assert not ClosedDay.objects.exists()
        services.close_days(by=access, here=place(world), first=D(2028, 9, 4), last=D(2028, 9, 7), reason="inset")


def test_mailboxes(world: World) -> None:
    box = Mailbox.objects.create(authority=world.authority, purpose="psp", title="PSP", email="psp@demo.invalid")
    assert queries.mailbox(world.authority.pk, "psp") == box
    assert queries.mailbox(world.authority.pk, "other") is None


def test_pages_are_for_those_who_manage_and_only_for_their_own_places(world: World, admin: User) -> None:
    lead = signed_in(world.people["pastoral-lead"])
    own = reverse("calendar", kwargs={"kind": "school", "key": world.school.pk})
    assert lead.get(own).status_code == 200
    for kind, key in (
        ("school", world.second_school.pk),
        ("school", world.other_school.pk),
        ("authority", world.authority.pk),
    ):
        assert lead.get(reverse("calendar", kwargs={"kind": kind, "key": key})).status_code == 404, kind
    assert signed_in(world.people["teacher"]).get(own).status_code == 403
    boss = signed_in(admin)
    for kind, key, code in (
        ("school", world.second_school.pk, 200), ("school", world.other_school.pk, 404),
        ("authority", world.authority.pk, 200), ("authority", world.other_authority.pk, 404), ("planet", 1, 404),
    ):  # fmt: skip
        assert boss.get(reverse("calendar", kwargs={"kind": kind, "key": key})).status_code == code, (kind, key)


def test_a_term_is_added_changed_and_removed_on_the_page(world: World, admin: User) -> None:
    client = signed_in(admin)
    where = {"kind": "authority", "key": world.authority.pk}
    data = {
        "name": "Hydref 2027 🍂", "starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2027",
        "ends_on-day": "31", "ends_on-month": "11", "ends_on-year": "2027",
    }  # fmt: skip
    page = client.post(reverse("term-add", kwargs=where), data).content.decode()
    assert "The last day of term must be a real date" in page
    assert "Hydref 2027 🍂" in page
    data["ends_on-day"] = "30"
    assert client.post(reverse("term-add", kwargs=where), data).status_code == 302
    term = Term.objects.get(name="Hydref 2027 🍂")
    page = client.post(reverse("term-add", kwargs=where), data).content.decode()
    assert "overlap with Hydref 2027" in page
    url = reverse("term", kwargs={**where, "term_id": term.pk})
    seen = base_in(client.get(url).content.decode())
    assert client.post(url, {**data, "ends_on-day": "29", "base": seen}).status_code == 302
    term.refresh_from_db()
    assert term.ends_on == D(2027, 11, 29)
    assert client.post(reverse("term-remove", kwargs={**where, "term_id": term.pk})).status_code == 302
    assert not Term.objects.filter(pk=term.pk).exists()


def test_two_people_change_one_term_and_are_asked_which_day_holds(world: World, admin: User) -> None:
    one, two = signed_in(admin), signed_in(admin)
    where = {"kind": "authority", "key": world.authority.pk}
    data = {
        "name": "Hydref 2027", "starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2027",
        "ends_on-day": "30", "ends_on-month": "11", "ends_on-year": "2027",
    }  # fmt: skip
    one.post(reverse("term-add", kwargs=where), data)
    term = Term.objects.get(name="Hydref 2027")
    url = reverse("term", kwargs={**where, "term_id": term.pk})
    seen = base_in(two.get(url).content.decode())
    assert one.post(url, {**data, "ends_on-day": "26", "base": seen}).status_code == 302
    clash = two.post(url, {**data, "name": "Autumn 2027", "ends_on-day": "25", "base": seen})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "26 November 2027" in page
    assert "25 November 2027" in page
    term.refresh_from_db()
    assert (term.name, term.ends_on) == ("Hydref 2027", D(2027, 11, 26))
    kept = {**data, "name": "Autumn 2027", "ends_on-day": "25", "base": base_in(page), "keep_ends_on": "theirs"}
    assert two.post(url, kept).status_code == 302
    term.refresh_from_db()
    assert (term.name, term.ends_on) == ("Autumn 2027", D(2027, 11, 26))


def test_the_year_view_counts_and_names_days(world: World, admin: User, django_assert_max_num_queries: Any) -> None:
    client = signed_in(admin)
    where = {"kind": "school", "key": world.school.pk}
    closed = {"reason": "inset", "first-day": "23", "first-month": "11", "first-year": "2026", "note": "Hyfforddiant"}
    assert client.post(reverse("closed-add", kwargs=where), closed).status_code == 302
    with django_assert_max_num_queries(15):
        page = client.get(reverse("calendar", kwargs=where)).content.decode()
    assert "INSET, Hyfforddiant" in page
    assert "Change for this school" in page
    with world.acting("system"):
        year = queries.school_year(place(world, world.school), 2026, [])
    assert year["total"] == sum(number for _, number in year["terms"])
    assert dict((term.name, number) for term, number in year["terms"])["Autumn 2026"] == 73
    day = ClosedDay.objects.get(school=world.school)
    assert client.post(reverse("closed-remove", kwargs={**where, "day_id": day.pk})).status_code == 302
    assert not ClosedDay.objects.exists()
    copied = client.get(
        reverse("term-add", kwargs=where)
        + f"?from={Term.objects.get(name='Autumn 2026', authority=world.authority).pk}"
    )
    assert "Autumn 2026" in copied.content.decode()


def test_the_list_of_schools_is_searched_and_paged(
    world: World, admin: User, django_assert_max_num_queries: Any
) -> None:
    School.objects.bulk_create(
        School(authority=world.authority, number=f"67100{n:02}", name=f"Ysgol Tŷ {n}", town="Castell-nedd")
        for n in range(60)
    )
    client = signed_in(admin)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("schools")).content.decode()
    assert "Showing 1 to 25 of 62" in page
    assert "Oak Green" not in page
    found = client.get(reverse("schools"), {"q": "tŷ 59"}).content.decode()
    assert "Ysgol Tŷ 59" in found
    assert "1 result" in found
    assert "No school found" in client.get(reverse("schools"), {"q": "nowhere"}).content.decode()
    mine = signed_in(world.people["pastoral-lead"]).get(reverse("schools")).content.decode()
    assert "Ysgol Bro Hebog" in mine
    assert "Coed Isaf" not in mine
