"""A document as a tagged PDF (PDF/UA-1), set by Typst from `templates/typst/form.typ`."""

from __future__ import annotations

import dataclasses
import json
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst

from . import fonts
from .signatures import signature_svg
from .tree import Document, Printable, Signature, versions
from .wording import printable, words

TEMPLATES = Path(__file__).parent / "templates" / "typst"
_LONG_WORD = re.compile(r"\S{26,}")
_NEVER_EMPTY = {"Heading": ("text",), "Box": ("label",), "Chart": ("alternative",)}  # PDF/UA refuses them empty
_ONE_AT_A_TIME = threading.Lock()  # a compiler keeps the inputs of its last run


@cache
def _compiler(template: str) -> typst.Compiler:
    """A compiler with our fonts and nothing of the machine's, so that a form prints the same everywhere."""
    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)])


def _compile(template: str, inputs: dict[str, str], **options: Any) -> bytes:
    with _ONE_AT_A_TIME:
        made = _compiler(template).compile(sys_inputs=inputs, **options)
    if not isinstance(made, bytes):
        raise TypeError(f"typst made {type(made).__name__} of {template}, not one file")
    return made


def render_pdf(document: Printable) -> bytes:
    """The document as PDF/UA-1: tagged, with its language and title. Same content, same bytes."""
    data = json.dumps(_as_data(document), ensure_ascii=False)
    return _compile("form.typ", {"data": data}, format="pdf", pdf_standards="ua-1", timestamp=0)


def svg_to_png(svg: str, *, ppi: float = 192) -> bytes:
    """A picture of an SVG, for Word, which shows no SVG that it did not make."""
    return _compile("picture.typ", {"svg": svg}, format="png", ppi=ppi)


def _as_data(document: Printable) -> dict[str, Any]:
    every = versions(document)
    return {
        "title": _heading(" / ".join(dict.fromkeys(version.title for version in every))),
        "organisation": _text(" / ".join(dict.fromkeys(version.organisation for version in every))),
        "keywords": [_text(every[0].form_code)] if every[0].form_code else [],
        "versions": [_version(version) for version in every],
    }


def _version(document: Document) -> dict[str, Any]:
    fixed = words(document.language)
    foot = [document.form_code, *(f"{label}: {value}" for label, value in document.meta)]
    if not document.blank:
        foot.append(fixed["confidential"])
    return {
        "title": _heading(document.title),
        "organisation": _text(document.organisation),
        "strapline": _text(document.strapline),
        "form_code": _text(document.form_code),
        "language": document.language,
        "words": fixed,
        "foot": [_text(piece) for piece in foot if piece],
        "sealed": fixed["sealed"].format(seal=document.seal) if document.seal else "",
        "parts": _no_skipped_level([_data(part, document) for part in document.parts]),
    }


def _no_skipped_level(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """PDF/UA refuses a heading of level 3 straight under the title, so one that comes first becomes level 2."""
    for part in parts:
        if part["kind"] == "Box":
            break
        if part["kind"] == "Heading":
            part["level"] = 2
            break
    return parts


def _data(value: Any, document: Document) -> Any:
    """A part as plain JSON: its class name as `kind`, its texts made printable."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple):
        return [_data(item, document) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    data: dict[str, Any] = {"kind": type(value).__name__}
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        data[field.name] = inner if field.name in ("svg", "drawn") else _data(inner, document)
    for name in _NEVER_EMPTY.get(data["kind"], ()):
        data[name] = _heading(data[name])
    if isinstance(value, Signature):
        data["svg"] = signature_svg(value.drawn, value.drawn_size) if value.drawn else None
        data["alt"] = _text(words(document.language)["signature_of"].format(name=value.name or value.role))
    return data


def _text(text: str) -> str:
    shown = fonts.in_our_fonts(printable(text))
    return _LONG_WORD.sub(_breakable, shown)


def _heading(text: str) -> str:
    return _text(text) if _text(text).strip() else "–"


def _breakable(word: re.Match[str]) -> str:
    """A word too long for a narrow column, with places where it may break and nothing visible added."""
    letters = word.group()
    return "\u200b".join(letters[i : i + 13] for i in range(0, len(letters), 13))
