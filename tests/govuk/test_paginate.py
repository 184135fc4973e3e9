"""Pages of a list."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from pastoral.foundation.govuk.paginate import PageOf, page_href, page_of


@pytest.mark.parametrize(
    ("asked", "given"), [("1", 1), ("3", 3), ("99", 3), ("0", 1), ("-2", 1), ("x", 1), ("9" * 50, 1), ("٣", 1)]
)
def test_any_number_leads_to_a_page(asked: str, given: int) -> None:
    found = page_of(list(range(25)), asked, 10)
    assert found.number == given
    assert found.pages == 3


def test_the_last_page_and_an_empty_list() -> None:
    last = page_of(list(range(25)), 3, 10)
    assert (list(last.items), last.first, last.last) == ([20, 21, 22, 23, 24], 21, 25)
    none = page_of([], 1, 10)
    assert (none.pages, none.first, none.last) == (1, 0, 0)


@pytest.mark.parametrize(
    ("number", "offered"),
    [
        (1, [1, 2, None, 20]),
        (5, [1, None, 4, 5, 6, None, 20]),
        (3, [1, 2, 3, 4, None, 20]),
        (4, [1, 2, 3, 4, 5, None, 20]),
    ],
)
def test_far_pages_are_left_out(number: int, offered: list[int | None]) -> None:
    assert PageOf([], number, 10, 200).numbers() == offered


def test_the_rest_of_the_address_is_kept() -> None:
    request = RequestFactory().get("/plans/?school=%C5%B5&page=2")
    assert page_href(request, 3) == "?school=%C5%B5&page=3"


@pytest.mark.django_db
def test_it_costs_two_queries(django_assert_num_queries: Any) -> None:
    from django.contrib.contenttypes.models import ContentType

    with django_assert_num_queries(2):
        assert len(page_of(ContentType.objects.order_by("id"), 2, 3).items) == 3
