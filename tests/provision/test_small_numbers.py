"""The figures of the authority, attacked: by the total, another column, the terms of the year, many entries about one child (idea 23)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pastoral.casework.placements.models import Placement
from pastoral.oversight.provision.indicators import _share
from pastoral.oversight.provision.members import _settled, number_shown
from pastoral.oversight.provision.value import ALL, Stay, lines_of, shown_of
from pastoral.records.providers.models import Provider
from pastoral.rules.calendar import Term
from pastoral.rules.placements.value import Offered

UNDER = 5
DAY = dt.date(2026, 10, 5)
AUTUMN = Term("Autumn term", dt.date(2026, 9, 1), dt.date(2026, 12, 18))
SPRING = Term("Spring term", dt.date(2027, 1, 4), dt.date(2027, 3, 26))
OAK, ELM, ASH = (Provider(pk=pk, name=name) for pk, name in ((1, "Oak"), (2, "Elm"), (3, "Ash")))


def stays(provider: Provider, *pupils: int, cost: int | None = 100, marked: int = 10, **fields: Any) -> list[Stay]:
    """A placement for each of these children: a hundred pounds, and ten half days of which the child came to eight."""
    return [
        Stay(
            Placement(pk=100 * provider.pk + pupil, pupil_id=pupil, provider=provider, cost=cost, cost_per="placement", began_on=DAY,
                      **fields),
            Offered(25, 5, 1, 1), 2.5, 8 if marked else 0, marked,
        )
        for pupil in pupils
    ]  # fmt: skip


def test_idea_23_two_lines_of_a_child_each_are_not_told_by_the_total() -> None:
    shown = shown_of(lines_of([*stays(OAK, *range(10)), *stays(ELM, 20), *stays(ASH, 21)]), UNDER)
    assert [one.children for one in shown.values()] == [12, None, None, None]


def test_idea_23_the_spend_on_two_children_is_not_the_total_less_the_other_lines() -> None:
    """Two of Oak's ten have a price: its spend is hidden, and so must be the spend of Elm or of all."""
    there = [*stays(OAK, 0, 1), *stays(OAK, *range(2, 10), cost=None), *stays(ELM, *range(20, 30))]
    shown = shown_of(lines_of(there), UNDER)
    assert [shown[key].children for key in (ALL, OAK.pk, ELM.pk)] == [20, 10, 10]
    assert shown[OAK.pk].spend is None
    assert None in (shown[ALL].spend, shown[ELM.pk].spend)


def test_idea_23_the_attendance_of_one_child_is_not_that_of_its_provider() -> None:
    shown = shown_of(lines_of([*stays(OAK, 0), *stays(OAK, *range(1, 10), marked=0), *stays(ELM, *range(20, 40))]), UNDER)
    assert shown[OAK.pk].attendance is None
    assert shown[OAK.pk].an_hour is None
    assert shown[OAK.pk].spend == 1000 or shown[ALL].spend is None


def test_idea_23_a_term_that_is_hidden_is_not_the_year_less_the_other_term() -> None:
    autumn, spring = stays(OAK, *range(10), ended_on=dt.date(2026, 12, 1)), stays(OAK, 30, 31)
    for stay in spring:
        stay.row.began_on = dt.date(2027, 1, 11)
    elsewhere = stays(ELM, *range(40, 60))
    year = lines_of([*autumn, *spring, *elsewhere])
    terms = [lines_of([*autumn, *elsewhere]), lines_of([*spring, *elsewhere])]
    assert shown_of(terms[0], UNDER)[OAK.pk].spend == 1000
    assert shown_of(terms[1], UNDER)[OAK.pk].spend is None
    assert shown_of(year, UNDER)[OAK.pk].spend == 1200  # on its own it may be shown
    assert shown_of(year, UNDER, terms)[OAK.pk].spend is None  # beside its terms it would say what two children cost


def test_idea_23_the_rest_of_a_share_is_hidden_with_it() -> None:
    ended = {"ended_on": dt.date(2026, 11, 2)}
    back = stays(OAK, *range(9), returns_to_school=True, **ended) + stays(OAK, 9, returns_to_school=False, **ended)
    even = stays(ELM, *range(20, 26), returns_to_school=True, **ended) + stays(ELM, *range(30, 36), returns_to_school=False, **ended)
    shown = shown_of(lines_of([*back, *even]), UNDER)
    assert [shown[key].returned for key in (OAK.pk, ELM.pk)] == [None, None]
    assert shown[ALL].returned == 68.2


def test_idea_23_a_child_with_many_placements_is_one_child_of_a_share() -> None:
    several = [stay for n in range(8) for stay in stays(OAK, 1, 2, ended_on=DAY + dt.timedelta(n), destination="college")]
    assert lines_of(several)[1].share(lambda _line, row: bool(row.destination)) == (2, 2)


def test_npt_ap_12_many_concerns_about_one_child_are_about_few_children() -> None:
    assert number_shown([(DAY, 1)] * 9, UNDER) is None
    assert number_shown([(DAY, pupil) for pupil in range(5)], UNDER) == 5
    assert number_shown([], UNDER) == 0


def test_npt_ap_12_what_is_settled_does_not_tell_the_few_that_are_not() -> None:
    nine, one = [(DAY, pupil) for pupil in range(9)], [(DAY, 20)]
    assert _settled(one, nine, UNDER, ()) == (10, None)
    assert _settled([], nine, UNDER, ()) == (9, 9)
    assert _settled(nine, [], UNDER, ()) == (9, 0)
    assert _settled(one, [], UNDER, ()) == (None, None)


def test_npt_ap_12_what_began_in_a_hidden_term_is_not_the_year_less_the_others() -> None:
    autumn, spring = [(DAY, pupil) for pupil in range(8)], [(dt.date(2027, 2, 1), 50)]
    assert number_shown([*autumn, *spring], UNDER) == 9
    assert number_shown([*autumn, *spring], UNDER, [AUTUMN, SPRING]) is None
    in_the_holidays = [(dt.date(2026, 12, 28), 60)]
    assert number_shown([*autumn, *in_the_holidays], UNDER, [AUTUMN, SPRING]) is None


def test_wil_kpi_a_hidden_share_gives_no_children_to_cut() -> None:
    """Nine of ten returned: the share is hidden, and a cut of the nine would tell it."""
    hidden = _share({pupil: (DAY, pupil > 0) for pupil in range(10)}, UNDER)
    assert hidden[1] == set()
    assert _share({pupil: (DAY, pupil > 4) for pupil in range(10)}, UNDER) == ("50.0% of 10", set(range(10)))
