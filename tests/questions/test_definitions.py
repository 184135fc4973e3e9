"""Reading forms from policy packs: right ones whole, wrong ones with everything that is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pastoral.foundation.questions.definitions import KIND_NAMES, FormErrors, RequiredWhen, Text, from_pack
from pastoral.foundation.questions.kinds import KINDS
from questions.sample_form import every_kind, table


def errors_of(form: Any, **more: Any) -> tuple[str, ...]:
    with pytest.raises(FormErrors) as caught:
        from_pack(form, **more)
    return caught.value.errors


def test_every_kind_is_read() -> None:
    form = every_kind()
    assert {question.kind for section in form.sections for question in section.questions} == set(KIND_NAMES)
    name, attendance = form.section("child").question("name"), form.section("child").question("attendance")
    assert (name.required, name.max_length, name.source) == (True, 80, "F-NPT-01 1")
    assert (attendance.minimum, attendance.maximum, attendance.places) == (0, Decimal(100), 1)
    assert form.section("child").question("route").required_when == RequiredWhen("travels", True)
    assert form.section("child").owner == "school"


def test_every_named_kind_can_be_asked_and_no_other() -> None:
    assert set(KINDS) == set(KIND_NAMES)


def test_text_falls_back_to_english() -> None:
    assert Text("Yes", "Ie").said("cy") == "Ie"
    assert Text("Yes").said("cy") == "Yes"


def test_unknown_section_and_question_are_key_errors() -> None:
    with pytest.raises(KeyError):
        every_kind().section("nobody")
    with pytest.raises(KeyError):
        every_kind().section("child").question("nobody")


def test_all_errors_at_once_each_with_its_path() -> None:
    form = table()
    child, views = form["sections"]
    form["titel"] = "x"
    child["questions"][0]["kind"] = "txt"
    child["questions"][1]["key"] = "Born On"
    child["questions"][3]["required_when"] = {"question": "name", "value": True}
    child["questions"][4] |= {"minimum": 200, "max_length": 3}
    views["questions"][1]["options"].pop()
    views["questions"][2]["options"][0]["value"] = "camhs"
    views["questions"][4]["required_when"]["value"] = "medicall"
    del views["title"]
    found = errors_of(form)
    for start in (
        "titel: is not known here",
        "sections[0].questions[0].kind: “txt” is not one of",
        "sections[0].questions[1].key: “Born On” must be small letters",
        "sections[0].questions[3].required_when.question: “name” is a txt question",
        "sections[0].questions[4].minimum: is more than the maximum",
        "sections[0].questions[4].max_length: a number question has no max_length",
        "sections[1].questions[1].options: a one_of question needs at least two options",
        "sections[1].questions[2].options: two have the value “camhs”",
        "sections[1].questions[4].required_when.value: “medicall” is not an answer to “reason”",
        "sections[1].title: is missing",
    ):
        assert any(line.startswith(start) for line in found), start


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"code": ""}, "code"),
        ({"code": 7}, "code"),
        ({"title": "plain"}, "title"),
        ({"title": {"cy": "Teitl"}}, "title.en"),
        ({"title": {"en": "T", "fr": "T"}}, "title.fr"),
        ({"sections": []}, "sections"),
        ({"sections": "none"}, "sections"),
        ({"sections": ["x"]}, "sections[0]"),
    ],
)
def test_wrong_shapes(change: dict[str, Any], path: str) -> None:
    assert any(line.startswith(f"{path}: ") for line in errors_of(table() | change))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"required": "yes"}, "required"),
        ({"max_length": True}, "max_length"),
        ({"max_length": 20_000}, "max_length"),
        ({"minimum": "one"}, "minimum"),
        ({"required_when": {"question": "name", "value": 3}}, "required_when.value"),
        ({"required_when": {"question": "gone", "value": True}}, "required_when.question"),
        ({"required": True, "required_when": {"question": "travels", "value": True}}, "required_when"),
        ({"options": [{"value": "a", "text": {"en": "A"}}]}, "options"),
    ],
)
def test_wrong_questions(change: dict[str, Any], path: str) -> None:
    form = table()
    form["sections"][0]["questions"][3].pop("required_when")
    form["sections"][0]["questions"][3] |= change
    assert any(line.startswith(f"sections[0].questions[3].{path}: ") for line in errors_of(form))


def test_not_a_table_at_all() -> None:
    assert errors_of(["x"]) == ("form: must be a table",)


def test_two_questions_may_not_share_a_key() -> None:
    form = table()
    form["sections"][0]["questions"][1]["key"] = "name"
    form["sections"][1]["key"] = "child"
    found = errors_of(form)
    assert "sections[0].questions: two have the key “name”" in found
    assert "sections: two have the key “child”" in found


def test_welsh_is_demanded_where_it_is_due() -> None:
    form = table()
    del form["sections"][1]["questions"][0]["text"]["cy"]
    assert from_pack(form).code == "F-TEST-01"
    assert errors_of(form, languages=("en", "cy")) == ("sections[1].questions[0].text.cy: is missing",)


def test_a_path_of_its_own() -> None:
    assert errors_of(table() | {"code": ""}, path="forms.psp") == ("forms.psp.code: is missing",)
