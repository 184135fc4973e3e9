"""Bad input: a clear sentence for each kind, and nothing half-published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings

from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event
from pastoral.records.policy.cli import policy
from pastoral.records.policy.faults import BadPack, Fault
from pastoral.records.policy.lines import LARGEST
from pastoral.records.policy.loading import load
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.policy.packs import forget_packs
from pastoral.records.policy.services import publish

PACKS = Path(settings.POLICY_PACKS)
PLAIN = (PACKS / "authorities/plain-wales/2024-09-01.toml").read_text()


def dated(day: str, text: str = PLAIN) -> str:
    return text.replace("starts_on = 2024-09-01", f"starts_on = {day}")


def section(kind: str) -> str:
    return f"""
[sections.reason]
title = {{ en = "Why", cy = "Pam" }}
owner = "meeting"
questions = [
  {{ key = "reason", kind = "long_text", text = {{ en = "Why?", cy = "Pam?" }} }},
  {{ key = "since", kind = "{kind}", text = {{ en = "Since when?", cy = "Ers pryd?" }} }},
]
"""


def of(key: str, value: str) -> str:
    """One parameter, marked as ours."""
    group, name = key.split(".")
    return f"\n[parameters.{group}]\n{more(name, value)}"


def more(name: str, value: str) -> str:
    """A further parameter of the same group."""
    return f'{name} = {{ value = {value}, source = "ours: a test", status = "OURS" }}\n'


BEFORE = dated("2024-09-01") + section("date")

# what is wrong: the pack, and a part of the sentence
BAD: dict[str, tuple[str, str]] = {
    "malformed": (PLAIN + "\n[parameters.psp\nx = 1\n", "This is not TOML"),
    "a word without quotes": (PLAIN.replace('layer = "authority"', "layer = authority"), "This is not TOML"),
    "the same key twice": (PLAIN + '\ncode = "again"\n', "This is not TOML"),
    "empty": ("", "is missing"),
    "YAML": ("layer: authority\ncode: here\n", "This is not TOML"),
    "JSON": ('{"layer": "authority"}', "This is not TOML"),
    "nested too deep": (PLAIN + "\nx = " + "[" * 400 + "]" * 400 + "\n", "nested more than"),
    "deep tables": (PLAIN + "\nx = " + "{ a = " * 400 + "1" + " }" * 400 + "\n", "nested more than"),
    "deep dotted headers": (PLAIN + "\n[" + ".".join("a" * 300) + "]\n", "is not known here"),
    "huge": (PLAIN + "\n" + "# padding\n" * (LARGEST // 10), "a pack has at most"),
    "fifteen thousand questions": (PLAIN + "\n[[sections.x.questions]]\n" * 15_000, "is in no form"),
    "a text of a book's length": (PLAIN.replace("Any Welsh authority", "x" * 3_000), "at most 2,000"),
    "an include that climbs out": (
        PLAIN.replace("languages", 'include = ["../../../pyproject.toml"]\nlanguages'), "lies outside the folder of packs",
    ),
    "an include of itself": (
        PLAIN.replace("languages", 'include = ["../plain-wales/2024-09-01.toml"]\nlanguages'), "is not known here",
    ),
    "it ends before it starts": (PLAIN.replace("languages", "ends_on = 2024-08-01\nlanguages"), "is before starts_on"),
    "another nation": (PLAIN.replace('nation = "wales"', 'nation = "england"'), "not of the pack's own nation"),
    "a day that is none": (dated("2024-02-30"), "This is not TOML"),
    "a mark-up": (PLAIN.replace('code = "plain-wales"', 'code = "<script>"'), "small letters, digits and single hyphens"),
    "laxer than the law": (PLAIN + of("exclusion.year_limit_days", "60"), "(WAL-EX-03)"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), BAD.values(), ids=BAD.keys())
def test_a_bad_pack_is_refused_in_words_and_nothing_is_published(world: Any, text: str, sentence: str) -> None:
    with entered(world.system()) as by:
        events = Event.objects.unscoped(reason="test").count()
        with pytest.raises(BadPack) as refused:
            publish(text, authority=world.authority, by=by, name="bad.toml")
        assert sentence in str(refused.value)
        assert all(len(str(fault)) < 400 for fault in refused.value.faults)
        assert Event.objects.unscoped(reason="test").count() == events
    assert not PolicyVersion.objects.exists()


# what is wrong with a version beside the one that is published
BESIDE: dict[str, tuple[str, str, str]] = {
    "the kind of a question changes": (BEFORE, dated("2026-09-01") + section("text"), "was date and is now text"),
    "it starts while the one before runs": (
        BEFORE.replace("languages", "ends_on = 2026-12-31\nlanguages"), dated("2026-09-01") + section("date"), "runs to 2026-12-31",
    ),
    "it runs into the one after": (
        dated("2026-09-01"), dated("2025-09-01").replace("languages", "ends_on = 2026-09-01\nlanguages"), "does not fit before",
    ),
    "another pack from the same day": (BEFORE, dated("2024-09-01"), "A published pack never changes"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "sentence"), BESIDE.values(), ids=BESIDE.keys())
def test_a_version_that_does_not_fit_leaves_the_published_one_alone(
    world: Any, before: str, after: str, sentence: str
) -> None:
    forget_packs()
    with entered(world.system()) as by:
        first = publish(before, authority=world.authority, by=by)
        with pytest.raises(BadPack) as refused:
            publish(after, authority=world.authority, by=by, name="next.toml")
    assert sentence in str(refused.value)
    assert [(one.pk, one.sha256) for one in PolicyVersion.objects.all()] == [(first.pk, first.sha256)]


def test_an_unknown_authority_is_named_and_nothing_is_published(world: Any, tmp_path: Path) -> None:
    file = tmp_path / "2024-09-01.toml"
    file.write_text(PLAIN)
    for name in ("Atlantis", "", "'; drop table policy; --", "999999"):
        done = CliRunner().invoke(policy, ["publish", str(file), "--authority", name])
        assert (done.exit_code, "No authority has the code or the name" in done.stderr) == (2, True), done.stderr
    assert not PolicyVersion.objects.exists()


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "2024-09-01.toml"
    text = (
        PLAIN.replace('code = "plain-wales"', 'code = "Plain Wales"')
        + '\n[parameters.psp]\nmax_reveiw_weeks = { value = 6, source = "ours: x", status = "OURS" }\n'
        + '\n[parameters.exclusion]\nyear_limit_days = { value = 60, source = "hearsay", status = "SURE" }\n'
        + "\n[rules]\n"
        + 'NPT-PSP-999 = "OFF"\n'
        + '\n[codes]\nB = { text = { en = "B" }, counts = "maybe", source = "ours: x", status = "OURS" }\n'
    )
    file.write_text(text)
    done = CliRunner().invoke(policy, ["check", str(file)])
    assert done.exit_code == 1
    lines = text.split("\n")
    number = {part: next(n for n, line in enumerate(lines, 1) if part in line) for part in (
        "code = ", "max_reveiw", "year_limit", "NPT-PSP-999", "B = ",
    )}  # fmt: skip
    for start in (
        f"{file}:{number['code = ']}: code: ",
        f"{file}:{number['max_reveiw']}: parameters.psp.max_reveiw_weeks: ",
        f"{file}:{number['year_limit']}: parameters.exclusion.year_limit_days.source: ",
        f"{file}:{number['year_limit']}: parameters.exclusion.year_limit_days.status: ",
        f"{file}:{number['year_limit']}: parameters.exclusion.year_limit_days.value: is laxer than national law",
        f"{file}:{number['NPT-PSP-999']}: rules.NPT-PSP-999: ",
        f"{file}:{number['B = ']}: codes.B.text.cy: is missing",
        f"{file}:{number['B = ']}: codes.B.counts: ",
        f"{file}:{number['B = ']}: codes.B.counts_status: is missing",
    ):
        assert start in done.stderr, (start, done.stderr)


# ── what must fit together ──────────────────────────────────────────────────────────────────────────────────────────


def faults(text: str, root: Path = PACKS) -> list[Fault]:
    try:
        load(text.encode(), root=root, name="pack.toml")
    except BadPack as bad:
        return list(bad.faults)
    return []


def with_list(text: str) -> str:
    return (
        text + '\n[lists]\npack_items = [{ code = "attendance", text = { en = "Attendance", cy = "Presenoldeb" } }]\n'
    )


def with_stage(status: str) -> Callable[[str], str]:
    words = '{ title = { en = "S", cy = "S" }, owner = "lead", uses = false }'
    return lambda text: f"{text}\n[stages]\n{status} = {words}\n"


MISFITS: dict[str, tuple[Callable[[str], str], str, str]] = {
    "a paper that is not in the list": (
        lambda t: with_list(t) + of("psp.documents_wanted", '["attendance", "horoscope"]'),
        "parameters.psp.documents_wanted.value[1]", "“horoscope” is not in the list pack_items",
    ),
    "a part that is not in the form": (
        lambda t: t + of("psp.meeting_sections_needed", '["reason", "weather"]'),
        "parameters.psp.meeting_sections_needed.value[1]", "“weather” is no section or part",
    ),
    "a role without a title": (
        lambda t: t + of("reduced.extension_by", '"cafe_group"'), "parameters.reduced.extension_by.value", "has no title",
    ),
    "reviews out of order": (
        lambda t: t + of("psp.review_schedule_weeks", "[8, 4]"), "parameters.psp.review_schedule_weeks.value", "must be in order",
    ),
    "the last review before the others": (
        lambda t: t + of("psp.review_schedule_weeks", "[4, 8]") + more("final_review_weeks", '8'),
        "parameters.psp.final_review_weeks.value", "is not after the review of week 8",
    ),
    "the last review after the end": (
        lambda t: t + of("psp.length_weeks", "10") + more("final_review_weeks", '12'),
        "parameters.psp.final_review_weeks.value", "is after the plan's end",
    ),
    "more reviews held than planned": (
        lambda t: t + of("psp.interim_reviews_needed", "2"), "parameters.psp.interim_reviews_needed.value", "has 0",
    ),
    "a verdict without its form": (
        lambda t: t + of("psp.verdicts", '["successful", "unsuccessful"]'), "parameters.psp.verdicts.value", "needs the form review_final",
    ),
    "everyone, and somebody": (
        lambda t: t + of("psp.signatories", '["everyone_present", "child"]'), "parameters.psp.signatories.value", "stands alone",
    ),
    "a stage that cannot be left out": (with_stage("meeting"), "stages.meeting.uses", "can be false only for"),
    "a day that ends before it starts": (
        lambda t: t + of("hours.day_starts", '"15:00"') + more("day_ends", '"09:00"'),
        "parameters.hours.day_ends.value", "is not after",
    ),
    "a code that the register cannot have": (
        lambda t: t + '\n[codes]\nbee = { text = { en = "B", cy = "B" }, counts = "attending", source = "ours: x", status = "OURS", '
        'counts_status = "OURS" }\n',
        "codes.bee", "is not a code of the register",
    ),
    "a code from nowhere": (
        lambda t: t + '\n[codes]\nB = { text = { en = "B", cy = "B" }, counts = "attending", source = "gossip: x", status = "OURS", '
        'counts_status = "OURS" }\n',
        "codes.B.source", "no document “gossip”",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "key", "sentence"), MISFITS.values(), ids=MISFITS.keys())
def test_what_does_not_fit_together_is_named(change: Callable[[str], str], key: str, sentence: str) -> None:
    found = [(fault.key, fault.message) for fault in faults(change(PLAIN))]
    assert any(at == key and sentence in message for at, message in found), found


def test_a_stage_that_can_be_left_out_is_no_fault() -> None:
    assert faults(with_stage("sent")(PLAIN)) == []


def test_sys_02_a_pack_stands_on_the_national_law_of_its_first_day(tmp_path: Path) -> None:
    """A pack of September 2026 that still extends the England of 2024 would judge by law that has gone."""
    shutil.copytree(PACKS / "nations", tmp_path / "nations")
    shutil.copytree(PACKS / "shared", tmp_path / "shared")
    newest = sorted((tmp_path / "nations/wales").glob("*.toml"))[-1]
    newer = newest.read_text().replace(f"starts_on = {newest.stem}", "starts_on = 2026-09-01")
    (tmp_path / "nations/wales/2026-09-01.toml").write_text(newer)
    assert faults(dated("2026-08-31"), tmp_path) == []
    (fault,) = faults(dated("2026-09-01"), tmp_path)
    assert (fault.key, "wales/2026-09-01" in fault.message) == ("extends", True)
    assert faults(dated("2026-09-01").replace("wales/2024-09-01", "wales/2026-09-01"), tmp_path) == []


def test_a_pack_cannot_extend_a_nations_pack_that_has_ended(tmp_path: Path) -> None:
    shutil.copytree(PACKS / "nations", tmp_path / "nations")
    shutil.copytree(PACKS / "shared", tmp_path / "shared")
    nation = tmp_path / "nations/wales/2024-09-01.toml"
    nation.write_text(nation.read_text().replace("languages =", "ends_on = 2026-08-31\nlanguages =", 1))
    assert faults(dated("2026-08-31"), tmp_path) == []
    (fault,) = faults(dated("2026-09-01"), tmp_path)
    assert (fault.key, "ran to 2026-08-31" in fault.message) == ("extends", True)
