"""The JSON Schema that editors read: fresh, true to the packs we ship, and of use to somebody who writes one."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.utils import translation

from pastoral.records.policy.cli import policy
from pastoral.records.policy.editors import DRAFT, schema, schema_text
from pastoral.records.policy.schema import PARAMETERS

PACKS = Path(settings.POLICY_PACKS)
WHOLE = sorted([*PACKS.glob("nations/*/*.toml"), *PACKS.glob("authorities/*/*.toml"), *PACKS.glob("examples/*/*.toml")])
PIECES = sorted(set(PACKS.rglob("*.toml")) - set(WHOLE))
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
}  # fmt: skip
UNDERSTOOD = {
    "$schema", "$ref", "title", "description", "definitions", "type", "properties", "required", "additionalProperties", "enum",
    "items", "minItems", "minLength", "maxLength", "minimum", "maximum", "pattern", "format",
}  # fmt: skip


def faults(whole: dict[str, Any], shape: dict[str, Any], value: Any, path: str = "") -> Iterator[str]:
    """What a reader of draft 4 finds wrong; an unknown word in the schema itself is a fault too."""
    if unknown := set(shape) - UNDERSTOOD:
        yield f"schema {path}: {unknown}"
    if "$ref" in shape:
        yield from faults(whole, whole["definitions"][shape["$ref"].rpartition("/")[2]], value, path)
        return
    if isinstance(value, dt.date):  # as editors hand dates on
        value = value.isoformat()
    wanted = shape.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    fits = any(isinstance(value, TYPES[one]) and (one == "boolean" or not isinstance(value, bool)) for one in wanted)
    if wanted and not fits:
        yield f"{path}: type"
        return
    if "enum" in shape and value not in shape["enum"]:
        yield f"{path}: enum"
    if isinstance(value, str):
        if "pattern" in shape and not re.search(shape["pattern"], value, re.DOTALL):
            yield f"{path}: pattern"
        if not shape.get("minLength", 0) <= len(value) <= shape.get("maxLength", len(value)):
            yield f"{path}: length"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and not shape.get("minimum", value) <= value <= shape.get("maximum", value):
        yield f"{path}: bounds"
    if isinstance(value, list):
        if len(value) < shape.get("minItems", 0):
            yield f"{path}: items"
        for place, item in enumerate(value):
            yield from faults(whole, shape.get("items", {}), item, f"{path}[{place}]")
    if isinstance(value, dict):
        known, more = shape.get("properties", {}), shape.get("additionalProperties", True)
        yield from (f"{path}.{key}: required" for key in shape.get("required", ()) if key not in value)
        for key, inner in value.items():
            if key in known:
                yield from faults(whole, known[key], inner, f"{path}.{key}")
            elif more is False:
                yield f"{path}.{key}: unknown"
            elif isinstance(more, dict):
                yield from faults(whole, more, inner, f"{path}.{key}")


def found(table: dict[str, Any], *, piece: bool = False) -> list[str]:
    whole = schema(piece=piece)
    return list(faults(whole, whole, table))


@pytest.mark.parametrize(("piece", "name"), [(False, "pastoral-pack"), (True, "pastoral-piece")])
def test_the_copies_beside_the_packs_are_fresh(piece: bool, name: str) -> None:
    kept = (PACKS / f"{name}.schema.json").read_text()
    command = f"pastoral policy schema{' --piece' if piece else ''} > policy_packs/{name}.schema.json"
    assert kept == schema_text(piece=piece), f"Not fresh: {command}"


def test_the_command_prints_it() -> None:
    assert CliRunner().invoke(policy, ["schema"]).output == schema_text()
    assert CliRunner().invoke(policy, ["schema", "--piece"]).output == schema_text(piece=True)


def test_it_is_draft_4_which_taplo_reads_and_the_same_in_every_language() -> None:
    assert json.loads(schema_text())["$schema"] == DRAFT == "http://json-schema.org/draft-04/schema#"
    with translation.override("cy"):
        welsh = schema_text()
    assert welsh == schema_text()


def test_every_pack_we_ship_is_sound_by_it() -> None:
    assert len(WHOLE) >= 5
    for file in WHOLE:
        assert found(tomllib.loads(file.read_text())) == [], file


def test_every_piece_we_ship_is_sound_by_its_own() -> None:
    assert PIECES
    for file in PIECES:
        assert found(tomllib.loads(file.read_text()), piece=True) == [], file


def test_every_parameter_is_explained() -> None:
    groups = schema()["properties"]["parameters"]["properties"]
    assert {f"{group}.{name}" for group, inner in groups.items() for name in inner["properties"]} == set(PARAMETERS)
    weeks = groups["psp"]["properties"]["max_review_weeks"]
    assert weeks["description"] == "A review is held at least every … calendar weeks"
    assert weeks["properties"]["value"] == {"type": "integer", "minimum": 1, "maximum": 26}
    assert "no_local_rule" not in weeks["properties"]
    assert "no_local_rule" in groups["psp"]["properties"]["notice_days"]["properties"]


NPT = tomllib.loads(sorted((PACKS / "authorities/neath-port-talbot").glob("*.toml"))[-1].read_text())


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("layer",), "council", ".layer: enum"),
        (("code",), "Not A Code", ".code: pattern"),
        (("langauges",), ["en"], ".langauges: unknown"),
        (("parameters", "psp", "max_review_weeks", "value"), 600, ".parameters.psp.max_review_weeks.value: bounds"),
        (("parameters", "psp", "max_review_weeks", "value"), True, ".parameters.psp.max_review_weeks.value: type"),
        (("parameters", "psp", "max_reveiw_weeks"), {}, ".parameters.psp.max_reveiw_weeks: unknown"),
        (("parameters", "psp", "max_review_weeks", "status"), "MINE", ".parameters.psp.max_review_weeks.status: enum"),
        (("parameters", "psp", "max_review_weeks", "source"), "hearsay", ".parameters.psp.max_review_weeks.source: pattern"),
        (("roles", "wizard"), {"title": {"en": "W"}}, ".roles.wizard: unknown"),
        (("roles", "head", "title"), "Head", ".roles.head.title: type"),
        (("lists", "agencies"), [], ".lists.agencies: items"),
        (("recipients", "plan_agreed"), [{"role": "ewo"}], ".recipients.plan_agreed[0].gets: required"),
        (("sections", "extra"), {"title": {"en": "T"}, "questions": [{"key": "a", "kind": "essay", "text": {"en": "A"}}]},
         ".sections.extra.questions[0].kind: enum"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_underlined(path: tuple[str, ...], value: Any, fault: str) -> None:
    table: Any = copy.deepcopy(NPT)
    inner = table
    for key in path[:-1]:
        inner = inner.setdefault(key, {})
    inner[path[-1]] = value
    assert fault in found(table)
