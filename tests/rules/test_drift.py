"""The drift detector: each sign seen in time, and silence where nothing slides."""

from __future__ import annotations

import datetime as dt

from pastoral.rules.drift import Course, signs

TODAY = dt.date(2026, 11, 20)


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def numbers(course: Course) -> list[str]:
    return [sign.rule for sign in signs(course, TODAY)]


def test_a_plan_of_which_nothing_is_known_drifts_nowhere() -> None:
    assert numbers(Course()) == []


def test_drift_01_hours_that_have_not_gone_up_for_three_weeks() -> None:
    still = Course(hours=((d("10-05"), 10), (d("10-19"), 12), (d("11-02"), 12)), full_hours=25, hours_end_on=d("12-18"))
    (sign,) = signs(still, TODAY)
    assert (sign.rule, sign.since) == ("DRIFT-01", d("10-19"))
    assert sign.sentence.english() == "Hours have not gone up since Monday 19 October 2026."


def test_drift_01_is_silent_after_a_step_up_at_full_hours_and_once_the_limit_is_past() -> None:
    assert numbers(Course(hours=((d("10-05"), 10), (d("11-09"), 15)), full_hours=25)) == []
    assert numbers(Course(hours=((d("10-05"), 25),), full_hours=25)) == []
    assert numbers(Course(hours=((d("10-05"), 10),), full_hours=25, hours_end_on=d("11-13"))) == []


def test_drift_02_the_last_review_was_late_and_another_is_to_come() -> None:
    late = ((d("09-14"), d("09-14")), (d("10-23"), d("11-06")))
    (sign,) = signs(Course(reviews=late, next_review_on=d("12-11")), TODAY)
    assert (sign.rule, sign.since) == ("DRIFT-02", d("11-06"))
    assert dict(sign.facts)["Reviews held late"] == 1
    assert numbers(Course(reviews=late)) == []
    assert numbers(Course(reviews=late[:1], next_review_on=d("12-11"))) == []


def test_drift_03_the_same_target_three_times_whatever_the_comma() -> None:
    texts = (("01-10", "Come on time."), ("04-20", "come  on time"), ("09-07", "Come on time!"))
    told = tuple((d(on), (text, "Another one")) for on, text in texts)
    found = [sign for sign in signs(Course(targets=told), TODAY) if "time!" in sign.sentence.english()]
    assert [(sign.rule, sign.since) for sign in found] == [("DRIFT-03", d("09-07"))]
    assert numbers(Course(targets=told[:2])) == []
    assert numbers(Course(targets=(*told, (d("11-01"), ("Something else",))))) == []


def test_drift_04_attendance_that_falls_by_five_points() -> None:
    (sign,) = signs(Course(attendance=((d("04-20"), 92.0), (d("09-07"), 86.5))), TODAY)
    assert sign.sentence.english() == "Attendance fell from 92 to 86.5 per cent."
    assert numbers(Course(attendance=((d("04-20"), 92.0), (d("09-07"), 88.0)))) == []
