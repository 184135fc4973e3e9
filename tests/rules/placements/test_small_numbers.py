"""What is hidden can not be worked out from a total, a page beside it, another span of time or the file (idea 23, WIL-KPI)."""

from __future__ import annotations

from itertools import product

import pytest

from pastoral.rules.placements.indicators import shown_cells
from pastoral.rules.placements.small_numbers import hidden_parts, hidden_shares, limit, year_share_tells, year_tells

UNDER = 6


def published(parts: tuple[int, ...]) -> tuple[tuple[int | None, ...], int | None]:
    """What a reader gets: the parts and their total."""
    hidden = hidden_parts(dict(enumerate(parts)), UNDER)
    return tuple(None if n in hidden.parts else count for n, count in enumerate(parts)), None if hidden.total else sum(parts)


@pytest.mark.parametrize("several", [1, 2, 3])
def test_idea_23_no_small_part_is_the_only_one_that_fits_what_is_published(several: int) -> None:
    """Every table of up to three parts is published, and an attacker who knows the method looks for tables that would read the same."""
    same: dict[object, list[tuple[int, ...]]] = {}
    for parts in product(range(1, 15), repeat=several):
        same.setdefault(published(parts), []).append(parts)
    for tables in same.values():
        for place in range(several):
            values = {table[place] for table in tables}
            assert min(values) >= UNDER or len(values) > 1, tables


def test_idea_23_a_part_alone_takes_the_next_smallest_with_it() -> None:
    assert hidden_parts({"a": 3, "b": 9, "c": 7}, UNDER).parts == {"a", "c"}


def test_idea_23_two_single_children_are_no_cover_for_each_other() -> None:
    assert hidden_parts({"a": 1, "b": 1, "c": 9, "d": 20}, UNDER).parts == {"a", "b", "c"}
    assert shown_cells({"ehcp": 1, "sen_support": 1, "none": 20}, UNDER) == {"ehcp": None, "sen_support": None, "none": None}


def test_idea_23_where_nothing_covers_it_the_total_goes_too() -> None:
    one_each = hidden_parts({n: 1 for n in range(6)}, UNDER)
    assert one_each.total
    assert len(one_each.parts) == 6
    assert shown_cells({"yes": 3, "no": 3}, UNDER) == {}


def test_idea_23_what_another_column_hides_stays_hidden() -> None:
    hidden = hidden_parts({"a": 8, "b": 9, "c": 30}, UNDER, already={"a"})
    assert hidden.parts == {"a", "b"}
    assert not hidden.total


def test_idea_23_the_rest_of_a_share_is_no_small_number_either() -> None:
    hidden = hidden_shares({"a": (2, 8), "b": (10, 20), "c": (30, 60)}, UNDER)
    assert hidden.parts == {"a", "b"}
    assert not hidden.total  # 12 of 28 are left over
    both = hidden_shares({"a": (10, 20), "b": (0, 3)}, UNDER)
    assert both.parts == {"a", "b"}
    assert not both.total
    assert hidden_shares({"b": (0, 30)}, UNDER).total  # nobody, or everybody, says something of each one


def test_idea_23_a_year_is_no_way_to_a_term_that_is_hidden() -> None:
    autumn, spring = {1, 2, 3, 4, 5, 6, 7}, {1, 2, 8}
    assert year_tells([(autumn, True), (spring, False)], UNDER)
    assert not year_tells([(autumn, True), (spring | {9, 10, 11}, False)], UNDER)
    assert not year_tells([(autumn, False), (spring, False)], UNDER)  # nothing to take away
    assert not year_tells([(autumn, True), (set(), False)], UNDER)


def test_idea_23_a_share_of_a_year_is_no_way_to_that_of_a_term() -> None:
    assert year_share_tells([(6, 12), (4, 4)], UNDER)  # 10 of 16 less 6 of 12
    assert not year_share_tells([(6, 12), (6, 20)], UNDER)
    assert not year_share_tells([(6, 12), (5, 9), (3, 12)], UNDER)  # two that are hidden, and 8 of 21 together
    assert not year_share_tells([(0, 4), (1, 3)], UNDER)  # no term is shown


def test_an_authority_without_a_limit_goes_by_ours() -> None:
    assert [limit(None), limit(3), limit(10)] == [5, 3, 10]
