"""Conventions that matter, read from the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from pastoral.foundation.access.routes import every_route

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "pastoral"
HERE = Path(__file__).parent
APPS = sorted(p.parent for p in SOURCE.rglob("apps.py"))
# Inside an app each module may import those of its own rank and below, of the same app.
RANK = {"urls": 0, "views": 1, "forms": 2, "tasks": 3, "services": 4, "facts": 5, "queries": 5, "models": 6}


def committed() -> list[Path]:
    """Every file under version control, or every file of ours where there is no git (a release archive)."""
    done = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]
    skipped = {".venv", "node_modules", "var", "__pycache__"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not skipped & set(p.parts)]


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text())


def templates() -> list[Path]:
    return sorted([*SOURCE.rglob("*.jinja"), *(p for p in SOURCE.rglob("*.html") if "templates" in p.parts)])


def compare(file: str, found: list[str]) -> None:
    """`found` must be exactly what the list beside this test says; a new line there is a decision somebody reviews."""
    listed = [line for line in (HERE / file).read_text().splitlines() if line and not line.startswith("#")]
    missing, gone = Counter(found) - Counter(listed), Counter(listed) - Counter(found)
    assert not missing, f"not listed in {file}:\n" + "\n".join(sorted(missing.elements()))
    assert not gone, f"listed in {file}, but no longer there:\n" + "\n".join(sorted(gone.elements()))


def test_every_look_past_the_query_gate_is_listed_with_its_reason() -> None:
    found = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unscoped"):
                continue
            reasons = [k.value.value for k in node.keywords if k.arg == "reason" and isinstance(k.value, ast.Constant)]
            assert reasons, f"{path}:{node.lineno}: unscoped() needs its reason written in place"
            found.append(f"{path}: {reasons[0]}")
    compare("unscoped_uses.txt", found)


def test_nothing_goes_round_the_query_gate() -> None:
    found = [
        f"{path}: {node.attr}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("_base_manager", "_default_manager", "_raw_delete")
    ]
    compare("past_the_manager.txt", found)


def test_views_ask_queries_and_never_a_table() -> None:
    """A view may name a model for its type and its choices. People's own accounts are no child's record."""
    found = [
        f"{path}: {ast.unparse(node)}"
        for path, tree in modules()
        if is_view_module(path) and not path.startswith("foundation/accounts/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    compare("views_that_query.txt", found)


def is_view_module(path: str) -> bool:
    return path.endswith("/views.py") or "/views/" in path


@pytest.mark.parametrize("app", APPS, ids=lambda p: p.name)
def test_inside_an_app_modules_import_downwards(app: Path) -> None:
    wrong = []
    for path in app.rglob("*.py"):
        parts = path.relative_to(app).parts
        kind = parts[0].removesuffix(".py")
        if kind not in RANK or "migrations" in parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or not node.level or node.level != len(parts):
                continue
            names = [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]
            wrong += [
                f"{'/'.join(parts)}:{node.lineno} imports {n}" for n in names if RANK.get(n, 9) < RANK[kind]
            ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_view_of_ours_that_a_route_reaches_says_itself_who_may_call_it() -> None:
    """On the view, where a reader sees it; the list of exceptions in access.routes is for libraries only."""
    silent = [
        f"{view.__module__}.{view.__name__}"
        for _path, _name, view in every_route()
        if view.__module__.startswith("pastoral.") and getattr(view, "permission", None) is None
    ]
    assert not silent, "\n" + "\n".join(silent)


def test_pages_hold_no_script_and_no_style_of_their_own() -> None:
    inline = re.compile(r"<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE)
    found = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(re.sub(r"{#.*?#}", "", line))
    ]
    assert not found, "\n" + "\n".join(found)


def test_every_text_that_a_page_does_not_escape_is_listed() -> None:
    found = []
    for path in templates():
        for match in re.finditer(r"\|\s*safe\b|autoescape false", path.read_text()):
            found.append(f"{path.relative_to(SOURCE).as_posix()}: {match.group(0).replace(' ', '')}")
    compare("unescaped.txt", found)


def test_no_file_names_a_registry_or_somebodys_machine() -> None:
    registry = re.compile(
        "|".join(["registry" + r"\.npmjs", "files" + r"\.pythonhosted", "pypi" + r"\.org", "--index" + "-url", "npm" + "mirror"])
    )
    machine = re.compile(r"(?<![\w.<>\[{$-])/(?:work|root|home|Users)/(?!<)[\w.-]+/")
    found = []
    for path in committed():
        if path.suffix in {".ttf", ".woff2", ".png", ".pdf", ".docx", ".gz", ".jpg"}:
            continue
        text = path.read_text(errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {m.group(0)}" for m in (*registry.finditer(text), *machine.finditer(text))]
    assert not found, "\n" + "\n".join(found)


def test_no_module_of_ours_is_longer_than_600_lines() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in committed()
        if path.suffix in {".py", ".jinja", ".scss", ".js", ".typ"} and "migrations" not in path.parts
        and (count := len(path.read_text().splitlines())) > 600
    ]  # fmt: skip
    assert not found, "\n" + "\n".join(found)


def test_no_unfinished_work_is_committed() -> None:
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|(?i:coming " + "soon)")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in committed()
        if path.suffix in {".py", ".jinja", ".scss", ".js", ".typ", ".md", ".toml"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if words.search(line)
    ]
    assert not found, "\n" + "\n".join(found)


def test_every_silenced_warning_says_why() -> None:
    found = [
        f"{path}:{number}"
        for folder in (SOURCE, ROOT / "tests")
        for path in sorted(folder.rglob("*.py"))
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"#\s*(noqa|type:\s*ignore)\b", line) and not re.search(r"#\s*(noqa|type:\s*ignore)[^#]*#\s*\S", line)
    ]
    assert not found, "\n" + "\n".join(found)


def test_rules_are_pure() -> None:
    banned = {"django", "psycopg", "os", "random", "time", "requests", "socket", "subprocess"}
    found = []
    for path, tree in modules():
        if not path.startswith("rules/"):
            continue
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else (
                [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            )  # fmt: skip
            found += [f"{path}: {name}" for name in names if name.split(".")[0] in banned]
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("date.today", "datetime.now", "datetime.utcnow")):
                found.append(f"{path}:{node.lineno}: asks what day it is")
    assert not found, "\n" + "\n".join(found)


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_djangos_own_checks_find_nothing() -> None:
    call_command("check", fail_level="WARNING")


def test_no_sentence_hides_in_an_f_string() -> None:
    """The reader of the catalogue does not look into f-strings: a sentence there would stay English for ever."""
    asking = {"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "mark"}
    hidden = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in asking
        and call.args and isinstance(call.args[0], ast.Constant)
    ]  # fmt: skip
    assert hidden == []
