"""The shapes of a pack as JSON Schema, so that an editor completes, explains and underlines while somebody writes.

Draft 4, which is what the TOML language server Taplo reads. It says what a single file can show; `policy check` knows the rest.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils import translation

from pastoral.foundation.questions.definitions import KIND_NAMES

from .checking import LONGEST_TEXT
from .schema import (
    CODE,
    CODE_CLASSES,
    EFFECTS,
    MAILBOXES,
    PACK,
    PARAMETERS,
    PIECE,
    ROLES,
    SOURCE,
    STATUSES,
    Day,
    Flag,
    FormPiece,
    Line,
    Many,
    Named,
    Number,
    OneOf,
    Parameter,
    Ruling,
    Shape,
    Table,
    Whole,
    Words,
)

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-04/schema#"
OWNERS = "record (Pastoral fills it in), meeting, or who is asked: staff, child, parent, agency"
WORDS = {"$ref": "#/definitions/words"}
# Closed lists that stand in many places, by the name under which the schema has them once.
LISTS_BY_NAME: dict[tuple[str, ...], str] = {
    ROLES: "role", MAILBOXES: "mailbox", EFFECTS: "effect", tuple(STATUSES): "status", tuple(CODE_CLASSES): "counts",
}  # fmt: skip

ABOUT = {
    "layer": "Whose pack this is: a council's is “authority”.",
    "code": "A short name in small letters, the same as the folder's.",
    "extends": "The nation's pack on which this one stands.",
    "starts_on": "The first day on which this pack is in force; the file is named after it.",
    "ends_on": "The last day, where it is known. Leave it out: the next pack ends this one.",
    "languages": "The languages in which every text of the pack is written.",
    "include": "Files with pieces of this pack.",
    "documents": "Where the values come from. A source begins with one of these codes.",
    "plan": "What a plan is called, and the families of rules of your own.",
    "parameters": "Numbers and dates, each with its source and how sure it is.",
    "lists": "Reasons, agencies, factors: a list takes the place of the whole list below it.",
    "roles": "What people are called here.",
    "stages": "What the stages of a plan are called, and whose the next step is.",
    "codes": "The codes of the register.",
    "recipients": "Who is told of what.",
    "rules": "How strongly a rule acts: usual, BLOCK, WARN, TASK, INFO or OFF.",
    "sections": "Sections of questions.",
    "parts": "Titles of the tables that a form holds.",
    "forms": "Forms: sections and tables in their order.",
}


def schema_text(*, piece: bool = False) -> str:
    """The schema of a pack, or of a file that packs include, as it stands in policy_packs/."""
    return json.dumps(schema(piece=piece), ensure_ascii=False, indent=1) + "\n"


def schema(*, piece: bool = False) -> Schema:
    """JSON Schema of a pack's file (`piece`: of an included one). The same whatever the reader's language is."""
    with translation.override("en"):
        top = _of(PIECE if piece else PACK)
        for key, inner in top["properties"].items():
            if key in ABOUT:
                inner["description"] = ABOUT[key]
        top["properties"]["parameters"] = {**_parameters(), "description": ABOUT["parameters"]}
        title = "A file that Pastoral policy packs include" if piece else "Pastoral policy pack"
        return {"$schema": DRAFT, "title": title, **top, "definitions": _definitions()}


def _of(shape: Shape) -> Schema:
    match shape:
        case Line() if shape == SOURCE:
            return {"$ref": "#/definitions/source"}
        case Line("", ""):
            return {"$ref": "#/definitions/text"}
        case Line(pattern, says):
            text: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
            return text | {"pattern": f"^({pattern})$", "description": says}
        case Words():
            return dict(WORDS)
        case Flag():
            return {"type": "boolean"}
        case Whole(least, most):
            return {"type": "integer", "minimum": least, "maximum": most}
        case Number(least, most):
            return {"type": "number", "minimum": least, "maximum": most}
        case Day():
            return {"type": "string", "format": "date"}
        case OneOf(choices):
            name = LISTS_BY_NAME.get(choices)
            return {"$ref": f"#/definitions/{name}"} if name else {"enum": list(choices)}
        case Many(of, least):
            return {"type": "array", "minItems": least, "items": _of(of)}
        case Table(keys, optional):
            return _table(
                {key: _of(inner) for key, inner in keys.items()}, [key for key in keys if key not in optional]
            )
        case Named(of, choices):
            if choices:
                return _table({key: _of(of) for key in choices}, [])
            return {"type": "object", "additionalProperties": _of(of)}
        case Ruling():
            return {"type": "object"}  # each parameter has its own, in `_parameters`
        case FormPiece():
            return {"$ref": "#/definitions/section"}
    raise TypeError(shape)


def _table(properties: Schema, required: list[str]) -> Schema:
    # draft 4 does not know an empty `required`
    named = {"required": required} if required else {}
    return {"type": "object", "properties": properties, **named, "additionalProperties": False}


def _parameters() -> Schema:
    groups: dict[str, Schema] = {}
    for key, parameter in PARAMETERS.items():
        group, name = key.split(".", 1)
        groups.setdefault(group, {})[name] = _parameter(parameter)
    return _table({group: _table(members, []) for group, members in groups.items()}, [])


def _parameter(parameter: Parameter) -> Schema:
    """A value with its source, or "no local rule" with its source where the parameter may be silent."""
    properties: Schema = {
        "value": _of(parameter.of),
        "source": _of(SOURCE),
        "status": _of(OneOf(tuple(STATUSES))),
        "note": dict(WORDS),
    }
    if parameter.unset:
        properties["no_local_rule"] = {"enum": [True]}
    required = ["source", "status"] if parameter.unset else ["value", "source", "status"]
    return {**_table(properties, required), "description": str(parameter.sentence).replace("{value}", "…")}


def _definitions() -> Schema:
    text = _of(Line())
    when = _table({"question": text, "value": {"type": ["string", "boolean"]}}, ["question", "value"])
    option = _table({"value": text, "text": dict(WORDS), "hint": dict(WORDS)}, ["value", "text"])
    question = _table(
        {
            "key": {**_of(CODE), "description": "Never changes: answers are kept under it."},
            "kind": {"enum": list(KIND_NAMES), "description": "Never changes from one version to the next."},
            "text": dict(WORDS),
            "hint": dict(WORDS),
            "options": {"type": "array", "minItems": 2, "items": option},
            "required": {"type": "boolean"},
            "required_when": when,
            "max_length": {"type": "integer", "minimum": 1, "maximum": 10_000},
            "minimum": {"type": "number"},
            "maximum": {"type": "number"},
            "places": {"type": "integer", "minimum": 0, "maximum": 6},
            "source": {"type": "string"},
            "status": {"type": "string"},
            "suggested": {"type": "boolean", "description": "true where the wording is yours and not your guidance's"},
        },
        ["key", "kind", "text"],
    )  # fmt: skip
    section = _table(
        {
            "title": dict(WORDS),
            "hint": dict(WORDS),
            "owner": {"type": "string", "description": OWNERS},
            "restricted": {"type": "boolean", "description": "true where only who may see restricted notes reads the answers"},
            "questions": {"type": "array", "minItems": 1, "items": question},
        },
        ["title", "questions"],
    )
    plain = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
    return {
        "text": plain,
        "words": {**_table({"en": text, "cy": text}, []), "description": "Text: en in English, cy in Welsh."},
        "source": {**plain, "pattern": f"^({SOURCE.pattern})$", "description": SOURCE.says},
        "section": section,
        **{name: {"enum": list(choices)} for choices, name in LISTS_BY_NAME.items()},
    }
