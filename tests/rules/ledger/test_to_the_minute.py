"""The ledger of a term agrees to the minute with another calculation, which paints every minute of every day by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pastoral.rules.calendar import Break, SchoolCalendar, Term
from pastoral.rules.ledger import Arranged, FullWeek, PlannedHours, ledger

START, END = date(2026, 9, 2), date(2026, 12, 18)
HALF_TERM = Break(date(2026, 10, 26), date(2026, 10, 30))
DAYS = [START + timedelta(days=number) for number in range((END - START).days + 1)]
# The codes of Wales as the catalogue has them (2.11), written out again.
IN, WITH_LEAVE, WITHOUT_LEAVE = "/\\LBDJPVW", "CEFHIMRST", "GNOU"
PLACES = [
    ("school", "school"), ("inclusion_centre", "inclusion_centre"), ("provider", "Cwm Farm"), ("provider", "Afan Boxing"),
    ("tuition", "Ms Rees"), ("home", "home"), ("none", ""),
]  # fmt: skip
KINDS = ["taught", "taught", "taught", "break", "lunch", "registration", "worship", "away"]


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@st.composite
def entries(draw: Any) -> tuple[Any, ...]:
    """One stretch of a day: from, to, kind, place."""
    begins = draw(st.integers(8 * 60, 15 * 60))
    ends = begins + draw(st.integers(1, 120))
    return clock(begins), clock(ends), draw(st.sampled_from(KINDS)), draw(st.sampled_from(PLACES))


@st.composite
def stories(draw: Any) -> dict[str, Any]:
    """A pupil's term: a grid for some of it, steps planned after it, closed days, marks, days on roll, and how far it has gone."""
    grid = draw(st.lists(st.lists(entries(), max_size=6), min_size=5, max_size=10))  # one week, or part of a second
    from_, to = sorted(draw(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))))
    agreed_until = draw(st.sampled_from(DAYS))
    arranged = [
        Arranged(day, begins, ends, kind, place[1], place[0], planned=day > agreed_until, source_id=1)
        for number, day in enumerate(DAYS)
        if from_ <= day <= to and day.weekday() < 5
        for begins, ends, kind, place in grid[number % len(grid)]
    ]
    steps = [
        PlannedHours(*sorted(draw(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)))), draw(st.integers(0, 1600)), 1)
        for _number in range(draw(st.integers(0, 2)))
    ]
    codes = st.sampled_from([*IN, *WITH_LEAVE, *WITHOUT_LEAVE, "X", "Y", "#", "%", ""])
    week = draw(st.lists(codes, min_size=7, max_size=23))
    left = draw(st.sampled_from([None, *DAYS]))
    return {
        "arranged": arranged,
        "planned": steps,
        "marks": {(day, half): week[(2 * number + part) % len(week)] for number, day in enumerate(DAYS)
                  for part, half in enumerate(("am", "pm"))},
        "closed": draw(st.frozensets(st.sampled_from(DAYS), max_size=12)),
        "on_roll": [(draw(st.sampled_from([None, *DAYS[:40]])), left)],
        "today": draw(st.sampled_from([START, END + timedelta(days=30), *DAYS])),
        "full": draw(st.sampled_from([1260, 1410, 1440, 1500, 1337, 1501, None])),
    }  # fmt: skip


def by_minutes(story: dict[str, Any]) -> dict[date, Counter[str]]:
    """Monday → what the week adds up to, counted one minute after the other."""
    weeks: dict[date, Counter[str]] = {}
    lunches = [minute(one.starts) for one in story["arranged"] if one.kind == "lunch"]
    for day in DAYS:
        first, last = story["on_roll"][0]
        at_school = day.weekday() < 5 and day not in story["closed"] and not HALF_TERM.start <= day <= HALF_TERM.end
        if not at_school or (first and day < first) or (last and day > last):
            continue
        past = day < story["today"]
        found = weeks.setdefault(day - timedelta(days=day.weekday()), Counter())
        found["days"] += 1
        due = tickets(story["full"], day.weekday())
        found["entitled"] += len(due)
        found["entitled past"] += len(due) if past else 0
        own = [one for one in story["arranged"] if one.on == day and not (one.planned and past)]
        taught: list[tuple[str, str]] = []  # (where, which half), one for each minute
        if own:
            midday = min([minute(one.starts) for one in own if one.kind == "lunch"] or lunches or [750])
            for now in range(24 * 60):
                there = {one.setting_kind: one.setting for one in reversed(sorted(own, key=lambda one: one.setting))
                         if one.kind == "taught" and minute(one.starts) <= now < minute(one.ends)}  # fmt: skip
                place = next((p for p in ("school", "inclusion_centre", "provider", "tuition") if p in there), None)
                if place:
                    taught.append((f"{place}: {there[place]}", "am" if now < midday else "pm"))
                elif "home" in there:
                    found["at home"] += 1
        else:
            steps = [one for one in story["planned"] if one.from_ <= day <= one.to]
            if steps and not past:
                taught = [("unsettled: ", "") for _ticket in tickets(steps[0].minutes_a_week, day.weekday())]
            else:
                taught = [("school: school", "am" if place % 2 == 0 else "pm") for place in range(len(due))]
        for place, half in taught:
            found["offered"] += 1
            found[place] += 1
            if past:
                found["offered past"] += 1
                code = story["marks"].get((day, half), "")
                found[
                    "attended" if code and code in IN else "authorised" if code and code in WITH_LEAVE
                    else "unauthorised" if code and code in WITHOUT_LEAVE else "unknown"
                ] += 1  # fmt: skip
    return weeks


def tickets(minutes_a_week: int | None, weekday: int) -> list[int]:
    """The minutes of a week dealt out to its five days, each to the day in which its end falls."""
    week = minutes_a_week or 0
    return [number for number in range(1, week + 1) if -(-5 * number // week) - 1 == weekday]


@given(stories())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_hrs_03_the_ledger_of_a_term_agrees_with_a_count_of_its_minutes(story: dict[str, Any]) -> None:
    calendar = SchoolCalendar((Term("Autumn", START, END, (HALF_TERM,)),), closed_days=story["closed"])
    seen = ledger(
        start=START, end=END, today=story["today"], calendar=calendar, nation="wales",
        full_week=lambda monday: FullWeek(story["full"], "policy" if story["full"] else ""), arranged=story["arranged"],
        planned=story["planned"], marks={key: code for key, code in story["marks"].items() if code}, on_roll=story["on_roll"],
    )  # fmt: skip
    counted = by_minutes(story)
    assert [line.monday for line in seen.weeks] == sorted(counted)
    missed, running, days = Counter[str](), 0, Fraction(0)
    for line in seen.weeks:
        own = counted[line.monday]
        assert line.school_days == own["days"]
        assert (line.offered, line.offered_past, line.at_home) == (own["offered"], own["offered past"], own["at home"])
        assert {f"{one.kind}: {one.name}": one.minutes for one in line.offers} == {
            place: number for place, number in own.items() if ": " in place
        }
        assert (line.attended, line.authorised, line.unauthorised, line.unknown) == tuple(
            own[name] for name in ("attended", "authorised", "unauthorised", "unknown")
        )
        arrangement = None
        if story["full"]:
            assert (line.entitled, line.entitled_past) == (own["entitled"], own["entitled past"])
            arrangement = max(0, own["entitled past"] - own["offered past"])
        assert line.by_arrangement_past == arrangement
        week = (arrangement or 0) + own["authorised"] + own["unauthorised"]
        running += week
        assert (line.missed, line.running) == (week, running)
        days += Fraction(week, 1) / (Fraction(story["full"], 5)) if story["full"] else 0
        missed.update(arrangement=arrangement or 0, absence=own["authorised"] + own["unauthorised"])
        missed.update({name: own[name] for name in ("attended", "unknown", "offered past")})
    whole = seen.totals
    assert (whole.by_arrangement, whole.by_absence, whole.days) == (missed["arrangement"], missed["absence"], days)
    assert (whole.attended, whole.unknown, whole.offered) == (missed["attended"], missed["unknown"], missed["offered past"])
    assert whole.missed == running
