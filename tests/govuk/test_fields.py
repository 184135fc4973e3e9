"""Each field: what it takes, what it refuses, and in which words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from pastoral.foundation.govuk import fields


def refusal(field: fields.GovukField, value: Any) -> str:
    """The words with which `field` refuses `value`; fails when it takes it."""
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


class TestText:
    def test_takes_a_line_and_closes_up_its_spaces(self) -> None:
        assert fields.TextField("Full name").clean("  Llŷr   ap Gwynfor 🙂 ") == "Llŷr ap Gwynfor 🙂"

    def test_says_what_to_enter(self) -> None:
        assert refusal(fields.TextField("Full name"), " ") == "Enter full name"
        assert refusal(fields.TextField("UPN"), "") == "Enter UPN"
        assert refusal(fields.TextField("Full name", missing="Enter the pupil’s name"), "") == "Enter the pupil’s name"

    def test_may_be_left_empty_when_optional(self) -> None:
        assert fields.TextField("Full name", required=False).clean("") == ""

    def test_says_by_how_much_it_is_too_long(self) -> None:
        assert refusal(fields.TextField("Full name", max_characters=10), "a" * 13) == (
            "Full name must be 10 characters or fewer. It is 13 now: shorten it by 3."
        )


class TestLongText:
    def test_takes_ten_thousand_characters_and_keeps_every_line(self) -> None:
        text = ("Mae’n gweithio\n\nŵ ŷ 🙂 " * 1000)[:10_000].strip()
        assert fields.LongTextField("What is working").clean(text) == text

    def test_refuses_one_more_and_says_so(self) -> None:
        assert refusal(fields.LongTextField("What is working"), "a" * 10_431) == (
            "What is working must be 10,000 characters or fewer. It is 10,431 now: shorten it by 431."
        )

    def test_counts_words_when_told(self) -> None:
        field = fields.LongTextField("In short", max_words=3)
        assert field.clean("one two three") == "one two three"
        assert refusal(field, "one two three four") == (
            "In short must be 3 words or fewer. It is 4 now: shorten it by 1."
        )


class TestDate:
    field = fields.DateField("Meeting date")

    @pytest.mark.parametrize(
        "typed",
        [
            ("7", "9", "2026"),
            ("07", "09", "2026"),
            ("7", "Sept", "2026"),
            ("7", "september", "2026"),
            ("7", "Medi", "2026"),
        ],
    )
    def test_takes_numbers_and_names_of_months(self, typed: tuple[str, str, str]) -> None:
        assert self.field.clean(typed) == dt.date(2026, 9, 7)

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            (("", "", ""), "Enter meeting date"),
            (("", "9", "2026"), "Meeting date must include a day"),
            (("7", "", ""), "Meeting date must include a month and a year"),
            (("31", "2", "2026"), "Meeting date must be a real date, like 27 3 2026"),
            (("29", "2", "2027"), "Meeting date must be a real date, like 27 3 2026"),
            (("7", "13", "2026"), "Meeting date must be a real date, like 27 3 2026"),
            (("x", "9", "2026"), "Meeting date must be a real date, like 27 3 2026"),
            (("7", "ma", "2026"), "Meeting date must be a real date, like 27 3 2026"),
            (("0", "0", "0000"), "Meeting date must be a real date, like 27 3 2026"),
            (("٧", "9", "2026"), "Meeting date must be a real date, like 27 3 2026"),
        ],
    )
    def test_says_what_is_wrong(self, typed: tuple[str, str, str], words: str) -> None:
        assert refusal(self.field, typed) == words

    def test_wants_the_whole_year(self) -> None:
        assert "must have 4 numbers" in refusal(self.field, ("7", "9", "26"))

    def test_points_at_the_part_that_is_wrong(self) -> None:
        for typed, code in ((("7", "13", "2026"), "parts-month"), (("31", "2", "2026"), "parts-day")):
            with pytest.raises(ValidationError) as caught:
                self.field.clean(typed)
            assert caught.value.error_list[0].code == code

    def test_bounds_are_included_and_may_be_asked_each_time(self) -> None:
        field = fields.DateField("Review date", earliest=lambda: dt.date(2026, 9, 7), latest=dt.date(2026, 10, 19))
        assert field.clean(("7", "9", "2026")) == dt.date(2026, 9, 7)
        assert field.clean(("19", "10", "2026")) == dt.date(2026, 10, 19)
        assert refusal(field, ("6", "9", "2026")) == "Review date must be 7 September 2026 or later"
        assert refusal(field, ("20", "10", "2026")) == "Review date must be 19 October 2026 or earlier"

    def test_says_its_own_words_for_too_early(self) -> None:
        field = fields.DateField(
            "Review date",
            earliest=dt.date(2026, 9, 8),
            too_early="{Name} must be after the meeting on 7 September 2026",
        )
        assert refusal(field, ("1", "9", "2026")) == "Review date must be after the meeting on 7 September 2026"

    def test_may_be_left_empty_when_optional(self) -> None:
        assert fields.DateField("Meeting date", required=False).clean(("", "", "")) is None


class TestTime:
    field = fields.TimeField("Time")

    @pytest.mark.parametrize(
        ("typed", "at"),
        [
            ("9:30am", (9, 30)),
            ("9.30 AM", (9, 30)),
            ("2pm", (14, 0)),
            ("14:15", (14, 15)),
            ("1415", (14, 15)),
            ("9", (9, 0)),
            ("12:00am", (0, 0)),
            ("12pm", (12, 0)),
            ("noon", (12, 0)),
            ("2:15 p.m.", (14, 15)),
            ("09:30", (9, 30)),
        ],
    )
    def test_takes_times_as_people_write_them(self, typed: str, at: tuple[int, int]) -> None:
        assert self.field.clean(typed) == dt.time(*at)

    @pytest.mark.parametrize("typed", ["25:00", "9:75", "13pm", "soon", "9:30:20", "-1", "٩"])
    def test_refuses_what_is_no_time(self, typed: str) -> None:
        assert refusal(self.field, typed) == "Time must be a time, like 9:30am or 2:15pm"

    def test_asks_when_it_could_be_either(self) -> None:
        assert refusal(self.field, "2:30") == "Say if time is am or pm, like 2:30pm"

    def test_empty(self) -> None:
        assert refusal(self.field, "") == "Enter time"
        assert fields.TimeField("Time", required=False).clean("") is None


class TestNumber:
    def test_takes_whole_numbers_with_commas(self) -> None:
        assert fields.NumberField("Hours").clean("1,000") == 1000

    def test_takes_decimals_when_told(self) -> None:
        assert fields.NumberField("Hours", places=1).clean("12.5") == Decimal("12.5")

    @pytest.mark.parametrize("typed", ["many", "NaN", "1e9", "12..5", "١٢", "9" * 40])
    def test_refuses_what_is_no_number(self, typed: str) -> None:
        assert refusal(fields.NumberField("Hours"), typed) == "Hours must be a number, like 12"

    def test_says_its_bounds(self) -> None:
        field = fields.NumberField("Hours", minimum=1, maximum=25)
        assert refusal(field, "0") == refusal(field, "26") == "Hours must be between 1 and 25"
        assert refusal(fields.NumberField("Hours", minimum=1), "-3") == "Hours must be 1 or more"
        assert refusal(fields.NumberField("Hours", maximum=25), "30") == "Hours must be 25 or less"

    def test_refuses_a_part_of_a_whole(self) -> None:
        assert refusal(fields.NumberField("People"), "2.5") == "People must be a whole number, like 12"

    def test_empty(self) -> None:
        assert refusal(fields.NumberField("Hours"), "") == "Enter hours"
        assert fields.NumberField("Hours", required=False).clean("") is None


class TestContact:
    def test_email(self) -> None:
        field = fields.EmailField("Email address")
        assert field.clean(" Nia.G@Ysgol.Example ") == "Nia.G@ysgol.example"
        assert refusal(field, "nia@") == "Enter email address in the correct format, like name@example.com"
        assert refusal(field, "") == "Enter email address"
        assert "254 characters or fewer" in refusal(field, "a" * 300 + "@example.com")

    @pytest.mark.parametrize("typed", ["01639 763333", "+44 7700 900982", "(029) 2087 2087", "01639 763333 ext 12"])
    def test_telephone_numbers_as_people_write_them(self, typed: str) -> None:
        assert fields.PhoneField("Telephone").clean(typed) == typed

    @pytest.mark.parametrize("typed", ["763333", "ask Nia", "0" * 16, "07700 900 98x"])
    def test_refuses_what_cannot_be_rung(self, typed: str) -> None:
        assert refusal(fields.PhoneField("Telephone"), typed).startswith("Enter telephone with the area code")


class TestChoices:
    choices = (("a", "First"), ("b", "Second"), ("none", "None of these"))

    def test_one_of_several(self) -> None:
        for kind in (fields.ChoiceField, fields.SelectField):
            field = kind("Venue", choices=self.choices)
            assert field.clean("a") == "a"
            assert refusal(field, "") == "Select venue"
            assert refusal(field, "z") == "Select venue from the list"

    def test_yes_or_no(self) -> None:
        field = fields.YesNoField("Is it signed?")
        assert field.clean("yes") is True
        assert field.clean("no") is False
        assert refusal(field, "") == "Select yes or no for: Is it signed?"
        assert fields.YesNoField("Is it signed?", required=False).clean("") is None

    def test_any_number(self) -> None:
        field = fields.ManyField("Who comes?", choices=self.choices, none="none")
        assert field.clean(["a", "b"]) == ["a", "b"]
        assert refusal(field, []) == "Select at least one of: Who comes?"
        assert refusal(field, ["z"]) == "Select who comes? from the list"
        assert refusal(field, ["a", "none"]) == "Select “None of these” or the others, not both"


def test_a_field_in_a_sentence_keeps_its_capitals() -> None:
    assert refusal(fields.TextField("ALN lead"), "") == "Enter ALN lead"
