"""Every kind of fault, each named by file, key and line; and files that mean harm."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from pastoral.records.policy.faults import BadPack, Fault
from pastoral.records.policy.lines import DEEPEST, LARGEST, LONGEST_LINE, line_of, parse
from pastoral.records.policy.loading import load, load_after_earlier

PACKS = Path(settings.POLICY_PACKS)
NPT = (PACKS / "authorities/neath-port-talbot/2024-09-01.toml").read_text()
PLAIN = (PACKS / "authorities/plain-wales/2024-09-01.toml").read_text()

RECIPIENT = (
    "\n[recipients]\nplan_agreed = [\n"
    '  { role = "%s", gets = "copy", when = "always", by = "%s", source = "ours: x", status = "OURS" },\n]\n'
)
REVIEW = '\n[forms.review]\ntitle = { en = "R", cy = "A" }\norder = ["review_views", "nowhere"]\nsource = "ours: x"\nstatus = "OURS"\n'
AGENCIES = (
    '\n[lists]\nagencies = [\n  { code = "a", text = { en = "A", cy = "A" } },\n'
    '  { code = "a", text = { en = "B", cy = "B" } },\n]\n'
)
ONE_OPTION = (
    '{ key = "mood", kind = "one_of", text = { en = "Mood?", cy = "Hwyl?" }, '
    'options = [{ value = "a", text = { en = "A", cy = "A" } }] },'
)

SECTION = """
[sections.reason]
title = { en = "Why", cy = "Pam" }
owner = "meeting"
questions = [
  { key = "reason", kind = "long_text", text = { en = "Why?", cy = "Pam?" } },
  %s
]
"""


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    """The faults of a pack in a folder of authorities."""
    raw = text.encode() if isinstance(text, str) else text
    try:
        load(raw, root=PACKS, name="pack.toml")
    except BadPack as bad:
        return bad.faults
    return ()


def line_with(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), start=1) if part in line)


def test_the_packs_we_ship_have_no_fault() -> None:
    assert faults_of(PLAIN) == ()


# (what is wrong, how the plain pack is changed, the key named, a part of its line, a part of the sentence)
CASES: dict[str, tuple[Callable[[str], str], str, str, str]] = {
    "unknown key": (lambda t: t.replace("languages =", "langauges ="), "langauges", "langauges", "did you mean “languages”"),
    "missing value": (lambda t: t.replace('code = "plain-wales"\n', ""), "code", "", "is missing"),
    "wrong type": (lambda t: t.replace('code = "plain-wales"', "code = 7"), "code", "code = 7", "must be text in quotes"),
    "a date in quotes": (
        lambda t: t.replace("starts_on = 2024-09-01", 'starts_on = "2024-09-01"'), "starts_on", "starts_on", "without quotes"
    ),
    "bad choice": (lambda t: t.replace('"authority"', '"council"'), "layer", "layer", "“council” is not one of nation, authority"),
    "a language that is not one": (lambda t: t.replace('["en", "cy"]', '["en", "fr"]'), "languages[1]", "languages", "“fr” is not"),
    "missing Welsh": (
        lambda t: t.replace(', cy = "Unrhyw awdurdod yng Nghymru"', ""), "title.cy", "title = ", "is missing"
    ),
    "empty text": (lambda t: t.replace("Any Welsh authority", "  "), "title.en", "title = ", "is empty"),
    "unknown parameter": (
        lambda t: t + '\n[parameters.psp]\nmax_reveiw_weeks = { value = 6, source = "ours: x", status = "OURS" }\n',
        "parameters.psp.max_reveiw_weeks", "max_reveiw_weeks", "did you mean “psp.max_review_weeks”",
    ),
    "a number out of bounds": (
        lambda t: t + '\n[parameters.psp]\nmax_review_weeks = { value = 600, source = "ours: x", status = "OURS" }\n',
        "parameters.psp.max_review_weeks.value", "value = 600", "must be from 1 to 26",
    ),
    "true is no number": (
        lambda t: t + '\n[parameters.psp]\nmax_review_weeks = { value = true, source = "ours: x", status = "OURS" }\n',
        "parameters.psp.max_review_weeks.value", "value = true", "must be a whole number, not true",
    ),
    "not a number": (
        lambda t: t + '\n[parameters.hours]\nks2 = { value = nan, source = "ours: x", status = "OURS" }\n',
        "parameters.hours.ks2.value", "value = nan", "must be from 1 to 60",
    ),
    "a value without a source": (
        lambda t: t + '\n[parameters.psp]\nlink_days = { value = 6, status = "OURS" }\n',
        "parameters.psp.link_days.source", "link_days", "is missing",
    ),
    "a source that is no document of the pack": (
        lambda t: t + '\n[parameters.psp]\nlink_days = { value = 6, source = "gossip: heard it", status = "KNOWLEDGE" }\n',
        "parameters.psp.link_days.source", "gossip", "no document “gossip”",
    ),
    "a value beside no local rule": (
        lambda t: t + '\n[parameters.psp]\nnotice_days = { value = 6, no_local_rule = true, source = "ours: x", status = "OURS" }\n',
        "parameters.psp.notice_days.value", "notice_days", "cannot stand beside no_local_rule",
    ),
    "neither a value nor no local rule": (
        lambda t: t + '\n[parameters.psp]\nnotice_days = { source = "ours: x", status = "OURS" }\n',
        "parameters.psp.notice_days.value", "notice_days", "no_local_rule = true",
    ),
    "no local rule where software needs a number": (
        lambda t: t + '\n[parameters.psp]\nmax_review_weeks = { no_local_rule = true, source = "ours: x", status = "OURS" }\n',
        "parameters.psp.max_review_weeks.no_local_rule", "max_review_weeks", "software needs a value",
    ),
    "ours without saying why": (
        lambda t: t + '\n[parameters.psp]\nlink_days = { value = 6, source = "npt-guidance: Stage One", status = "OURS" }\n',
        "parameters.psp.link_days.source", "link_days", "must begin “ours: ”",
    ),
    "first review after the longest interval": (
        lambda t: t + '\n[parameters.psp]\nfirst_review_weeks = { value = 9, source = "ours: x", status = "OURS" }\n',
        "parameters.psp.first_review_weeks.value", "first_review_weeks", "longer than psp.max_review_weeks",
    ),
    "unknown rule": (lambda t: t + '\n[rules]\nNPT-PSP-99 = "WARN"\n', "rules.NPT-PSP-99", "NPT-PSP-99", "is not known here"),
    "a code twice in a list": (
        lambda t: t + AGENCIES,
        "lists.agencies[1]", '{ en = "B"', "“a” is in the list twice",
    ),
    "a mailbox without its purpose": (
        lambda t: t + RECIPIENT % ("authority", "mailbox"),
        "recipients.plan_agreed[0].mailbox", "gets", "say which mailbox",
    ),
    "a recipient without a title": (
        lambda t: t + RECIPIENT % ("sla_group", "contact"),
        "recipients.plan_agreed[0].role", "sla_group", "has no title",
    ),
    "duplicate question key": (
        lambda t: t + SECTION % '{ key = "reason", kind = "text", text = { en = "Again?", cy = "Eto?" } },',
        "sections.reason.questions", "questions", "two have the key “reason”",
    ),
    "a question key of another section": (
        lambda t: t + SECTION % '{ key = "working", kind = "text", text = { en = "Again?", cy = "Eto?" } },',
        "sections.working.questions[0].key", "", "another question of the form psp has the key “working”",
    ),
    "unknown kind": (
        lambda t: t + SECTION % '{ key = "mood", kind = "slider", text = { en = "Mood?", cy = "Hwyl?" } },',
        "sections.reason.questions[1].kind", "slider", "“slider” is not one of",
    ),
    "a question without Welsh": (
        lambda t: t + SECTION % '{ key = "mood", kind = "text", text = { en = "Mood?" } },',
        "sections.reason.questions[1].text.cy", "mood", "is missing",
    ),
    "one option is no choice": (
        lambda t: t + SECTION % ONE_OPTION,
        "sections.reason.questions[1].options", "mood", "at least two options",
    ),
    "a question that the rules read is left out": (
        lambda t: t + (SECTION % "").replace('key = "reason"', 'key = "why"'),
        "forms.psp.order", "", "has no question “reason”",
    ),
    "a question that the rules read changes its kind": (
        lambda t: t + (SECTION % "").replace("long_text", "text"), "forms.psp.order", "", "must be long_text"
    ),
    "a section in no form": (
        lambda t: t + (SECTION % "").replace("sections.reason", "sections.reasno"), "sections.reasno", "reasno", "is in no form"
    ),
    "a form's order names nothing": (
        lambda t: t + REVIEW,
        "forms.review.order[1]", "nowhere", "neither a section of this pack nor one of",
    ),
    "it ends before it starts": (
        lambda t: t.replace("languages", "ends_on = 2024-08-01\nlanguages"), "ends_on", "ends_on", "is before starts_on"
    ),
    "it extends nothing": (lambda t: t.replace('extends = "wales/2024-09-01"\n', ""), "extends", "", "extends its nation's"),
    "it extends another nation": (
        lambda t: t.replace('"wales/2024-09-01"', '"england/2024-08-19"'), "extends", "extends", "not of the pack's own nation"
    ),
    "it extends a pack that is not there": (
        lambda t: t.replace('"wales/2024-09-01"', '"wales/1999-01-01"'), "extends", "extends", "there is no pack wales/1999-01-01"
    ),
    "it starts before its nation's": (
        lambda t: t.replace("starts_on = 2024-09-01", "starts_on = 2020-09-01"), "starts_on", "starts_on", "before the nation's pack"
    ),
    "it includes a file that is not there": (
        lambda t: t.replace("languages", 'include = ["../../shared/nothing.toml"]\nlanguages'), "", "", "cannot be read"
    ),
    "it includes a file outside the packs": (
        lambda t: t.replace("languages", 'include = ["../../../pyproject.toml"]\nlanguages'),
        "include[0]", "include", "lies outside the folder of packs",
    ),
    "it includes a path": (
        lambda t: t.replace("languages", 'include = ["/etc/passwd"]\nlanguages'), "include[0]", "include", "must be the path"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_fault_is_named(case: tuple[Callable[[str], str], str, str, str]) -> None:
    change, key, on_line, sentence = case
    text = change(PLAIN)
    assert text != PLAIN
    found = [fault for fault in faults_of(text) if fault.key == key and sentence in fault.message]
    assert found, f"{key}: …{sentence}… is not in\n" + "\n".join(map(str, faults_of(text)))
    if on_line:
        assert (found[0].file, found[0].line) == ("pack.toml", line_with(text, on_line))


def test_all_faults_come_at_once() -> None:
    text = NPT.replace("max_review_weeks = { value = 6", 'max_review_weeks = { value = "six"').replace(
        '"termly"', '"weekly"'
    ).replace('en = "Headteacher"', "en = 1").replace('by = "contact"', 'by = "pigeon"', 1)  # fmt: skip
    keys = {fault.key for fault in faults_of(text.replace('include = ["forms-2024-09-01/psp.toml"]\n', ""))}
    assert keys >= {
        "parameters.psp.max_review_weeks.value",
        "parameters.psp.monitoring_group_meets.value",
        "roles.head.title.en",
        "recipients.plan_agreed[0].by",
    }


def test_a_fault_in_an_included_file_is_named_there(tmp_path: Path) -> None:
    shutil.copytree(PACKS / "nations", tmp_path / "nations")
    shutil.copytree(PACKS / "shared", tmp_path / "shared")
    folder = tmp_path / "authorities/here"
    folder.mkdir(parents=True)
    (folder / "more.toml").write_text('# one\n[lists]\nagencies = "all of them"\n')
    (folder / "2024-09-01.toml").write_text(PLAIN.replace("languages", 'include = ["more.toml"]\nlanguages'))
    with pytest.raises(BadPack) as bad:
        load(folder / "2024-09-01.toml", root=tmp_path)
    (fault,) = bad.value.faults
    assert str(fault) == f"{folder}/more.toml:3: lists.agencies: must be a list, not the text “all of them”"


def test_a_file_named_by_another_date_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "2023-09-01.toml"
    file.write_text(PLAIN)
    with pytest.raises(BadPack, match="is 2024-09-01, but the file is named 2023-09-01"):
        load(file, root=PACKS)


def test_check_holds_a_file_against_the_one_before_it(tmp_path: Path) -> None:
    dated = SECTION % '{ key = "since", kind = "date", text = { en = "Since?", cy = "Ers?" } },'
    (tmp_path / "2024-09-01.toml").write_text(PLAIN + dated)
    newer = tmp_path / "2026-09-01.toml"
    newer.write_text((PLAIN + dated).replace("2024-09-01\nlang", "2026-09-01\nlang").replace('"date"', '"text"'))
    with pytest.raises(
        BadPack, match=r"sections\.reason\.questions\[1\]\.kind: the question “since” was date and is now text"
    ):
        load_after_earlier(newer, root=PACKS)
    newer.write_text((PLAIN + dated).replace("2024-09-01\nlang", "2026-09-01\nlang"))
    assert load_after_earlier(newer, root=PACKS)["starts_on"] == "2026-09-01"


class TestHostile:
    @pytest.mark.parametrize(
        ("name", "raw", "sentence"),
        [
            ("too large", b"# " + b"x" * LARGEST, "a pack has at most"),
            ("deep lists", b"x = " + b"[" * 3_000 + b"]" * 900, "nested more than"),
            ("deep tables", b"x = " + b"{a=" * 1_000, "nested more than"),
            ("deep over lines", b"x = [\n" + b"[\n" * 50_000, "nested more than"),
            ("a long line", b"x = '" + b"y" * LONGEST_LINE + b"'", "The line has"),
            ("a long dotted key", b".".join([b"a"] * 5_000) + b" = 1", "The line has"),
            ("not UTF-8", b"title = \"caf\xe9\"\n", "not written in UTF-8"),
            ("UTF-16", "layer = 1".encode("utf-16"), "not written in UTF-8"),
            ("a null", b"layer = \"a\x00b\"", "This is not TOML"),
            ("a bare bracket", b"[[[", "This is not TOML"),
            ("an endless string", b'x = """' + b"y\n" * 10_000, "This is not TOML"),
            ("an absurd number", b"x = " + b"9" * 3_900, "must be"),
            ("an absurd date", b"x = 2024-99-99", "This is not TOML"),
            ("a key twice", b"layer = 1\nlayer = 2\n", "This is not TOML"),
            ("a zip", b"PK\x03\x04" + bytes(range(256)), "not written in UTF-8"),
            ("nothing", b"", "is missing"),
            ("a million tables", b"[[x]]\n" * 90_000, "is not known here"),
        ],
    )  # fmt: skip
    def test_it_is_refused_in_words_and_soon(self, name: str, raw: bytes, sentence: str) -> None:
        began = time.process_time()
        said = [fault.message for fault in faults_of(raw)]
        assert any(sentence in message or "is not known here" in message for message in said), said[:3]
        assert any(sentence in message for message in said) or name == "an absurd number"
        assert time.process_time() - began < 10

    def test_the_line_of_a_syntax_error_is_named(self) -> None:
        (fault,) = faults_of("# one\n# two\nlayer = = 3\n")
        assert (fault.file, fault.line) == ("pack.toml", 3)

    def test_depth_inside_strings_and_comments_is_no_depth(self) -> None:
        text = (
            "# " + "[" * 100 + "\nx = '" + "{" * 100 + '\'\ny = "\\"' + "[" * 100 + '"\nz = """\n' + "[" * 100 + '"""\n'
        )
        table, _lines = parse(text.encode(), "f")
        assert set(table) == {"x", "y", "z"}

    @given(st.binary(max_size=300))
    def test_no_bytes_raise_anything_but_bad_pack(self, raw: bytes) -> None:
        faults_of(raw)

    @given(st.text(alphabet="[]{}=.,\"'#\n \\ab1-", max_size=120))
    def test_no_text_of_tomls_own_signs_does_either(self, text: str) -> None:
        faults_of(text)


class TestLines:
    def test_every_form_of_toml_is_followed(self) -> None:
        text = (
            "a = 1\n[b.\"c d\"]\ne.f = \"x\" # [not\n\n[[g]]\nh = [\n  1,\n  { i = 2, j = [\n    3 ] },\n]\n[[g]]\nh = '''\n[[g]]\n'''\n"
            "[g.k]\nl = 2024-09-01\n"
        )
        _table, lines = parse(text.encode(), "f")
        for path, line in {
            ("a",): 1, ("b", "c d"): 2, ("b", "c d", "e", "f"): 3, ("g", 0): 5, ("g", 0, "h"): 6, ("g", 0, "h", 0): 7,
            ("g", 0, "h", 1, "i"): 8, ("g", 0, "h", 1, "j", 0): 9, ("g", 1): 11, ("g", 1, "h"): 12, ("g", 1, "k"): 15,
            ("g", 1, "k", "l"): 16,
        }.items():  # fmt: skip
            assert lines[path] == line, path

    def test_what_is_not_there_has_the_line_of_what_encloses_it(self) -> None:
        _table, lines = parse(b"a = 1\n[b]\nc = { d = 1 }\n", "f")
        assert (line_of(lines, ("b", "c", "e")), line_of(lines, ("b", "x")), line_of(lines, ("z",))) == (3, 2, 0)

    def test_every_key_of_what_we_ship_has_its_line(self) -> None:
        for file in PACKS.rglob("*.toml"):
            table, lines = parse(file.read_bytes(), file.name)
            text = file.read_text().split("\n")
            for path in _every(table, ()):
                assert path in lines, (file.name, path)
                if isinstance(path[-1], str):
                    assert path[-1].rsplit(".")[-1] in text[lines[path] - 1], (file.name, path)


def _every(value: object, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _every(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            found += _every(inner, (*path, place))
    return found


def test_depth_limit_lets_our_own_packs_through() -> None:
    assert DEEPEST >= 8
