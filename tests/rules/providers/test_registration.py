"""The registration test as a pure function: five, or one of a group; over all commissioners; what is unknown is no pass."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.providers import PupilAtSite, RegistrationTest, by_pupil, registration_test
from pastoral.rules.providers.registration import GROUPS

NONE_OF: dict[str, Any] = dict.fromkeys(GROUPS, False)


def at(pupil: str, commissioner: str = "A", **facts: Any) -> PupilAtSite:
    return PupilAtSite(pupil, commissioner, **{"hours": 25, "full_time": True, "compulsory_age": True, **NONE_OF, **facts})


def result_of(*pupils: PupilAtSite, any_of: tuple[str, ...] = ("looked_after", "ehcp"), hours: float | None = None) -> str:
    return registration_test(pupils, number=5, any_of=any_of, full_time_hours=hours).result


def test_t20_and_t21_as_the_reference_has_them() -> None:
    four = [at(str(n)) for n in range(4)]
    assert registration_test(four, number=5, any_of=GROUPS) == RegistrationTest("early_warning", 4, 0, (), ("A",))
    five = registration_test([*four, at("4", "B")], number=5, any_of=GROUPS)
    assert five == RegistrationTest("met", 5, 0, ("number",), ("A", "B"))
    one = registration_test([at("1", ehcp=True)], number=5, any_of=("ehcp",))
    assert (one.result, one.because) == ("met", ("ehcp",))


@pytest.mark.parametrize(
    ("pupils", "expected"),
    [
        ([], "below"),
        ([at(str(n)) for n in range(3)], "below"),
        ([at(str(n)) for n in range(4)], "early_warning"),
        ([at(str(n), full_time=False) for n in range(9)], "below"),
        ([*(at(str(n)) for n in range(4)), at("4", full_time=None)], "unknown"),
        ([*(at(str(n)) for n in range(4)), at("4", compulsory_age=None)], "unknown"),
        ([*(at(str(n)) for n in range(4)), at("4", compulsory_age=False)], "early_warning"),
        ([at("1", ehcp=None)], "unknown"),
        ([at("1", full_time=None, looked_after=True)], "unknown"),
        ([at("1", full_time=False, looked_after=True)], "below"),
        ([at("1", statement=None)], "below"),  # no group of this law
        ([at(str(n), full_time=None) for n in range(4)], "early_warning"),
        ([at("1", looked_after=True, compulsory_age=False)], "below"),
    ],
)
def test_what_decides(pupils: list[PupilAtSite], expected: str) -> None:
    assert result_of(*pupils) == expected


def test_the_groups_are_configured() -> None:
    assert result_of(at("1", sen=True)) == "below"
    assert result_of(at("1", sen=True), any_of=("sen",)) == "met"
    assert result_of(at("1", idp=True), any_of=("statement", "idp")) == "met"
    assert result_of(at("1", ehcp=True), any_of=()) == "below"
    with pytest.raises(ValueError, match="refugee"):
        result_of(any_of=("refugee",))


def test_hrs_07_hours_of_one_pupil_are_added_over_all_commissioners() -> None:
    mornings, afternoons = at("1", "A", hours=12, full_time=False), at("1", "B", hours=10, full_time=False)
    (one,) = by_pupil((mornings, afternoons))
    assert (one.hours, one.commissioners) == (22, {"A", "B"})
    (again,) = by_pupil((mornings, afternoons), full_time_hours=18)
    assert again.full_time is None  # each judged its own part; together it is open
    rows = [at(str(n)) for n in range(4)]
    nine = (replace(mornings, pupil="9"), replace(afternoons, pupil="9"))
    assert result_of(*rows, *nine, hours=18) == "unknown"
    assert result_of(*rows, at("9", hours=12, full_time=False), hours=18) == "early_warning"


def test_a_pupil_of_two_commissioners_counts_once() -> None:
    twice = [at(str(n), who) for n in range(4) for who in ("A", "B")]
    assert registration_test(twice, number=5, any_of=()).full_time == 4


FLAG = st.sampled_from((True, False, None))
ROWS = st.lists(
    st.builds(
        PupilAtSite, st.sampled_from("abcdefg"), st.sampled_from("AB"),
        st.one_of(st.none(), st.floats(0, 40)), FLAG, FLAG, FLAG, FLAG, FLAG, FLAG, FLAG,
    ),
    max_size=10,
)  # fmt: skip
WORSE = {"below": 0, "early_warning": 1, "unknown": 2, "met": 3}


@given(ROWS)
def test_the_order_of_the_rows_does_not_matter(rows: list[PupilAtSite]) -> None:
    assert registration_test(rows, number=5, any_of=GROUPS) == registration_test(rows[::-1], number=5, any_of=GROUPS)


@given(ROWS)
def test_another_full_time_pupil_never_makes_it_better(rows: list[PupilAtSite]) -> None:
    before = registration_test(rows, number=5, any_of=GROUPS).result
    after = registration_test([*rows, at("new")], number=5, any_of=GROUPS).result
    assert WORSE[after] >= WORSE[before]


@given(ROWS)
def test_what_is_unknown_never_passes_where_a_yes_would_not(rows: list[PupilAtSite]) -> None:
    """Answering every blank with yes is the worst case; if that meets the test, blanks are at least a warning."""
    answered = [
        PupilAtSite(**{name: True if value is None and name != "hours" else value for name, value in asdict(row).items()})
        for row in rows
    ]
    if registration_test(answered, number=5, any_of=GROUPS).result == "met":
        assert registration_test(rows, number=5, any_of=GROUPS).result in ("unknown", "met")
