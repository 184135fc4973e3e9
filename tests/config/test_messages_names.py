"""Words that a module translates under another name are found as well: what is not extracted never gets its Welsh."""

from __future__ import annotations

import ast

from pastoral.config.messages import KEYWORDS, SOURCE


def test_every_name_that_a_module_gives_to_gettext_is_looked_for() -> None:
    found = {
        name.asname or name.name
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name.startswith(("gettext", "ngettext", "pgettext"))
    }
    assert "lazy" in found
    assert found <= set(KEYWORDS)
