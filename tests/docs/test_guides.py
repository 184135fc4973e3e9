"""What the README and the guides name is there: links, pictures, variables, commands, people of the demo."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
INSTALLING = DOCS / "guides" / "installing.md"
LARGEST_PICTURE = 150 * 1024
# Variables have no common prefix: these are the ones that are not PASTORAL_*.
OTHER_VARIABLES = frozenset({"PORT", "DATABASE_URL", "DATABASE_OWNER_URL", "EMAIL_URL"})
VARIABLE = re.compile(r"\b(PASTORAL_[A-Z_]+|" + "|".join(sorted(OTHER_VARIABLES)) + r")\b")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    targets = re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", text)
    missing = [
        target for target in targets
        if not target.startswith(("http://", "https://", "mailto:", "#")) and not (page.parent / target.split("#")[0]).exists()
    ]  # fmt: skip
    assert missing == []


def test_each_guide_that_the_readme_offers_is_a_guide() -> None:
    offered = set(re.findall(r"\(docs/guides/([a-z-]+\.md)\)", (ROOT / "README.md").read_text()))
    assert {"pastoral-lead.md", "authority-officer.md", "installing.md", "family.md", "policy-packs.md"} <= offered
    assert offered <= {path.name for path in (DOCS / "guides").iterdir()}


@pytest.mark.parametrize("picture", sorted((DOCS / "pictures").glob("*")), ids=named)
def test_a_picture_is_small_and_shown_somewhere(picture: Path) -> None:
    assert picture.stat().st_size < LARGEST_PICTURE
    assert any(f"pictures/{picture.name})" in page.read_text() for page in PAGES)


@cache
def read_in_the_code() -> frozenset[str]:
    """Every variable that some Python of ours, or the Makefile, takes from the environment."""
    texts = [path.read_text() for path in (ROOT / "src" / "pastoral").rglob("*.py")] + [(ROOT / "Makefile").read_text()]
    read = re.compile(r"(?:environ(?:\.get\(|\[)|env\.get\(|_whole_number\(env, )\"([A-Z_]+)\"")
    return frozenset(name for text in texts for name in read.findall(text))


def in_the_guide() -> set[str]:
    return set(VARIABLE.findall(INSTALLING.read_text()))


def test_every_variable_in_the_guide_is_read() -> None:
    assert in_the_guide() - read_in_the_code() == set()


def test_every_variable_that_is_read_is_in_the_guide() -> None:
    ours = {name for name in read_in_the_code() if VARIABLE.fullmatch(name)}
    assert {"PASTORAL_OIDC", "PASTORAL_BIND", "PORT"} <= ours
    assert ours - in_the_guide() == set()


def test_a_default_in_the_guide_is_the_one_in_the_code() -> None:
    from pastoral.config.environment import read_environment

    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `?([^|`]+)`? \|", INSTALLING.read_text(), flags=re.MULTILINE))
    plain = read_environment({})
    said = {
        "PASTORAL_MODE": plain.mode, "PORT": str(plain.port), "PASTORAL_HOSTS": ",".join(plain.allowed_hosts),
        "PASTORAL_EMAIL_FROM": plain.email_from, "PASTORAL_IDLE_MINUTES": str(plain.idle_minutes),
        "PASTORAL_UPLOAD_MB": str(plain.upload_megabytes), "PASTORAL_DATABASE_ROLE": plain.database_role,
    }  # fmt: skip
    assert {name: rows[name].strip() for name in said} == said


def commands() -> list[tuple[str, ...]]:
    """Each `pastoral …` that the README or a guide names, without its arguments."""
    found = set()
    for page in PAGES:
        for line in re.findall(r"(?:^|`|/)pastoral ((?:[a-z]+ ?)+)", page.read_text(), flags=re.MULTILINE):
            words = line.split()
            found.add(tuple(words[:2] if words[0] in ("demo", "import", "audit", "policy") else words[:1]))
    return sorted(found)


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_a_command_in_a_guide_is_one_of_ours(command: tuple[str, ...]) -> None:
    from click import Context

    from pastoral.config.cli import cli

    group = cli
    for word in command[:1]:
        assert word in group.list_commands(Context(group))
    if command[0] == "policy" or len(command) == 1:
        return  # loaded by the next test, in a process of its own
    part = group.get_command(Context(group), command[0])
    assert command[1] in part.list_commands(Context(part))  # type: ignore[union-attr]  # a group, as its word says


def test_the_guides_name_the_commands_that_matter() -> None:
    assert {("run",), ("migrate",), ("createuser",), ("mailbox",), ("backup",), ("restore",), ("audit", "verify"),
            ("policy", "publish"), ("import", "schools"), ("import", "pupils")} <= set(commands())  # fmt: skip


@pytest.mark.parametrize("command", [c for c in commands() if len(c) == 1 or c[0] == "policy"], ids=" ".join)
def test_a_command_explains_itself(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pastoral.config.cli", *command, "--help"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_people_of_the_demo_are_named_as_the_demo_names_them() -> None:
    from pastoral.config.demo.personas import PERSONAS

    names = {persona.name for persona in PERSONAS}
    text = " ".join(page.read_text() for page in (DOCS / "guides").glob("*.md"))
    told = re.findall(r"\bbe ([A-Z]\w+ [A-Z]\w+)", text) + re.findall(r"([A-Z]\w+ [A-Z]\w+) \((?:education|safeguarding|monitoring)", text)
    assert len(told) >= 4
    assert set(told) <= names


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_holds_no_path_of_a_machine(page: Path) -> None:
    assert re.findall(r"/(?:home|root|work|tmp|Users)/\S+", page.read_text()) == []
