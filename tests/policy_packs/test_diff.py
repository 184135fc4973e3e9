"""What a new version changes, in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db.models import Q
from django.test import Client
from django.utils import translation

from pastoral.foundation.access.row_security import entered
from pastoral.records.policy import registry
from pastoral.records.policy.cli import policy
from pastoral.records.policy.differences import Change, differences
from pastoral.records.policy.loading import load
from pastoral.records.policy.packs import Pack, forget_packs, pack_from
from pastoral.records.policy.queries import version_before, versions_after
from pastoral.records.policy.services import publish
from plans_made import make_plan

PACKS = Path(settings.POLICY_PACKS)
PLAIN = sorted((PACKS / "authorities/plain-wales").glob("*.toml"))[-1].read_text()

BEFORE = (
    PLAIN
    + """
[documents]
guidance = { title = { en = "PSP guidance", cy = "Canllawiau PSP" }, publisher = "Aberllan Council", dated = "March 2024" }

[parameters.psp]
max_review_weeks = { value = 6, source = "guidance: section 4", status = "VERIFIED" }
notice_days = { value = 5, source = "guidance: section 2", status = "VERIFIED" }

[parameters.reduced]
max_weeks = { value = 12, source = "guidance: section 5", status = "VERIFIED" }

[roles]
ewo = { title = { en = "Attendance officer", cy = "Swyddog presenoldeb" } }

[recipients]
exclusion_risk = [
  { role = "ewo", gets = "tell", when = "exclusion_risk", by = "person", source = "guidance: section 1", status = "VERIFIED" },
]

[rules]
PLAN-06 = "INFO"

[sections.reason]
title = { en = "Why we are here", cy = "Pam rydym yma" }
owner = "meeting"
questions = [
  { key = "reason", kind = "long_text", required = true, text = { en = "What happened?", cy = "Beth ddigwyddodd?" } },
  { key = "since", kind = "date", text = { en = "Since when?", cy = "Ers pryd?" } },
  { key = "mood", kind = "one_of", text = { en = "How is it?", cy = "Sut mae pethau?" }, options = [
    { value = "good", text = { en = "Good", cy = "Da" } }, { value = "bad", text = { en = "Bad", cy = "Gwael" } } ] },
]
"""
)


def pack(text: str) -> Pack:
    return pack_from(load(text.encode(), root=PACKS, name="pack.toml"))


def changes(change: Callable[[str], str], language: str = "en-gb") -> dict[str, Change]:
    after = change(BEFORE)
    assert after != BEFORE
    with translation.override(language):
        return {one.key: one for group in differences(pack(BEFORE), pack(after)) for one in group.changes}


def replaced(was: str, now: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert was in text, was
        return text.replace(was, now)

    return change


def test_a_pack_does_not_differ_from_itself() -> None:
    assert differences(pack(BEFORE), pack(BEFORE)) == ()


def test_a_number_is_said_as_it_was_and_as_it_is() -> None:
    found = changes(replaced("value = 6,", "value = 4,"))
    assert found == {
        "psp.max_review_weeks": Change(
            "psp.max_review_weeks",
            "changed",
            "A review is held at least every 6 calendar weeks",
            "A review is held at least every 4 calendar weeks",
        )
    }


def test_in_welsh_it_is_welsh() -> None:
    found = changes(replaced("Pam rydym yma", "Pam nawr"), "cy")
    (one,) = found.values()
    assert (one.was, one.now) == ("Pam rydym yma", "Pam nawr")


def test_a_rule_that_is_no_longer_said_is_no_local_rule() -> None:
    found = changes(replaced('notice_days = { value = 5, source = "guidance: section 2", status = "VERIFIED" }\n', ""))
    assert found["psp.notice_days"].what == "dropped"
    assert found["psp.notice_days"].now == "Days of notice before the meeting: there is no local rule"


def test_the_same_number_from_another_place_is_told_as_that() -> None:
    found = changes(replaced("guidance: section 5", "guidance: section 6"))
    one = found["reduced.max_weeks"]
    assert (one.what, one.was, one.now) == (
        "source",
        "PSP guidance: section 5 (Read in the source)",
        "PSP guidance: section 6 (Read in the source)",
    )
    assert one.about == "A reduced timetable lasts at most 12 weeks"


def test_questions_added_dropped_and_reworded() -> None:
    def change(text: str) -> str:
        text = replaced("What happened?", "What has happened so far?")(text)
        text = replaced('  { key = "since", kind = "date", text = { en = "Since when?", cy = "Ers pryd?" } },\n', "")(
            text
        )
        return replaced(
            '  { key = "mood",',
            '  { key = "who", kind = "text", text = { en = "Who saw it?", cy = "Pwy welodd?" } },\n  { key = "mood",',
        )(text)

    found = changes(change)
    form = pack(BEFORE).forms["psp"].title.en
    assert {key: (one.what, one.was, one.now) for key, one in found.items()} == {
        "psp.reason": ("changed", "What happened?", "What has happened so far?"),
        "psp.since": ("dropped", "Since when?", ""),
        "psp.who": ("added", "", "Who saw it?"),
    }
    assert {one.about for one in found.values()} == {f"{form}: Why we are here"}


def test_a_question_that_must_be_answered_now_is_stronger() -> None:
    found = changes(replaced('kind = "date", text', 'kind = "date", required = true, text'))
    one = found["psp.since.required"]
    assert (one.what, one.was, one.now) == (
        "stronger", "“Since when?” may be left out", "“Since when?” must be answered",
    )  # fmt: skip


def test_choices_of_a_question() -> None:
    found = changes(
        replaced(
            '{ value = "bad", text = { en = "Bad", cy = "Gwael" } }',
            '{ value = "poor", text = { en = "Poor", cy = "Gwael" } }',
        )
    )
    assert {key: (one.what, one.was, one.now) for key, one in found.items()} == {
        "psp.mood.options.bad": ("dropped", "Bad", ""),
        "psp.mood.options.poor": ("added", "", "Poor"),
    }


def test_recipients_added_changed_and_dropped() -> None:
    line = BEFORE[BEFORE.index('  { role = "ewo"') : BEFORE.index("]\n\n[rules]")]
    found = changes(replaced(line, line + line.replace('"ewo"', '"director"')))
    assert found["exclusion_risk.director"].what == "added"
    assert found["exclusion_risk.director"].about == "When the child is at risk of permanent exclusion"
    found = changes(replaced('gets = "tell"', 'gets = "copy"'))
    one = found["exclusion_risk.ewo"]
    assert (one.what, "Attendance officer is told" in one.was, "Attendance officer gets a copy" in one.now) == (
        "changed", True, True,
    )  # fmt: skip
    found = changes(replaced(line, line.replace('"ewo"', '"head"')))
    assert found["exclusion_risk.ewo"].what == "dropped"


def test_roles_and_stages_by_their_names() -> None:
    found = changes(replaced("Attendance officer", "Attendance and inclusion officer"))
    assert (found["ewo"].was, found["ewo"].now) == ("Attendance officer", "Attendance and inclusion officer")
    stages = '\n[stages]\nclosed = { title = { en = "Over and done", cy = "Ar ben" }, owner = "head" }\n'
    found = changes(lambda text: text + stages)
    assert found["closed"].now == "Over and done (next step: Headteacher)"


@pytest.mark.parametrize(("effect", "what"), [("BLOCK", "stronger"), ("OFF", "weaker"), ("WARN", "stronger")])
def test_rules_are_stronger_or_weaker(effect: str, what: str) -> None:
    found = changes(replaced('PLAN-06 = "INFO"', f'PLAN-06 = "{effect}"'))
    one = found["PLAN-06"]
    assert (one.what, one.was) == (what, "is shown only")
    assert one.about not in ("", "PLAN-06")


def test_a_family_of_rules_that_applies_now() -> None:
    plan = (
        '\n[plan]\nname = { en = "Pastoral Support Programme", cy = "Rhaglen Cymorth Bugeiliol" }\n'
        'short = { en = "PSP", cy = "PSP" }\nfamilies = ["NPT"]\n'
    )
    found = changes(lambda text: text + plan)
    assert found["NPT"] == Change("NPT", "added", now="Rules NPT apply")


def test_documents_by_their_date() -> None:
    found = changes(replaced("March 2024", "May 2026"))
    assert found["guidance"].now == "PSP guidance, Aberllan Council, May 2026"


def test_every_change_says_something_and_stands_once() -> None:
    """From our own plain pack to Neath Port Talbot's: nearly everything is different."""
    old = pack(PLAIN)
    new = pack_from(load(sorted((PACKS / "authorities/neath-port-talbot").glob("*.toml"))[-1], root=PACKS))
    groups = differences(old, new)
    assert len(groups) >= 6
    for group in groups:
        keys = [(one.key, one.about) for one in group.changes]
        assert len(keys) == len(set(keys)), [key for key in keys if keys.count(key) > 1]
        for one in group.changes:
            assert one.was != one.now, one
            assert one.what in ("added", "dropped", "changed", "source", "stronger", "weaker")
            assert (one.was == "", one.now == "") in ((False, False), (one.what == "added", one.what == "dropped")), one


# ── two published versions, and the records that began under the older ──────────────────────────────────────────────


@pytest.fixture
def two_versions(world: Any) -> Any:
    """The plans that `make_plan` makes begin under the older one, whose first day is theirs."""
    forget_packs()
    with entered(world.system()) as by:
        world.old = publish(BEFORE, authority=world.authority, by=by)
        after = BEFORE.replace("value = 6,", "value = 4,").replace("2024-09-01\nlang", "2026-09-01\nlang")
        world.new = publish(after, authority=world.authority, by=by)
    return world


def test_what_a_record_may_be_moved_to(two_versions: Any) -> None:
    assert versions_after(two_versions.old) == [two_versions.new]
    assert versions_after(two_versions.new) == []
    assert version_before(two_versions.new) == two_versions.old
    assert version_before(two_versions.old) is None


class TestOpenRecords:
    """The kinds of record register themselves; policy knows none of them."""

    def test_open_plans_are_counted_by_version_for_the_eyes_that_ask(self, two_versions: Any) -> None:
        old, new = two_versions.old, two_versions.new
        make_plan(two_versions, two_versions.tomos)
        make_plan(two_versions, two_versions.cerys)
        make_plan(two_versions, two_versions.ifan, status="closed")
        with entered(two_versions.system()) as access:
            assert registry.open_records(access, [old.pk, new.pk]) == {old.pk: [("2 open plans", 2)], new.pk: []}
        with entered(two_versions.system(two_versions.other_authority)) as access:
            assert registry.open_records(access, [old.pk]) == {old.pk: []}

    def test_a_kind_that_registers_is_counted_too(self, two_versions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        make_plan(two_versions, two_versions.tomos)
        monkeypatch.setattr(registry, "PINNED", {})
        registry.register("plans.plan", is_open=Q(status="gathering"), say=lambda n: f"{n} beginning")
        with entered(two_versions.system()) as access:
            assert registry.open_records(access, [two_versions.old.pk]) == {two_versions.old.pk: []}


class TestCommand:
    def run(self, *arguments: str) -> Any:
        return CliRunner().invoke(policy, ["diff", *arguments])

    def test_two_days_of_an_authority_with_its_open_records(self, two_versions: Any) -> None:
        make_plan(two_versions, two_versions.tomos)
        done = self.run("Glanafon", "2025-01-01", "2026-11-21")
        assert done.exit_code == 0, done.output
        assert done.output.splitlines() == [
            "Any Welsh authority: what changes from 2024-09-01 to 2026-09-01",
            "",
            "Numbers and dates",
            "  changed: A review is held at least every 6 calendar weeks",
            "         → A review is held at least every 4 calendar weeks",
            "",
            "Began under the older version, and stay on it until somebody moves them with a reason: 1 open plan.",
        ]

    def test_a_file_that_is_not_yet_published(self, two_versions: Any, tmp_path: Path) -> None:
        file = tmp_path / "next.toml"
        file.write_text(BEFORE.replace("value = 6,", "value = 5,").replace("2024-09-01\nlang", "2027-09-01\nlang"))
        done = self.run(two_versions.authority.code, "2026-11-21", str(file), "--json")
        found = json.loads(done.output)
        assert (found["old"]["starts_on"], found["new"]["starts_on"]) == ("2026-09-01", "2027-09-01")
        assert found["groups"][0]["changes"][0]["now"] == "A review is held at least every 5 calendar weeks"
        assert found["open_records"] == []

    def test_files_alone(self, tmp_path: Path) -> None:
        old, new = tmp_path / "old.toml", tmp_path / "new.toml"
        old.write_text(BEFORE)
        new.write_text(BEFORE.replace("What happened?", "What has happened?"))
        done = self.run(str(old), str(new))
        assert "    changed: What happened?\n           → What has happened?\n" in done.output
        assert self.run(str(old), str(old)).output.endswith("Nothing: the two say the same.\n")

    def test_in_welsh(self, tmp_path: Path) -> None:
        old, new = tmp_path / "old.toml", tmp_path / "new.toml"
        old.write_text(BEFORE)
        new.write_text(BEFORE.replace("Pam rydym yma", "Pam nawr"))
        assert "Pam nawr" in self.run(str(old), str(new), "--language", "cy").output

    @pytest.mark.parametrize(
        ("arguments", "code", "says"),
        [
            (("a.toml",), 2, "Name two files"),
            (("2025-01-01", "2026-01-01"), 2, "name the authority first"),
            (("Glanafon", "soon", "2026-01-01"), 2, "neither a .toml file nor a day"),
            (("Atlantis", "2025-01-01", "2026-01-01"), 2, "No authority has the code or the name “Atlantis”"),
            (("Glanafon", "2020-01-01", "2026-01-01"), 1, "No policy pack was in force on 2020-01-01"),
            (("/nowhere/a.toml", "/nowhere/b.toml"), 1, "cannot be read"),
        ],
    )
    def test_what_cannot_be_compared_is_said(
        self, two_versions: Any, arguments: tuple[str, ...], code: int, says: str
    ) -> None:
        done = self.run(*arguments)
        assert (done.exit_code, says in done.stderr) == (code, True), done.stderr


class TestPage:
    def page(self, world: Any, persona: str, address: str) -> tuple[int, str]:
        client = Client()
        client.force_login(world.people[persona], backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(address)
        return answer.status_code, " ".join(answer.content.decode().split())

    def test_an_officer_reads_what_a_version_changes_and_for_how_many(self, two_versions: Any) -> None:
        make_plan(two_versions, two_versions.tomos)
        status, html = self.page(two_versions, "ewo", "/policy/changes/")
        assert status == 200
        for words in (
            "What this version changes",
            "the version of 1 September 2026 beside that of 1 September 2024",
            "A review is held at least every 6 calendar weeks",
            "A review is held at least every 4 calendar weeks",
            "1 open plan.",
        ):
            assert words in html, words

    def test_the_policy_page_leads_there_and_to_each_version(self, two_versions: Any) -> None:
        _status, html = self.page(two_versions, "ewo", "/policy/")
        assert "A review is held at least every 4 calendar weeks" in html
        code = two_versions.authority.code
        assert f"/policy/changes/?authority={code}&amp;new=2026-09-01" in html
        assert f"/policy/?authority={code}&amp;on=2024-09-01" in html
        _status, html = self.page(two_versions, "ewo", "/policy/?on=2024-09-01")
        assert "A review is held at least every 6 calendar weeks" in html

    def test_the_first_version_has_nothing_to_be_compared_with(self, two_versions: Any) -> None:
        status, html = self.page(two_versions, "ewo", "/policy/changes/?new=2024-09-01")
        assert (status, "There is none before it" in html) == (200, True)

    @pytest.mark.parametrize("query", ["?new=2025-05-05", "?old=2025-05-05", "?new=yesterday", "?authority=999999"])
    def test_a_version_that_is_not_there(self, two_versions: Any, query: str) -> None:
        assert self.page(two_versions, "ewo", f"/policy/changes/{query}")[0] == 404

    def test_before_anything_is_published(self, world: Any) -> None:
        status, html = self.page(world, "ewo", "/policy/changes/")
        assert (status, "No policy is in force" in html) == (200, True)

    def test_few_queries(self, two_versions: Any, django_assert_max_num_queries: Any) -> None:
        client = Client()
        client.force_login(two_versions.people["ewo"], backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get("/policy/changes/")
        with django_assert_max_num_queries(15):
            client.get("/policy/changes/")
