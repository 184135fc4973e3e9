"""What councils write about providers, read: the published directory's own words, and laws that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.records.providers import reading
from pastoral.records.providers.reading import Ages
from pastoral.records.providers.tables import _kind_of


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5 - 16 yrs", Ages(5, 16)),
        ("4 – 25", Ages(4, 25)),
        ("EYFS through to post 16", Ages(0, 18)),
        ("Primary, Secondary, Post 16, University age up to 25 yrs", Ages(4, 25)),
        ("4 -18 (up to 25 for children with SEND)", Ages(4, 18, "up to 25 for children with SEND")),
        ("5yrs to adult", Ages(5, None)),
        ("11+", Ages(11, None)),
        ("up to 25 with SEND", Ages(None, 25)),
        ("under 5", Ages(None, 4)),
        ("5-16; 16-19", Ages(5, 19)),
        ("Key Stages 3 & 4", Ages(11, 16)),
        ("Secondary and Sixth form", Ages(11, 18)),
        ("Year 9", Ages()),  # a year group is no age
        ("12 - 5", Ages()),  # the wrong way round: nobody guesses
        ("N/A", Ages()),
        ("", Ages()),
    ],
)
def test_wor_dir_05_ages_are_read_from_what_councils_write(text: str, read: Ages) -> None:
    assert reading.read_ages(text) == read


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([" - ", "-", " to ", "–"]), st.sampled_from(["", " yrs", " years"]))
def test_wor_dir_05_two_ages_in_order_are_read_and_never_swapped(first: int, last: int, between: str, unit: str) -> None:
    read = reading.read_ages(f"{first}{between}{last}{unit}")
    assert read == (Ages(first, last) if first <= last else Ages())


@given(st.text(max_size=120))
def test_wor_dir_05_no_text_is_read_as_ages_out_of_order_or_beyond_people(text: str) -> None:
    read = reading.read_ages(text)
    assert read.least is None or read.most is None or 0 <= read.least <= read.most <= reading.MOST_AGE


@given(st.text(max_size=80))
def test_wor_dir_01_registration_is_one_of_three_or_left_open_and_a_number_is_kept_as_given(text: str) -> None:
    read = reading.read_registration(text)
    assert read.status in ("", "urn", "not_applicable", "in_progress")
    assert (read.status == "urn") == bool(read.urn)
    assert not read.urn or read.urn in text


@pytest.mark.parametrize(
    ("text", "status", "urn", "odd"),
    [
        ("N/A", "not_applicable", "", False),
        ("URN 2597071", "urn", "2597071", True),
        ("URN 136001", "urn", "136001", False),
        ("Application in Progress", "in_progress", "", False),
        ("Applied, reference 123456", "in_progress", "", False),
        ("Application refused", "", "", False),
        ("Not registered (company 2597071)", "", "", False),
        ("", "", "", False),
        ("Yes", "", "", False),
    ],
)
def test_wor_dir_01_registration_is_never_inferred(text: str, status: str, urn: str, odd: bool) -> None:
    read = reading.read_registration(text)
    assert (read.status, read.urn, read.odd_length) == (status, urn, odd)


@pytest.mark.parametrize(
    ("text", "names", "every"),
    [
        ("All 6 districts", (), True),
        ("Redditch & Worcester", ("Redditch", "Worcester"), False),
        ("Malvern and Worcester", ("Malvern", "Worcester"), False),
        ("Bromsgrove", ("Bromsgrove",), False),
        ("n/a", (), False),
    ],
)
def test_wor_dir_05_districts_keep_the_names_that_were_written(text: str, names: tuple[str, ...], every: bool) -> None:
    read = reading.read_districts(text)
    assert (read.names, read.every, read.unread) == (names, every, False)


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("Face to Face", ["face_to_face"]),
        ("Online", ["online"]),
        ("Online or Face to Face in a public venue or school", ["face_to_face", "online"]),
        ("Home tuition, online, face to face & blended options.", ["face_to_face", "online", "blended"]),
        ("both", ["face_to_face", "online"]),
        ("N/A", []),
    ],
)
def test_wor_dir_04_modes_are_read(text: str, modes: list[str]) -> None:
    assert reading.read_modes(text) == modes


def test_two_sites_may_share_one_postcode() -> None:
    read = reading.read_sites("60 Barbourne Road and 53 Barbourne Road Worcester WR1 1SA")
    assert [(site.address, site.postcode, site.kind) for site in read] == [
        ("60 Barbourne Road", "WR1 1SA", "own"),
        ("53 Barbourne Road Worcester WR1 1SA", "WR1 1SA", "satellite"),
    ]


def test_several_postcodes_are_several_sites_and_kinds_of_place_need_none() -> None:
    two = reading.read_sites("50 New Street, Worcester WR1 2DL 6 Sansome Lodge, Worcester, WR1 1LH")
    assert [site.postcode for site in two] == ["WR1 2DL", "WR1 1LH"]
    places = reading.read_sites("Home, community centre, school, online tuition")
    assert [site.kind for site in places] == ["home", "venue", "online"]
    assert {site.postcode for site in places} == {""}


@given(st.text(max_size=200))
def test_no_word_of_an_address_is_lost(text: str) -> None:
    plain = " ".join(text.split())
    if not reading.is_nothing(text) and any(char.isalnum() for char in text):
        kept = " ".join(site.address for site in reading.read_sites(text))
        letters = [char for char in plain if char.isalpha()]
        missing = len(letters) - sum(char.isalpha() for char in kept)
        assert missing <= 3 * plain.count(" ")  # only the "and" between two house numbers, or a letter or two after a postcode


def test_kinds_of_place_are_tagged_from_an_overview() -> None:
    overview = (
        "Local authority places for Key Stages 3 & 4 for permanently excluded students.\nDual registered placements as part of a "
        "direct SLA with Schools.\nRe-Start programme to offer short intervention to students."
    )
    assert reading.read_place_types(overview) == ["permanent_exclusion", "short_term", "sla", "restart"]


def test_names_are_compared_without_what_does_not_tell_them_apart() -> None:
    assert reading.plain_name("The EM Skills Enterprise C.I.C. Ltd") != reading.plain_name("EM Skills")
    assert reading.plain_name("EM Skills Enterprise CIC") == reading.plain_name("em skills enterprise")
    assert reading.plain_name("Ltd") == "ltd"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pupil Referral Unit", "school"), ("Alternative Provision Free School", "school"), ("Alternative Provision Academy", "school"),
        ("Education centre", "education_centre"), ("Not a school", "non_school"), ("Non-school provider", "non_school"),
        ("Forest school", "non_school"), ("Unregistered school", "non_school"), ("Charity", "non_school"),
    ],
)  # fmt: skip
def test_wor_dir_01_only_what_says_that_it_is_a_school_is_read_as_one(text: str, kind: str) -> None:
    assert _kind_of(text) == kind
