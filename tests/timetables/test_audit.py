"""The audit matrix on a real record (F-NPT-06): each indicator from the record, judgements, the officer's word, and the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from pastoral.casework.plans.models import Plan
from pastoral.casework.timetables import colours
from pastoral.casework.timetables.models import (
    Agency,
    ColourChange,
    Consent,
    HoursReview,
    Judgement,
    Notice,
    Objection,
    Rating,
    Risk,
    Step,
    Timetable,
)
from pastoral.casework.timetables.services import auditing, moving, opening
from pastoral.casework.timetables.services.auditing import Verdict
from pastoral.casework.timetables.services.colouring import keep_all_colours, keep_colours
from pastoral.foundation.access import NotAllowed
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases.models import TimelineEntry
from pastoral.records.findings.models import Finding
from pastoral.records.pupils.models import CareStatus
from pastoral.rules.reduced.audit import GREEN_NEEDS, JUDGED, Audit
from pastoral.rules.sentences import Refused

from . import making
from .test_registers import running_with

pytestmark = pytest.mark.django_db
SEEN = "Seen in the file on the visit of 1 December"
# What an officer finds where all is well: the green ones hold, the amber and red ones do not.
WELL = [Verdict(code, code.startswith("G"), SEEN) for code in JUDGED]


def now(world: Any, row: Timetable) -> Audit:
    with world.acting("ewo") as by:
        return auditing.audit_of(by, making.fresh(world, row))


def holds(world: Any, row: Timetable, code: str) -> bool | None:
    return next(one.holds for one in now(world, row).indicators if one.code == code)


def judged(world: Any, row: Timetable, *verdicts: Verdict, by: str = "ewo") -> None:
    with world.acting(by) as access:
        auditing.judge(timetable_id=row.pk, verdicts=verdicts, by=access)


def looked_after(world: Any, kind: str = "cla") -> None:
    with world.acting("pastoral-lead") as by, recording("pupil.care", by=by, subject=world.tomos):
        CareStatus(**scope_of(world.tomos), kind=kind, since=dt.date(2026, 1, 5)).save()


def history(world: Any, row: Timetable) -> list[tuple[str, bool]]:
    with world.acting("ewo") as by:
        return [(one.colour, one.provisional) for one in colours.kept_colours(by, row.pk)]


def rewrite(world: Any, model: Any, row: Timetable, **values: Any) -> None:
    """The record as it would stand had it been written otherwise."""
    where = {"pk": row.pk} if model is Timetable else {"pk": row.plan_id} if model is Plan else {"timetable": row}
    with world.acting("system") as by, recording("rewritten", by=by, subject=row):
        rows = model.objects.visible_to(by).filter(**where)
        assert rows.exists()
        rows.update(**values) if values else rows.delete()


def reviewed(world: Any, row: Timetable, *hours: tuple[str, str]) -> None:
    """Reviews on Mondays from 7 December on: hours before and from then on."""
    with world.acting("system") as by, recording("reviewed", by=by, subject=row):
        for number, (before, after) in enumerate(hours):
            HoursReview(
                **scope_of(world.tomos), timetable=row, held_on=dt.date(2026, 12, 7) + dt.timedelta(weeks=number),
                outcome="increased" if after != before else "unchanged", hours_before=Decimal(before), hours=Decimal(after), by_name="A",
            ).save()  # fmt: skip


LATER = dt.datetime(2026, 12, 15, 10, tzinfo=dt.UTC)
BEYOND = making.START + dt.timedelta(days=84)  # the 85th day
FROM_THE_RECORD: list[tuple[str, Any, dict[str, Any], bool, bool | None]] = [
    # indicator, table and values that turn it, as it stands, as it stands then
    ("G-b", Timetable, {"end_on": BEYOND}, True, False),
    ("A-a", Timetable, {"end_on": BEYOND}, False, True),
    ("G1", Consent, {"state": "refused"}, True, False),
    ("G2", Plan, {"next_review_on": dt.date(2026, 11, 20)}, True, False),
    ("G3", Step, {}, True, False),
    ("R-b", Step, {}, False, True),
    ("G4", Notice, {}, True, False),
    ("G6", Risk, {"review_on": dt.date(2026, 11, 20)}, True, False),
    ("G6", Risk, {"outcome": "unmanaged"}, True, False),
    ("R-c", Agency, {"input_on": None}, False, True),
    ("R1", Timetable, {"known_risks": ["cse"]}, False, True),
]


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back, so that one timetable serves many cases."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_npt_aud_02_what_the_record_settles_is_worked_out(world: Any) -> None:
    row = making.running(world)
    as_it_stands = {one.code: one.holds for one in now(world, row).indicators}
    for code, table, values, before, after in FROM_THE_RECORD:
        assert as_it_stands[code] is before, code
        with undone():
            rewrite(world, table, row, **values)
            assert holds(world, row, code) is after, (code, values)


def test_npt_aud_03_each_status_is_red(world: Any) -> None:
    row = making.running(world)
    assert holds(world, row, "R1-status") is False
    for kind in ("cla", "cp", "cs"):
        with undone():
            looked_after(world, kind)
            assert holds(world, row, "R1-status") is True, kind


def test_npt_aud_04_more_hours_are_seen_across_two_reviews(world: Any) -> None:
    row = making.running(world)
    cases: list[tuple[tuple[tuple[str, str], ...], bool | None]] = [
        ((("16.67", "16.67"),), None),
        ((("16.67", "16.67"), ("16.67", "16.67")), True),
        ((("16.67", "18"), ("18", "18")), False),
    ]
    for hours, found in cases:
        with undone():
            reviewed(world, row, *hours)
            with time_machine.travel(LATER):
                assert holds(world, row, "A2") is found, hours


def test_a3_a_family_that_is_not_answered_is_unhappy(world: Any) -> None:
    row = making.running(world)
    assert holds(world, row, "A3") is None
    with world.acting("system") as by, recording("said", by=by, subject=row):
        Objection(**scope_of(world.tomos), timetable=row, said="Not so.", by_name="Elin Morgan").save()
    assert holds(world, row, "A3") is True
    with world.acting("ewo") as by:
        assert colours.colours_of(by, [row.pk])[row.pk].code == "not_rated"  # as stored; the night works it out
    rewrite(world, Objection, row, answered_at=LATER)
    assert holds(world, row, "A3") is None


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (("OC", "OC", "OC", "OC", "OC"), True),
        (("OC", "OC", "/C", "OC", "OC"), None),
        (("OC", "OC"), None),  # less than a week of them: somebody judges it
        ((), None),
    ],
)
def test_npt_aud_04_non_attendance_is_against_the_agreed_half_days(world: Any, days: tuple[str, ...], found: bool | None) -> None:
    row = running_with(world, *days) if days else making.running(world)
    with time_machine.travel(dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC)):
        assert holds(world, row, "R2") is found


def test_npt_aud_02_what_people_judge_is_kept_with_evidence_name_and_day(world: Any) -> None:
    row = making.running(world)
    for answer in (True, False):
        judged(world, row, *(Verdict(code, answer, SEEN) for code in JUDGED))
        for one in now(world, row).indicators:
            if one.code in JUDGED:
                assert (one.holds, one.evidence, one.on) == (answer, SEEN, dt.date(2026, 11, 23))
                assert one.by == world.people["ewo"].name + " (Education welfare officer)"
    with world.acting("ewo") as by:
        assert Judgement.objects.visible_to(by).filter(timetable=row).count() == 2 * len(JUDGED)  # the first stays on the record


def test_npt_aud_02_no_judgement_without_evidence_and_then_none_of_the_sitting(world: Any) -> None:
    row = making.running(world)
    with pytest.raises(Refused):
        judged(world, row, Verdict("G-a", True, SEEN), Verdict("A1", True, "  "))
    with pytest.raises(Refused):
        judged(world, row)
    with world.acting("ewo") as by:
        assert not Judgement.objects.visible_to(by).exists()
    with pytest.raises(IntegrityError), transaction.atomic(), world.acting("system") as by, recording("x", by=by, subject=row):
        Judgement(**scope_of(world.tomos), timetable=row, code="A1", holds=True, evidence="", by_name="A", on=LATER.date()).save()


def test_npt_aud_02_what_follows_from_the_record_is_not_judged(world: Any) -> None:
    row = making.running(world)
    with pytest.raises(ValueError, match="G4"):
        judged(world, row, Verdict("G4", True, SEEN))


def test_npt_rt_19_only_the_authoritys_officers_judge(world: Any) -> None:
    row = making.running(world)
    for who in ("pastoral-lead", "head", "director", "parent", "teacher"):
        with pytest.raises((NotAllowed, Timetable.DoesNotExist)):
            judged(world, row, *WELL, by=who)
        with pytest.raises((NotAllowed, Timetable.DoesNotExist)), world.acting(who) as by:
            auditing.rate(timetable_id=row.pk, answer="confirmed", reason="So it is.", by=by)


def test_npt_aud_01_green_once_all_is_judged_well_and_the_register_of_findings_is_quiet(world: Any) -> None:
    row = making.running(world)
    assert audit_findings(world, row)["NPT-AUD-01"] == "grey"
    judged(world, row, *WELL)
    found = now(world, row)
    assert (found.colour, found.unsettled) == ("green", ())
    assert set(found.holding("green")) == set(GREEN_NEEDS)
    assert history(world, row) == [("not_rated", False), ("green", False)]
    assert "NPT-AUD-01" not in audit_findings(world, row)
    assert "NPT-RT-19" not in audit_findings(world, row)


def test_npt_aud_01_findings_have_the_colour(world: Any) -> None:
    row = making.running(world)
    judged(world, row, Verdict("A1", True, SEEN))
    assert audit_findings(world, row)["NPT-AUD-01"] == "amber"
    judged(world, row, Verdict("R-a", True, SEEN))
    assert audit_findings(world, row)["NPT-AUD-01"] == "red"
    assert history(world, row) == [("not_rated", False), ("amber", False), ("red", True)]


def audit_findings(world: Any, row: Timetable) -> dict[str, str]:
    with world.acting("ewo") as by:
        there = Finding.objects.visible_to(by).filter(
            subject_type="timetables.timetable", subject_id=row.pk, cleared_on__isnull=True
        )
        return dict(there.values_list("rule", "colour"))


def looked_after_and_all_well(world: Any) -> Timetable:
    """T22: the social worker agreed too, every green holds, and only the child's status is red."""
    row = making.running(world)
    looked_after(world)
    with world.acting("system") as by, recording("agreed", by=by, subject=row):
        parent = Consent.objects.visible_to(by).filter(timetable=row).get()
        parent.pk, parent.role, parent.name = None, "social_worker", "Siân Lloyd"
        parent._state.adding = True
        parent.save()
    judged(world, row, *WELL)
    return row


def test_t22_npt_aud_03_a_looked_after_child_is_provisional_red_until_an_officer_lowers_it(world: Any) -> None:
    row = looked_after_and_all_well(world)
    found = now(world, row)
    assert (found.colour, found.provisional, found.holding("red"), found.unsettled) == ("red", True, ("R1-status",), ())
    assert audit_findings(world, row)["NPT-AUD-03"]
    with world.acting("safeguarding-officer") as by:
        auditing.rate(timetable_id=row.pk, answer="lowered", reason="The social worker leads it.", until=dt.date(2026, 12, 18), by=by)
    found = now(world, row)
    assert (found.colour, found.set_aside) == ("green", ("R1-status",))
    assert "NPT-AUD-03" not in audit_findings(world, row)
    with time_machine.travel(dt.datetime(2026, 12, 19, 10, tzinfo=dt.UTC)):
        assert (now(world, row).colour, now(world, row).provisional) == ("red", True)  # its time is over
        rewrite(world, Plan, row, next_review_on=dt.date(2027, 1, 11))
        assert keep_all_colours(row.authority_id) == 1
    assert history(world, row)[-3:] == [("red", True), ("green", False), ("red", True)]


def test_t22_npt_aud_03_or_confirms_it(world: Any) -> None:
    row = looked_after_and_all_well(world)
    with world.acting("monitoring-group") as by:
        auditing.rate(timetable_id=row.pk, answer="confirmed", reason="Too little is known of the foster home.", by=by)
    found = now(world, row)
    assert (found.colour, found.provisional) == ("red", False)
    assert history(world, row)[-1] == ("red", False)


def test_npt_aud_03_is_not_lowered_without_a_reason_and_an_end(world: Any) -> None:
    row = making.running(world)
    looked_after(world)
    yesterday, after_it = dt.date(2026, 11, 22), making.END + dt.timedelta(days=1)
    for reason, until in (("  ", LATER.date()), ("A reason", None), ("A reason", yesterday), ("A reason", after_it)):
        with pytest.raises(Refused), world.acting("ewo") as by:
            auditing.rate(timetable_id=row.pk, answer="lowered", reason=reason, until=until, by=by)
    with world.acting("ewo") as by:
        assert not Rating.objects.visible_to(by).exists()


def test_npt_aud_03_only_the_status_can_be_lowered(world: Any) -> None:
    row = making.running(world)
    with pytest.raises(Refused, match="no red"), world.acting("ewo") as by:
        auditing.rate(timetable_id=row.pk, answer="confirmed", reason="A reason", by=by)
    judged(world, row, Verdict("R-a", True, SEEN))
    with pytest.raises(Refused, match="status"), world.acting("ewo") as by:
        auditing.rate(timetable_id=row.pk, answer="lowered", reason="A reason", until=dt.date(2026, 12, 18), by=by)
    looked_after(world)
    with world.acting("ewo") as by:
        auditing.rate(timetable_id=row.pk, answer="lowered", reason="A reason", until=dt.date(2026, 12, 18), by=by)
    assert (now(world, row).colour, now(world, row).set_aside) == ("red", ("R1-status",))  # the other red stays


def test_the_history_is_written_once_for_each_colour(world: Any) -> None:
    row = making.running(world)
    assert history(world, row) == [("not_rated", False)]
    assert keep_colours(row.authority_id, [row.pk], because="again") == 0
    looked_after(world)
    assert keep_all_colours(row.authority_id) == 1
    assert keep_all_colours(row.authority_id) == 0
    assert history(world, row) == [("not_rated", False), ("red", True)]
    with world.acting("ewo") as by:
        last = ColourChange.objects.visible_to(by).last()
        assert (last.because, last.state["R1-status"]) == ("night", True)
        found = colours.colours_of(by, [row.pk])[row.pk]
        assert (found.code, found.provisional, found.since, found.status.tone) == ("red", True, dt.date(2026, 11, 23), "late")
    with world.acting("other-authority") as by:
        assert colours.colours_of(by, [row.pk]) == {}


def test_what_does_not_run_has_no_colour_and_a_closed_one_keeps_its_last(world: Any) -> None:
    row = making.agreed(world)
    assert history(world, row) == []
    with world.acting("pastoral-lead") as by:
        for action in ("notify", "begin"):
            moving.move(timetable_id=row.pk, action=action, by=by)
        assert history(world, row) == [("not_rated", False)]
        moving.move(timetable_id=row.pk, action="end", reason="Full time again.", by=by)
    assert history(world, row) == [("not_rated", False)]
    with pytest.raises(Refused):
        judged(world, row, *WELL)


def test_a_change_of_the_school_changes_the_colour_at_once(world: Any) -> None:
    row = making.running(world)
    with world.acting("pastoral-lead") as by:
        opening.settle_care(timetable_id=row.pk, version=None, by=by, known_risks=["cce"])
    assert history(world, row)[-1] == ("red", True)


def test_a_sitting_leaves_the_schools_version_alone(world: Any) -> None:
    row = making.running(world)
    judged(world, row, *WELL)
    assert making.fresh(world, row).version == row.version


def test_the_timeline_tells_staff_and_not_the_family(world: Any) -> None:
    row = making.running(world)
    judged(world, row, Verdict("A1", True, SEEN))
    codes = {}
    for who in ("ewo", "pastoral-lead", "parent", "young-person"):
        with world.acting(who) as by:
            there = TimelineEntry.objects.visible_to(by).filter(link_name="timetable-audit")
            codes[who] = set(there.values_list("code", flat=True))
    both = {"timetable.coloured", "timetable.judged"}
    assert codes == {"ewo": both, "pastoral-lead": both, "parent": set(), "young-person": set()}
