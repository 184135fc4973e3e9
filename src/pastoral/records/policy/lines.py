"""Where each key of a TOML file stands, which `tomllib` does not say; and a look at a hostile file before it is parsed."""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from functools import lru_cache
from typing import Any

from .faults import BadPack, Fault

Path = tuple[str | int, ...]
LARGEST = 600_000  # bytes; the largest pack we ship is under a tenth of it
LONGEST_LINE = 4_000  # characters
DEEPEST = 12  # brackets within brackets
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_VALUE = re.compile(r"[^,\]}\n#]*")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def parse(raw: bytes, file: str) -> tuple[dict[str, Any], dict[Path, int]]:
    """The file's table and the line of each of its keys. Raises `BadPack`, never anything else, whatever the bytes are."""
    table, lines = _parsed(raw, file)
    return deepcopy(table), lines  # a pack takes pieces into its table; the lines are only read


@lru_cache(maxsize=32)  # the pieces that packs share are included by each of them
def _parsed(raw: bytes, file: str) -> tuple[dict[str, Any], dict[Path, int]]:
    text = _decoded(raw, file)
    _refuse_hostile(text, file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPack([_syntax_fault(str(error), text, file)]) from error
    except (ValueError, OverflowError, RecursionError) as error:  # absurd numbers and dates
        raise BadPack([Fault(file, 0, "", f"This is not a readable TOML file: {error}")]) from error
    return table, _Finder(text).lines


def shown(path: Path) -> str:
    """A path as people read it: `sections.reason.questions[1].kind`."""
    said = ""
    for part in path:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else part
    return said


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a key, or of the nearest thing that encloses it; 0 if there is none."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 0


def _decoded(raw: bytes, file: str) -> str:
    if len(raw) > LARGEST:
        raise BadPack([Fault(file, 0, "", f"The file has {len(raw):,} bytes; a pack has at most {LARGEST:,}.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadPack(
            [Fault(file, line, "", "The file is not written in UTF-8. Save it as UTF-8 and try again.")]
        ) from error
    return text.replace("\r\n", "\n")


def _syntax_fault(message: str, text: str, file: str) -> Fault:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else text.count("\n") + 1
    plain = _AT_LINE.sub("", message).removesuffix(" (at end of document)")
    return Fault(file, line, "", f"This is not TOML: {plain}.")


def _refuse_hostile(text: str, file: str) -> None:
    """Depth and line length are measured before the parser, which would recurse, meets them."""
    for number, row in enumerate(text.split("\n"), start=1):
        if len(row) > LONGEST_LINE:
            raise BadPack([Fault(file, number, "", f"The line has {len(row):,} characters; at most {LONGEST_LINE:,}.")])
    depth, line, at = 0, 1, 0
    while at < len(text):
        character = text[at]
        if character in "\"'":
            end = _after_string(text, at)
            line += text.count("\n", at, end)
            at = end
            continue
        if character == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        if character == "\n":
            line += 1
        elif character in "[{":
            depth += 1
            if depth > DEEPEST:
                raise BadPack([Fault(file, line, "", f"Brackets are nested more than {DEEPEST} deep.")])
        elif character in "]}":
            depth = max(0, depth - 1)
        at += 1


def _after_string(text: str, at: int) -> int:
    """The place after the string that begins at `at`; an unclosed one ends with its line."""
    quote = text[at]
    if text.startswith(quote * 3, at):
        place = at + 3
        while True:
            end = text.find(quote * 3, place)
            if end < 0:
                return len(text)
            if quote == '"' and _escaped(text, end):
                place = end + 1
                continue
            end += 3
            for _ in range(2):  # up to two quotes may stand before the closing three
                end += text.startswith(quote, end)
            return end
    place = at + 1
    while place < len(text) and text[place] != "\n":
        if text[place] == "\\" and quote == '"':
            place += 2
            continue
        if text[place] == quote:
            return place + 1
        place += 1
    return min(place, len(text))


def _escaped(text: str, at: int) -> bool:
    count = 0
    while at - 1 - count >= 0 and text[at - 1 - count] == "\\":
        count += 1
    return count % 2 == 1


class _Finder:
    """Walks a text that `tomllib` accepted, and notes the line of each key and list item."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line = text, 0, 1
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}  # how many [[tables]] a list has so far
        table: Path = ()
        while self.at < len(text):
            self.blank()
            if self.at >= len(text):
                break
            if text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)

    def go(self, end: int) -> None:
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def blank(self) -> None:
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif character in " \t\n\r":
                self.go(self.at + 1)
            else:
                return

    def header(self) -> Path:
        double = self.text.startswith("[[", self.at)
        line = self.line
        self.at += 2 if double else 1
        keys = self.dotted()
        self.at = self.text.index("]", self.at) + (2 if double else 1)
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            last = place == len(keys) - 1
            if double and last:
                self.counts[path] = self.counts.get(path, -1) + 1
            self.lines.setdefault(path, line)
            if path in self.counts:
                path = (*path, self.counts[path])
        self.lines.setdefault(path, line)
        return path

    def pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self.dotted():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at = self.text.index("=", self.at) + 1
        self.value(path)

    def dotted(self) -> list[str]:
        keys: list[str] = []
        while True:
            self.blank()
            if self.text[self.at] in "\"'":
                end = _after_string(self.text, self.at)
                keys.append(_unquoted(self.text[self.at : end]))
                self.at = end
            else:
                found = _BARE.match(self.text, self.at)
                assert found is not None, "tomllib accepted the text"
                keys.append(found[0])
                self.at = found.end()
            self.blank()
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def value(self, path: Path) -> None:
        self.blank()
        character = self.text[self.at]
        if character in "\"'":
            self.go(_after_string(self.text, self.at))
        elif character == "[":
            self.at += 1
            index = 0
            while self.more("]"):
                self.lines.setdefault((*path, index), self.line)
                self.value((*path, index))
                index += 1
        elif character == "{":
            self.at += 1
            while self.more("}"):
                self.pair(path)
        else:
            found = _PLAIN_VALUE.match(self.text, self.at)
            assert found is not None, "the pattern also matches nothing"
            self.at = found.end()

    def more(self, closing: str) -> bool:
        """Step over a comma; False, and past the bracket, at the end of the list or table."""
        self.blank()
        if self.text[self.at] == ",":
            self.at += 1
            self.blank()
        if self.text[self.at] == closing:
            self.at += 1
            return False
        return True


def _unquoted(text: str) -> str:
    if text[0] == "'":
        return text[1:-1]
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text[1:-1])
