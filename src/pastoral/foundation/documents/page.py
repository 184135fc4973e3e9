"""A document as part of a web page: the same content as on paper, in semantic HTML with GOV.UK's classes."""

from __future__ import annotations

from typing import Any

from django.template import loader
from markupsafe import Markup

from .signatures import signature_svg
from .tree import Document, Printable, Signature, versions
from .wording import printable, words

TEMPLATE = "documents/document.jinja"


def render_html(document: Printable, *, heading_level: int = 1) -> Markup:
    """The document as one `article` per language; its title is a heading of `heading_level` (1 to 4)."""
    if not 1 <= heading_level <= 4:
        raise ValueError("the title of a document is a heading of level 1 to 4")
    return Markup("\n").join(_article(version, heading_level) for version in versions(document))


def _article(document: Document, level: int) -> Markup:
    context: dict[str, Any] = {
        "document": document,
        "words": words(document.language),
        "level": level,
        "kind": lambda part: type(part).__name__,
        "clean": printable,
        "drawing": _drawing,
    }
    return Markup(loader.render_to_string(TEMPLATE, context))  # noqa: S704  # Jinja escaped it


def _drawing(signature: Signature) -> Markup:
    """The drawn signature; `signature_svg` admits nothing but numbers and path commands."""
    return Markup(signature_svg(signature.drawn or "", signature.drawn_size))  # noqa: S704  # path checked
