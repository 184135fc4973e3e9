"""Every sentence that people read, and its Welsh: `python -m pastoral.config.messages` brings the catalogue up to date.

    update          extract from code, templates and rules; keep the translations there are; list what is missing
    missing FILE    write what has no Welsh yet as JSON {English: ""} (plural: {English: {"plural": ..., "cy": [5 forms]}})
    take FILE       put translations from such a file into the catalogue; one whose {names} differ is refused

The rules speak in `say(code, text)` and `mark(text)`; pages in `_()` and `{% trans %}`. Welsh has five plural forms here: for any
other number, 1, 2, 3 and 6.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1]
CATALOGUE = SOURCE / "locale" / "cy" / "LC_MESSAGES" / "django.po"
METHODS = [("**.py", "python"), ("**.jinja", "jinja2"), ("**.html", "jinja2")]
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
    "say": (2,), "mark": None, "trans": None, "lazy": None, "translated": None, "_now": None,  # as some modules call them
}  # fmt: skip
BEGAN = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)  # fixed: the file changes only when its words do
GAPS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")


def extracted() -> Catalog:
    """Every message of the source, with the places it stands in."""
    catalogue = Catalog(locale="cy", domain="django", project="Pastoral", version="", last_translator="Pastoral", fuzzy=False)
    as_pages = {"silent": "false", "extensions": "jinja2.ext.do", "newstyle_gettext": "true"}
    options = {"**.jinja": as_pages, "**.html": as_pages}
    found = extract_from_dir(str(SOURCE), METHODS, options, keywords=KEYWORDS)  # type: ignore[arg-type]  # the stubs want lists
    for name, _line, message, _comments, context in found:
        if isinstance(message, str) and not message.strip():
            continue
        # no line numbers: a catalogue changes when its words change, not when code moves
        catalogue.add(message, None, [(f"src/pastoral/{name}", 0)], context=context)
    return catalogue


def stored() -> Catalog:
    """The catalogue as it is kept; empty where there is none."""
    if not CATALOGUE.exists():
        return Catalog(locale="cy", domain="django", fuzzy=False)
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="cy", domain="django")


def brought_up_to_date() -> Catalog:
    """The extracted messages with the translations that are kept; nothing fuzzy, nothing that no code says any more."""
    catalogue, before = extracted(), stored()
    for message in catalogue:
        if message.id:
            old = before.get(message.id, message.context)
            message.string = old.string if old is not None and not old.fuzzy else _empty(message)
    catalogue.obsolete.clear()
    return catalogue


def save(catalogue: Catalog) -> None:
    """Write the catalogue, in the order of the sentences, so that two people's changes meet as little as can be."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.revision_date = catalogue.creation_date = BEGAN
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, no_location=False, include_lineno=False, omit_header=False)


def _empty(message: Message) -> str | tuple[str, ...]:
    return ("",) * 5 if isinstance(message.id, tuple) else ""


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(strings) and all(strings) and not message.fuzzy


def gaps(text: str) -> set[str]:
    """The named gaps of a sentence, which its translation must have too."""
    return set(GAPS.findall(text)) - {"%%"}


def wrong_gaps(message: Message) -> bool:
    """Whether a translation lacks a gap of the English, or has one of its own."""
    wanted = gaps(message.id[-1] if isinstance(message.id, tuple) else message.id)
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    # a form for one, two or none may say the number in words
    plural = isinstance(message.id, tuple)
    return any(gaps(s) != wanted and not (plural and gaps(s) < wanted) for s in strings if s)


def missing(catalogue: Catalog) -> dict[str, object]:
    found: dict[str, object] = {}
    for message in sorted(catalogue, key=lambda m: m.locations[:1]):  # page by page, so that a translator sees the context
        if message.id and not is_translated(message):
            if isinstance(message.id, tuple):
                found[message.id[0]] = {"plural": message.id[1], "cy": [""] * 5}
            else:
                found[message.id] = ""
    return found


def take(catalogue: Catalog, given: dict[str, object]) -> list[str]:
    """Put translations in. Gives the English of each that was refused: unknown, empty or with other gaps."""
    refused = []
    by_id = {(m.id[0] if isinstance(m.id, tuple) else m.id): m for m in catalogue if m.id}
    for english, welsh in given.items():
        message = by_id.get(english)
        text = tuple(welsh["cy"]) if isinstance(welsh, dict) else welsh
        if message is None or not text or (isinstance(text, tuple) and not all(text)):
            refused.append(english)
            continue
        before, message.string = message.string, text  # type: ignore[assignment]  # text or five forms
        if wrong_gaps(message):
            message.string = before
            refused.append(english)
    return refused


def main(words: list[str]) -> int:
    command, *rest = words or ["update"]
    catalogue = brought_up_to_date()
    if command == "take":
        refused = [english for file in rest for english in take(catalogue, json.loads(Path(file).read_text()))]
        for english in refused:
            print(f"refused: {english!r}")
    save(catalogue)
    left = missing(catalogue)
    if command == "missing":
        Path(rest[0]).write_text(json.dumps(left, ensure_ascii=False, indent=0))
    print(f"{len(catalogue)} sentences, {len(left)} without Welsh")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
