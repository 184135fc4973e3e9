"""A sixth, invented authority, written by the guide's own steps: checked, compared, published, shown, and given a second version."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client

from pastoral.config.environment import PROJECT_ROOT
from pastoral.foundation.access.row_security import entered
from pastoral.records.policy.cli import policy
from pastoral.records.policy.files import policy_in_force
from pastoral.records.policy.loading import load
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.policy.packs import Pack, Value, forget_packs, pack_from, said
from pastoral.records.policy.queries import version_in_force
from pastoral.records.policy.services import publish_for

PACKS = Path(settings.POLICY_PACKS)
FOLDER = PACKS / "examples/vale-of-arden"
FIRST, SECOND = FOLDER / "2025-09-01.toml", FOLDER / "2026-07-26.toml"
GUIDE = (PROJECT_ROOT / "docs/guides/bring-your-authority.md").read_text()
BLOCKS: list[str] = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS: list[str] = re.findall(r"^pastoral policy (.*)$", GUIDE, re.MULTILINE)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(policy, list(arguments))


def pack(file: Path = FIRST) -> Pack:
    return pack_from(load(file, root=PACKS))


# ── the guide ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_pack_is_the_guides_pieces_one_after_the_other() -> None:
    assert "\n".join(BLOCKS) == FIRST.read_text()


def test_its_second_version_differs_by_the_lines_that_the_guide_prints() -> None:
    text = FIRST.read_text()
    (difference,) = re.findall(r"```diff\n(.*?)```", GUIDE, re.DOTALL)
    lines = difference.splitlines()
    assert len(lines) == 6
    for was, now in zip(lines[::2], lines[1::2], strict=True):
        assert (was[0], now[0], text.count(was[1:])) == ("-", "+", 1)
        text = text.replace(was[1:], now[1:])
    assert text == SECOND.read_text()


@pytest.mark.parametrize("steps", range(1, len(BLOCKS) + 1))
def test_after_every_step_there_is_a_pack_without_a_fault(steps: int, tmp_path: Path) -> None:
    """“Check it now, and after every step.”"""
    for name in ("nations", "shared"):
        shutil.copytree(PACKS / name, tmp_path / name)
    file = tmp_path / "authorities/vale-of-arden/2025-09-01.toml"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join(BLOCKS[:steps]))
    done = run("check", str(file))
    assert (done.exit_code, done.output) == (0, f"{file}: no faults. Vale of Arden, from 2025-09-01.\n")


def test_the_line_for_editors_leads_to_the_schema() -> None:
    for file in (FIRST, SECOND):
        hint = file.read_text().split("\n")[0]
        assert hint.startswith("#:schema ")
        assert (file.parent / hint.removeprefix("#:schema ")).resolve() == PACKS / "pastoral-pack.schema.json"


def test_every_command_of_the_guide_is_one_that_there_is() -> None:
    assert len(COMMANDS) == 6
    for command in COMMANDS:
        name, *arguments = command.split()
        assert name in policy.commands
        for argument in arguments:
            assert not argument.endswith(".toml") or (PROJECT_ROOT / argument).is_file(), argument


# ── what the council gets ───────────────────────────────────────────────────────────────────────────────────────────


def test_its_own_words_numbers_and_question() -> None:
    own = pack()
    assert (said(own.labels.plan), said(own.labels.plan_short)) == ("Arden Thrive Plan", "Thrive Plan")
    assert [said(stage.title) for stage in own.labels.stages.values()] == [
        "Noticing", "Listening", "Inviting", "Round the table", "Agreed together", "Shared with the council", "Thriving",
        "Looking ahead", "Finished",
    ]  # fmt: skip
    assert own.psp.max_review_weeks.count == 5
    question = own.forms["psp"].section("good_day").question("good_day")
    assert (said(question.text), question.required) == ("What does a good day at school look like for you?", True)
    order = own.layouts["psp"].order
    assert order.index("good_day") == order.index("child_views") + 1
    assert own.policy.severity("PLAN-10", "WARN") == "INFO"


def test_sys_06_every_value_is_its_own_or_its_nations() -> None:
    """What it does not say is what the plain pack of England says: no number of any of the five councils."""
    own, plain = pack(), pack_from(load(PACKS / "authorities/plain-england/2024-09-01.toml", root=PACKS))
    written = {
        f"{group}.{name}" for group, names in re.findall(r"\[parameters\.(\w+)\]\n((?:\w+ = .*\n)+)", FIRST.read_text())
        for name in re.findall(r"^(\w+) = ", names, re.MULTILINE)
    }  # fmt: skip
    assert len(written) == 10
    for key in own.parameters:
        if key not in written:
            assert own.parameter(key) == plain.parameter(key), key
        elif isinstance(found := own.parameter(key), Value) and found.local:
            assert found.source.startswith(("arden-guidance: ", "ours: ")), key


def test_sys_03_no_family_of_another_council_is_in_force() -> None:
    families = policy_in_force("Vale of Arden", dt.date(2026, 1, 10)).families
    assert "ENG" in families
    assert not {"NPT", "HIL", "HAM", "WIL", "WOR", "WAL"} & set(families)


def test_it_is_shown_and_compared_as_the_guide_says() -> None:
    shown = run("show", str(FIRST))
    assert shown.exit_code == 0
    assert "Vale of Arden: Arden Thrive Plan, from 2025-09-01" in shown.output
    assert "A review is held at least every 5 calendar weeks [Read in the source]" in shown.output
    compared = run("diff", str(PACKS / "authorities/plain-england/2024-09-01.toml"), str(FIRST))
    assert compared.exit_code == 0
    for words in (
        "→ A review is held at least every 5 calendar weeks",
        "→ Arden Thrive Plan",
        "→ Thriving (next step: Trusted adult)",
        "new: What does a good day at school look like for you?",
        "Vale of Arden Council: inclusion team is told, if the reason is risk of permanent exclusion",
        "→ is shown only",
    ):
        assert words in compared.output, words


class TestPublished:
    @pytest.fixture
    def arden(self, world: Any) -> Any:
        """The English council of the tests takes the Vale of Arden's pack, both versions of it."""
        forget_packs()
        for file in (FIRST, SECOND):
            done = run("publish", str(file), "--authority", world.other_authority.code)
            assert done.output == f"Published for Westmere, in force from {file.stem}.\n"
        return world

    def test_each_day_has_its_version(self, arden: Any) -> None:
        council = arden.other_authority.pk
        assert version_in_force(council, dt.date(2026, 7, 25)).starts_on == dt.date(2025, 9, 1)
        assert version_in_force(council, dt.date(2026, 7, 26)).starts_on == dt.date(2026, 7, 26)

    def test_the_second_version_is_compared_with_the_first(self, arden: Any) -> None:
        done = run("diff", arden.other_authority.code, "2025-09-01", str(SECOND))
        assert "  changed: A review is held at least every 5 calendar weeks" in done.output
        assert "         → A review is held at least every 4 calendar weeks" in done.output
        assert "The rules on directions also bind academies and referral units from 26 July 2026" in done.output

    def test_its_officers_read_it_on_their_page_and_nobody_else_does(self, arden: Any) -> None:
        def page(persona: str) -> str:
            client = Client()
            client.force_login(arden.people[persona], backend="allauth.account.auth_backends.AuthenticationBackend")
            return client.get("/policy/").content.decode()

        own = page("other-authority")
        for words in ("Arden Thrive Plan", "Round the table", "A review is held at least every 4 calendar weeks"):
            assert words in own, words
        assert "Thrive" not in page("ewo")

    def test_publishing_again_changes_nothing(self, arden: Any) -> None:
        with entered(arden.system(arden.other_authority)) as by:
            publish_for(arden.other_authority, by=by, like="vale-of-arden")
        assert PolicyVersion.objects.filter(authority=arden.other_authority).count() == 2
