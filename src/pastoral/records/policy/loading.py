"""Reads a pack from its file, the pieces it includes and the nation it extends, and puts them together once and for all.

`load` returns plain JSON, whole: what a published version keeps. It raises `BadPack` with every fault at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from pastoral.foundation.questions.definitions import FormErrors, from_pack

from .checking import check
from .faults import BadPack, Fault
from .fits import misfits
from .law import breaches
from .lines import LARGEST, Path, parse, shown
from .schema import (
    FORMS_NEEDED,
    LANGUAGES,
    LISTS_NEEDED,
    PACK,
    PARAMETERS,
    PARTS,
    PIECE,
    QUESTIONS_NEEDED,
    ROLES_NEEDED,
    STAGES,
)

FORMAT = 1
MOST_PIECES = 30
MERGED = ("documents", "lists", "roles", "stages", "codes", "recipients", "rules", "sections", "parts", "forms")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})\.toml")
Content = dict[str, Any]


@dataclass
class _Layer:
    """One layer as read: its table, where each key stands, and what is wrong so far."""

    file: str
    table: dict[str, Any] = field(default_factory=dict)
    where: dict[Path, tuple[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    own: set[str] = field(default_factory=set)  # sections of the main file

    def say(self, path: Path, message: str) -> None:
        place = path
        while place and place not in self.where:
            place = place[:-1]
        file, line = self.where.get(place, (self.file, 0))
        self.faults.append(Fault(file, line, shown(path), message))

    @property
    def languages(self) -> tuple[str, ...]:
        said = self.table.get("languages")
        return tuple(x for x in said if x in LANGUAGES) if isinstance(said, list) else ("en",)


def load(source: FilePath | bytes, *, root: FilePath, name: str = "", before: Content | None = None) -> Content:
    """The pack, resolved. `source` is its file or its bytes; `root` is the folder with `nations` in it.

    `before` is the version that it follows: dates may not overlap and questions may not change their kind.
    """
    raw, layer, folder = _opened(source, root, name)
    _read_layer(layer, raw, folder, root)
    return _resolved(layer, root, before)


def load_after_earlier(file: FilePath, *, root: FilePath) -> Content:
    """As `load`, held against the version before it in the same folder, where there is a sound one."""
    before = None
    for earlier in sorted(file.parent.glob("*.toml")):
        if _DATED.fullmatch(earlier.name) and earlier.name < file.name:
            with suppress(BadPack):  # its own faults are its own check's
                before = load(earlier, root=root)
    return load(file, root=root, before=before)


def root_of(file: FilePath, otherwise: FilePath) -> FilePath:
    """The folder of packs that a file lies in: the nearest one above it with a `nations` folder."""
    for above in file.resolve().parents:
        if (above / "nations").is_dir():
            return above
    return otherwise


def _opened(source: FilePath | bytes, root: FilePath, name: str) -> tuple[bytes, _Layer, FilePath]:
    if isinstance(source, bytes):
        return source, _Layer(name or "pack.toml"), root / "authorities" / "any"
    layer = _Layer(name or str(source))
    return _bytes_of(source, layer.file), layer, source.parent


def _bytes_of(file: FilePath, name: str) -> bytes:
    try:
        if file.is_dir():
            raise BadPack([Fault(name, 0, "", "This is a folder. Name one file, such as 2025-09-01.toml.")])
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise BadPack([Fault(name, 0, "", f"The file cannot be read: {error.strerror or error}.")]) from error


def _read_layer(layer: _Layer, raw: bytes, folder: FilePath, root: FilePath) -> None:
    table, lines = parse(raw, layer.file)
    layer.table = table
    layer.where = {path: (layer.file, line) for path, line in lines.items()}
    sections = table.get("sections")
    layer.own = set(sections) if isinstance(sections, Mapping) else set()
    check(PACK, table, (), layer.say, languages=layer.languages)
    _fits_file_name(layer)
    included = table.get("include")
    for place, piece in enumerate(included if isinstance(included, list) else ()):
        if place >= MOST_PIECES:
            layer.say(("include", place), f"a pack includes at most {MOST_PIECES} files")
            break
        if isinstance(piece, str):
            _include(layer, piece, place, folder, root)
    for path, message in breaches(table):
        layer.say(path, message)


def _include(layer: _Layer, piece: str, place: int, folder: FilePath, root: FilePath) -> None:
    """Add an included file's pieces to the layer; the same piece twice is a fault."""
    file = (folder / piece).resolve()
    if not file.is_relative_to(root.resolve()):
        layer.say(("include", place), "lies outside the folder of packs")
        return
    name = str(FilePath(layer.file).parent / piece) if "/" in layer.file else piece
    try:
        table, lines = parse(_bytes_of(file, name), name)
    except BadPack as bad:
        layer.faults += bad.faults
        return
    part = _Layer(name, table, {path: (name, line) for path, line in lines.items()})
    check(PIECE, table, (), part.say, languages=layer.languages)
    layer.faults += part.faults
    for key in PIECE.keys:
        pieces, mine = table.get(key), layer.table.setdefault(key, {})
        if isinstance(pieces, Mapping) and isinstance(mine, dict):
            _take(layer, part, (key,), pieces, mine)


def _take(layer: _Layer, part: _Layer, path: Path, pieces: Mapping[str, Any], mine: dict[str, Any]) -> None:
    """Add what an included file has at a path; the main file's own words win over a shared piece."""
    for inner, value in pieces.items():
        here = (*path, inner)
        if (
            here[0] == "parameters"
            and len(here) == 2
            and isinstance(value, Mapping)
            and isinstance(mine.get(inner), dict)
        ):
            _take(layer, part, here, value, mine[inner])
        elif inner not in mine:
            mine[inner] = value
            layer.where |= {there: at for there, at in part.where.items() if there[: len(here)] == here}
        elif here in layer.where and layer.where[here][0] != layer.file:
            layer.faults.append(Fault(part.file, part.where[here][1], shown(here), "is also in another included file"))


def _fits_file_name(layer: _Layer) -> None:
    dated = _DATED.fullmatch(FilePath(layer.file).name)
    starts = layer.table.get("starts_on")
    if dated and isinstance(starts, date) and starts.isoformat() != dated[1]:
        layer.say(("starts_on",), f"is {starts.isoformat()}, but the file is named {dated[1]}")
    ends = layer.table.get("ends_on")
    if isinstance(ends, date) and isinstance(starts, date) and ends < starts:
        layer.say(("ends_on",), "is before starts_on")


# ── putting the layers together ─────────────────────────────────────────────────────────────────────────────────────


def _resolved(layer: _Layer, root: FilePath, before: Content | None) -> Content:
    nation = _nation_of(layer, root)
    if layer.faults:
        raise BadPack(layer.faults)
    table, base = layer.table, nation.table if nation else {}
    content: Content = {
        "format": FORMAT,
        "layer": table["layer"],
        "code": table["code"],
        "title": table["title"],
        "nation": table["nation"],
        "extends": table.get("extends", ""),
        "starts_on": table["starts_on"].isoformat(),
        "ends_on": table["ends_on"].isoformat() if "ends_on" in table else None,
        "languages": list(layer.languages),
        "plan": {
            key: words for key, words in (base.get("plan", {}) | table.get("plan", {})).items() if key != "families"
        },
        "families": _families(table, base),
        "parameters": _parameters(table, base),
    }
    for key in MERGED:
        content[key] = {**base.get(key, {}), **table.get(key, {})}
    where = _Layer(layer.file, content, {**(nation.where if nation else {}), **layer.where})
    where.own = layer.own
    _put_forms_together(content, where)
    if table["layer"] == "authority":
        _is_complete(content, where)
    _sources_are_named(content, where)
    for path, message in clashes(before, content) if before else ():
        where.say(path, message)
    if where.faults:
        raise BadPack(where.faults)
    del content["sections"]
    return content


def _nation_of(layer: _Layer, root: FilePath) -> _Layer | None:
    extends, kind = layer.table.get("extends"), layer.table.get("layer")
    if kind == "nation":
        if extends is not None:
            layer.say(("extends",), "a nation's pack extends nothing")
        return None
    if kind != "authority":
        return None
    if not isinstance(extends, str):
        if extends is None:
            layer.say(("extends",), "is missing: an authority's pack extends its nation's")
        return None
    if not re.fullmatch(r"[a-z]+/\d{4}-\d{2}-\d{2}", extends):
        return None  # said by the schema
    if extends.split("/")[0] != layer.table.get("nation"):
        layer.say(("extends",), f"is not of the pack's own nation, {layer.table.get('nation')}")
        return None
    file = root / "nations" / f"{extends}.toml"
    if not file.is_file():
        layer.say(("extends",), f"there is no pack {extends} in {root.name}/nations")
        return None
    nation = _Layer(str(file))
    try:
        _read_layer(nation, _bytes_of(file, nation.file), file.parent, root)
    except BadPack as bad:
        layer.faults += bad.faults
        return None
    layer.faults += nation.faults
    if layer.languages and not set(layer.languages) <= set(nation.languages):
        layer.say(("languages",), f"the nation's pack has only {', '.join(nation.languages)}")
    starts, theirs = layer.table.get("starts_on"), nation.table.get("starts_on")
    if isinstance(starts, date) and isinstance(theirs, date) and starts < theirs:
        layer.say(("starts_on",), f"is before the nation's pack, which starts on {theirs.isoformat()}")
    if isinstance(starts, date):
        _is_the_nations_latest(layer, file, starts)
        over = nation.table.get("ends_on")
        if isinstance(over, date) and over < starts:
            layer.say(("extends",), f"has ended: the nation's pack ran to {over.isoformat()}")
    return nation


def _is_the_nations_latest(layer: _Layer, file: FilePath, starts: date) -> None:
    """A pack stands on the national law of its first day (SYS-02), not on an older version of it."""
    days = [other.stem for other in sorted(file.parent.glob("*.toml")) if _DATED.fullmatch(other.name)]
    latest = max((day for day in days if day <= starts.isoformat()), default=file.stem)
    if file.stem < latest:
        layer.say(
            ("extends",),
            f"is not the nation's pack in force on {starts.isoformat()}: that is {file.parent.name}/{latest}",
        )


def _families(table: Mapping[str, Any], base: Mapping[str, Any]) -> list[str]:
    """The families of rules in force: the nation's, then the authority's own (SYS-03)."""
    return list(dict.fromkeys(one for layer in (base, table) for one in layer.get("plan", {}).get("families", ())))


def _parameters(table: Mapping[str, Any], base: Mapping[str, Any]) -> Content:
    """Each parameter by its full name, with the layer it came from; "no local rule" falls back to the nation (SYS-06)."""
    found: Content = {}
    for layer, source in (("nation", base), ("authority" if base else table["layer"], table)):
        for group, members in source.get("parameters", {}).items():
            for name, ruling in members.items():
                key = f"{group}.{name}"
                if ruling.get("no_local_rule") and "value" in found.get(key, {}):
                    found[key] = {**found[key], "no_local_rule": True}
                else:
                    found[key] = {**_as_json(ruling), "layer": layer}
    return found


def _as_json(ruling: Mapping[str, Any]) -> Content:
    """A ruling with a date as text, which is what a published version can keep."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in ruling.items()}


def _put_forms_together(content: Content, layer: _Layer) -> None:
    """Each form with its sections in order; what `from_pack` and the needed questions say is wrong becomes faults."""
    used: set[str] = set()
    for code, form in content["forms"].items():
        sections: list[Content] = []
        for place, key in enumerate(form["order"]):
            here: Path = ("forms", code, "order", place)
            if key in content["sections"]:
                sections.append({"key": key, **content["sections"][key]})
                used.add(key)
            elif key not in PARTS:
                layer.say(here, f"“{key}” is neither a section of this pack nor one of {', '.join(PARTS)}")
            elif key not in content["parts"]:
                layer.say(here, f"the part “{key}” has no title: write [parts.{key}]")
        form["sections"] = sections
        _check_form(code, form, layer, tuple(content["languages"]))
    for key in sorted(layer.own - used):
        layer.say(("sections", key), "is in no form: add it to the order of one")


def _check_form(code: str, form: Content, layer: _Layer, languages: tuple[str, ...]) -> None:
    try:
        from_pack({"code": code, "title": form["title"], "sections": form["sections"]}, languages=languages)
    except FormErrors as wrong:
        for error in wrong.errors:
            place, _, message = error.partition(": ")
            path = _path_in_pack(place, [section["key"] for section in form["sections"]])
            if path[:1] == ("sections",) or not form["sections"]:
                layer.say(path, message)
        return
    kinds: dict[str, str] = {}
    for section in form["sections"]:
        for number, question in enumerate(section["questions"]):
            if question["key"] in kinds:
                twice: Path = ("sections", section["key"], "questions", number, "key")
                layer.say(twice, f"another question of the form {code} has the key “{question['key']}”")
            kinds[question["key"]] = question["kind"]
    for key, kind in QUESTIONS_NEEDED.get(code, {}).items():
        if key not in kinds:
            layer.say(("forms", code, "order"), f"the form has no question “{key}” ({kind}), which the rules read")
        elif kinds[key] != kind:
            layer.say(("forms", code, "order"), f"the question “{key}” must be {kind}, because the rules read it")


def _path_in_pack(place: str, sections: list[str]) -> Path:
    """`sections[0].questions[1].kind` of a form as a path of the pack: sections, reason, questions, 1, kind."""
    path: Path = tuple(int(number) if number else name for name, number in _STEP.findall(place))
    if len(path) > 1 and path[0] == "sections" and isinstance(path[1], int):
        return ("sections", sections[path[1]], *path[2:])
    return path


def _is_complete(content: Content, layer: _Layer) -> None:
    """An authority's pack, with its nation's, has all that the software reads."""
    if not content["plan"]:
        layer.say(("plan",), "is missing")
    for key, parameter in PARAMETERS.items():
        if key not in content["parameters"] and not parameter.unset:
            layer.say(("parameters", *key.split(".")), "is missing, here and in the nation's pack")
    for key, wanted in (
        ("lists", LISTS_NEEDED), ("roles", ROLES_NEEDED), ("stages", STAGES), ("forms", FORMS_NEEDED),
    ):  # fmt: skip
        for name in wanted:
            if name not in content[key]:
                layer.say((key, name), "is missing, here and in the nation's pack")
    for event, told in content["recipients"].items():
        for place, recipient in enumerate(told):
            path: Path = ("recipients", event, place)
            if recipient["role"] not in content["roles"]:
                layer.say(
                    (*path, "role"), f"the role “{recipient['role']}” has no title: write [roles.{recipient['role']}]"
                )
            if recipient["by"] == "mailbox" and "mailbox" not in recipient:
                layer.say((*path, "mailbox"), "is missing: say which mailbox")
    if layer.faults:
        return
    first, longest = content["parameters"]["psp.first_review_weeks"], content["parameters"]["psp.max_review_weeks"]
    if first["value"] > longest["value"]:
        if first["layer"] == "nation" and longest["layer"] == "authority":  # the author's own line is the one to name
            message = f"is shorter than psp.first_review_weeks, which is {first['value']}: give that one too"
            layer.say(("parameters", "psp", "max_review_weeks", "value"), message)
        else:
            layer.say(("parameters", "psp", "first_review_weeks", "value"), "is longer than psp.max_review_weeks")
    for path, message in misfits(content):
        layer.say(path, message)
    _factors_have_questions(content, layer)


def _factors_have_questions(content: Content, layer: _Layer) -> None:
    """Each factor of the list can be written about, and can be ticked as playing no part (NPT-PSP-11)."""
    questions = {q["key"]: q for section in content["forms"]["psp"]["sections"] for q in section["questions"]}
    none = {option["value"] for option in questions["factors_no_part"]["options"]}
    for place, factor in enumerate(content["lists"]["factors"]):
        if f"factor_{factor['code']}" not in questions or factor["code"] not in none:
            layer.say(
                ("lists", "factors", place),
                f"“{factor['code']}” needs a question factor_{factor['code']} and an option of factors_no_part",
            )


def _sources_are_named(content: Content, layer: _Layer) -> None:
    """Every source begins with a document of the pack, or with "ours"."""
    known = {"ours", *content["documents"]}

    def named(source: object, path: Path) -> None:
        code = str(source).partition(":")[0]
        if code not in known:
            layer.say(path, f"there is no document “{code}” in [documents]")

    for key, ruling in content["parameters"].items():
        named(ruling["source"], ("parameters", *key.split("."), "source"))
    for code, form in content["forms"].items():
        named(form["source"], ("forms", code, "source"))
    for event, told in content["recipients"].items():
        for place, recipient in enumerate(told):
            named(recipient["source"], ("recipients", event, place, "source"))
    for key in ("stages", "codes"):
        for name, table in content[key].items():
            if "source" in table:
                named(table["source"], (key, name, "source"))


# ── versions beside one another ─────────────────────────────────────────────────────────────────────────────────────


def clashes(before: Content, after: Content) -> list[tuple[Path, str]]:
    """What stops `after` from following `before`: dates that overlap, and questions that change their kind.

    A question's kind is a promise to the answers already given; a different question needs a new key.
    """
    found: list[tuple[Path, str]] = []
    if before["ends_on"] is not None and before["ends_on"] >= after["starts_on"]:
        message = f"is {after['starts_on']}, but the version of {before['starts_on']} runs to {before['ends_on']}"
        found.append((("starts_on",), message))
    was = {(form, key): kind for form, key, kind, _ in _questions(before)}
    for form, key, kind, path in _questions(after):
        if was.get((form, key), kind) != kind:
            message = f"the question “{key}” was {was[form, key]} and is now {kind}: give the new one a key of its own"
            found.append(((*path, "kind"), message))
    return found


def _questions(content: Content) -> Iterator[tuple[str, str, str, Path]]:
    """Each question: its form, key, kind and place in the pack."""
    for code, form in content["forms"].items():
        for section in form["sections"]:
            for place, question in enumerate(section["questions"]):
                yield code, question["key"], question["kind"], ("sections", section["key"], "questions", place)
