"""Every rule of the engine is named in a test: in a function's name, or in the cases of one that runs for each of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pastoral.rules import engine
from pastoral.rules.catalogue import every_rule

HERE = Path(__file__).parent
NUMBER = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")


def numbers_tested(source: str) -> Iterator[str]:
    """Numbers of rules as `test_npt_rt_03_...` names them, or as the cases of a parametrised test hold them.

    Cases are the arguments of `pytest.mark.parametrize` and a module's list called `...CASES`.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield from (n for n in _numbers() if f"_{n.lower().replace('-', '_')}_" in f"_{node.name[5:]}_")
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and getattr(decorator.func, "attr", "") == "parametrize":
                    yield from _texts(decorator)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and t.id.endswith("CASES") for t in targets):
                yield from _texts(node.value)


def _texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and NUMBER.fullmatch(inner.value):
            yield inner.value


def _numbers() -> set[str]:
    every_rule()  # registers them all
    return {number for rules in engine.RULES.values() for number in rules}


def test_every_rule_of_the_engine_is_named_in_a_test() -> None:
    named: set[str] = set()
    for file in sorted(HERE.rglob("test_*.py")):
        named.update(numbers_tested(file.read_text()))
    assert sorted(_numbers() - named) == []


def test_a_number_in_a_comment_or_a_plain_text_is_not_a_test() -> None:
    source = "# NPT-PSP-01\ndef test_something() -> None:\n    assert 'NPT-PSP-01'\n"
    assert set(numbers_tested(source)) == set()
    assert set(numbers_tested("def test_npt_psp_01_says_so() -> None: ...\n")) == {"NPT-PSP-01"}


def test_every_vector_of_the_catalogue_is_a_named_test() -> None:
    """T01 to T30 (3.6): some of them belong to pages and packs, so all tests are looked through."""
    name = re.compile(r"^ *def (test_\w+)", re.MULTILINE)
    named = {
        part
        for file in HERE.parent.rglob("test_*.py")
        for function in name.findall(file.read_text())
        for part in function.split("_")
    }
    assert {f"t{number:02}" for number in range(1, 31)} - named == set()
