"""The pages of the ledger: one pupil's weeks, the list, the files, who may see which, and how many queries they take."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import User
from pastoral.foundation.audit.models import Event, Viewed
from pastoral.oversight.ledger.facts import ledgers_of
from pastoral.records.pupils.models import Pupil
from world import World, make_pupil

from .conftest import keep_marks

pytestmark = pytest.mark.django_db


def signed_in(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.people[key])
    return client


def page(world: World, key: str, **query: str) -> str:
    answer = signed_in(world, key).get(reverse("pupil-ledger", args=[world.tomos.pk]), query)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def plain(html: str) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def rows_of(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_npt_rt_01_mornings_only_is_missed_by_arrangement_and_absence_is_told_apart(tomos: World) -> None:
    """24 hours are owed in Year 9; five mornings of four lessons are 16 h 40 min: 7 h 20 min less, for two weeks."""
    seen = page(tomos, "pastoral-lead")
    assert "Since 1 September 2026 Tomos has missed 21 hours and 20 minutes of teaching. That is more than 4 school days." in seen
    assert "14 hours and 40 minutes because fewer hours were arranged than a full week has" in seen
    assert "3 hours and 20 minutes of what was arranged, absent with leave" in seen
    assert "3 hours and 20 minutes of what was arranged, absent without leave or with no reason yet" in seen
    assert "A full week is 24 hours of teaching, by the rules of the authority for this year group." in seen
    assert "Planned: 16 h 40 min of 24 h" in seen  # this week: today is its first day, and today is not over


def test_marks_that_nobody_kept_are_unknown_and_not_absence(tomos: World) -> None:
    by = tomos.system()
    with entered(by):
        seen = ledgers_of(by, [fresh(by, tomos.tomos)], dt.date(2026, 12, 7), dt.date(2026, 12, 11), dt.date(2026, 12, 14))
    (week,) = seen[tomos.tomos.pk].weeks
    assert (week.offered, week.attended, week.by_absence, week.unknown) == (1000, 0, 0, 1000)


def test_the_way_back_is_planned_ahead(tomos: World) -> None:
    """From 11 January 18 hours a week are planned and nobody has settled which lessons; from 8 February full time."""
    by = tomos.system()
    with entered(by):
        seen = ledgers_of(by, [fresh(by, tomos.tomos)], dt.date(2027, 1, 4), dt.date(2027, 2, 12), dt.date(2026, 12, 14))
    weeks = {line.monday: line for line in seen[tomos.tomos.pk].weeks}
    assert [(one.kind, one.minutes) for one in weeks[dt.date(2027, 1, 4)].offers] == [("school", 1000)]
    assert [(one.kind, one.minutes) for one in weeks[dt.date(2027, 1, 11)].offers] == [("unsettled", 18 * 60)]
    assert weeks[dt.date(2027, 1, 11)].by_arrangement == 6 * 60
    assert weeks[dt.date(2027, 2, 8)].by_arrangement == 0
    assert seen[tomos.tomos.pk].totals.missed == 0


def test_the_family_reads_the_same_in_plain_words(tomos: World) -> None:
    assert "mae Tomos wedi colli" in page(tomos, "parent"), "in the language of the account"
    User.objects.filter(pk__in=[tomos.people[key].pk for key in ("parent", "young-person")]).update(language="en-gb")
    assert "Tomos has missed 21 hours and 20 minutes" in page(tomos, "parent")
    assert "you have missed 21 hours and 20 minutes" in page(tomos, "young-person")
    assert "Download as CSV" not in page(tomos, "parent")


@pytest.mark.parametrize("key", ["teacher", "provider", "professional"])
def test_those_who_are_only_named_for_the_child_see_no_reasons_of_absence(tomos: World, key: str) -> None:
    for name in ("pupil-ledger", "pupil-ledger-export"):
        assert signed_in(tomos, key).get(reverse(name, args=[tomos.tomos.pk])).status_code == 403


def test_each_look_and_each_export_is_on_record(tomos: World) -> None:
    page(tomos, "ewo")
    answer = signed_in(tomos, "ewo").get(reverse("pupil-ledger-export", args=[tomos.tomos.pk]))
    weeks = {row["Week of"]: row for row in rows_of(answer)}
    assert weeks["2026-11-30"]["Offered"] == "1000"
    assert weeks["2026-11-30"]["Absent with leave"] == "200"
    assert weeks["2026-12-07"]["Missed so far, running total"] == "1280"
    with tomos.acting("system") as access:
        assert Viewed.objects.visible_to(access).filter(user_id=tomos.people["ewo"].pk, subject_id=tomos.tomos.pk).count() == 2
        assert Event.objects.visible_to(access).filter(verb="ledger.exported").count() == 1


def test_the_list_puts_those_who_missed_most_first_and_says_what_it_covers(tomos: World) -> None:
    keep_marks(tomos, tomos.cerys, {(dt.date(2026, 12, 8), "am"): "I", (dt.date(2026, 12, 8), "pm"): "I"})
    keep_marks(tomos, tomos.ifan, {(dt.date(2026, 12, 8), "am"): "/"})
    client = signed_in(tomos, "ewo")
    reduced = plain(client.get(reverse("ledger")).content.decode())
    assert "Tomos Morgan" in reduced
    assert "21 h 20 min" in reduced
    assert "Cerys" not in reduced
    absent = plain(client.get(reverse("ledger"), {"cover": "absent"}).content.decode())
    assert "Cerys Jenkins" in absent
    assert "4 h 48 min" in absent  # a day of Year 10: a fifth of 24 hours
    assert "Tomos" not in absent
    assert "Ifan" not in absent  # present
    assert "No pupil fits" in plain(client.get(reverse("ledger"), {"place": "provider"}).content.decode())
    (row,) = rows_of(client.get(reverse("ledger-export")))
    assert (row["Surname"], row["Missed"], row["Whole school days missed"]) == ("Morgan", "1280", "4")


def test_the_list_of_another_authority_has_none_of_it(tomos: World) -> None:
    seen = plain(signed_in(tomos, "other-authority").get(reverse("ledger")).content.decode())
    assert "Tomos" not in seen
    assert "Bro Hebog" not in seen


def test_a_year_of_one_pupil_and_a_list_of_fifty_take_at_most_15_queries(tomos: World) -> None:
    marks = {}
    by = tomos.system()
    with entered(by):
        for number in range(50):
            other = make_pupil(by, tomos.school, f"Mali{number}", "Rees", dt.date(2012, 1, 5), year_group="10")
            marks[other] = {(dt.date(2026, 12, 8), "am"): "I"}
    for other, codes in marks.items():
        keep_marks(tomos, other, codes)
    client = signed_in(tomos, "pastoral-lead")
    for path in (f"{reverse('pupil-ledger', args=[tomos.tomos.pk])}?term=year", reverse("ledger"), f"{reverse('ledger')}?cover=absent"):
        client.get(path)  # the pack is read once
        with CaptureQueriesContext(connection, ) as seen:
            assert client.get(path).status_code == 200
        asked = [one["sql"] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]
        assert len(asked) <= 15, f"{path}: {len(asked)}\n" + "\n".join(one[:150] for one in asked)


def fresh(by: Any, pupil: Any) -> Any:
    return Pupil.objects.visible_to(by).select_related("school", "authority").get(pk=pupil.pk)
