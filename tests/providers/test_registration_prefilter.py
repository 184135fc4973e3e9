"""Children who count for nobody are left out before the registration test is asked: what comes out is the same as with everybody."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pastoral.records.providers.testing import Where, results, where_of
from pastoral.rules.providers import PupilAtSite, Terms, registration_test, results_by_place
from pastoral.rules.providers.registration import GROUPS

FLAG = st.sampled_from([True, False, None])
OFTEN = st.sampled_from([True, True, False, False, False, None])
SITE_TO_PLACE = {1: 1, 2: 1, 3: 3}  # two of the sites have one postcode
# of COLUMNS: provider, site, authority, person, hours, full_time, compulsory_age, looked_after, ehcp, idp, sen
ROW = st.tuples(
    st.just(7), st.sampled_from([1, 2, 3, None]), st.sampled_from([10, 20, 30]), st.sampled_from("abcdefghij"),
    st.sampled_from([6.0, 12.0, 25.0, None]), OFTEN, st.sampled_from([True, True, True, False, None]), FLAG, OFTEN, OFTEN, OFTEN,
)  # fmt: skip
ROWS = st.lists(ROW, min_size=1, max_size=14)
TERMS = st.builds(
    Terms, st.integers(1, 6), st.lists(st.sampled_from(GROUPS), unique=True, max_size=3).map(lambda some: tuple(sorted(some))),
    st.sampled_from([None, 18.0]),
)  # fmt: skip


def pupil(row: tuple[Any, ...]) -> tuple[int | None, PupilAtSite]:
    _provider, site, authority, person, hours, full, compulsory, looked_after, ehcp, idp, sen = row
    place = SITE_TO_PLACE.get(site) if site is not None else None
    return place, PupilAtSite(person, str(authority), hours, full, compulsory, looked_after, ehcp, False, idp, sen)


@given(ROWS, st.lists(TERMS, min_size=1, max_size=3))
def test_hrs_07_leaving_out_those_who_count_for_nobody_changes_no_result(rows: list[tuple[Any, ...]], some: list[Terms]) -> None:
    terms = dict(zip((10, 20, 30), some, strict=False))
    found = results([(7, where_of(rows, SITE_TO_PLACE))], terms)
    everybody = [pupil(row) for row in rows]
    there = {row[2] for row in rows}
    assert found == {(key, 7): results_by_place(everybody, [own])[own] for key, own in terms.items() if key in there}


@given(ROWS, TERMS)
def test_hrs_07_the_test_at_each_place_is_the_registration_test_itself(rows: list[tuple[Any, ...]], own: Terms) -> None:
    found = next(iter(results([(7, where_of(rows, SITE_TO_PLACE))], dict.fromkeys((10, 20, 30), own)).values()))
    at: dict[int | None, list[PupilAtSite]] = defaultdict(list)
    for place, each in map(pupil, rows):
        at[place].append(each)
    named = [place for place in at if place is not None]

    def judged(pupils: list[PupilAtSite]) -> str:
        return registration_test(pupils, number=own.number, any_of=own.any_of, full_time_hours=own.full_time_hours).result

    together = judged([each for some in at.values() for each in some])
    if len(named) < 2:
        assert found == dict.fromkeys((None, *named), together)
        return
    assert {place: found[place] for place in named} == {place: judged(at[place]) for place in named}
    by_place = {found[place] for place in named}
    assert found[None] in by_place | {"unknown"}
    assert (found[None] == "met") == ("met" in by_place)
    assert found[None] == "unknown" or together not in ("met", "unknown") or "met" in by_place


def test_who_counts_for_nobody_is_not_kept_but_the_place_and_the_authority_are() -> None:
    alone = (7, 1, 10, "a", 6.0, False, True, False, False, False, False)
    twice = [(7, 1, 20, "b", 12.0, False, True, False, False, False, False), (7, 3, 30, "b", 12.0, True, True, False, False, False, False)]
    where = where_of([alone, *twice], SITE_TO_PLACE)
    assert {each.pupil for _place, each in where.rows} == {"b"}, "a second row may make a part-time child an open question"
    assert (where.places, where.authorities) == ({1, 3}, {10, 20, 30})
    assert results([(7, Where(places={1}, authorities={10}))], {10: Terms(5)}) == {(10, 7): {None: "below", 1: "below"}}
