"""What is served: built quickly, only when needed, and nothing in it is the crown's."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from pastoral.foundation.govuk import build as builder

pytestmark = pytest.mark.skipif(
    not builder.NODE_MODULES.is_dir(), reason="the front-end parts are not installed (npm ci)"
)
STATIC = builder.HERE / "static"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    began = time.monotonic()
    assert builder.build(built=folder)
    assert time.monotonic() - began < 10
    return folder


def test_a_second_build_does_nothing_until_something_is_missing(built: Path) -> None:
    assert builder.build(built=built) is False
    (built / "fonts" / "atkinson-latin-400.woff2").unlink()
    assert builder.build(built=built) is True
    assert builder.build(built=built) is False


def test_nothing_of_the_crowns_is_in_it(built: Path) -> None:
    forbidden = re.compile(
        r"gds.?transport|crown|crest|govuk-logo|logotype|govuk-header\b|gov\.uk/assets", re.IGNORECASE
    )
    for path in built.rglob("*"):
        assert not forbidden.search(path.name), path
    assert not forbidden.search((built / "pastoral.css").read_text())
    templates = "".join(path.read_text() for path in (builder.HERE / "templates").rglob("*.jinja"))
    assert not re.search(r"crown|crest|logotype|govukHeader|govukFooter", templates)


def test_every_address_in_the_style_sheet_is_a_file_beside_it(built: Path) -> None:
    addresses = re.findall(r"url\(\"?([^\")]+)\"?\)", (built / "pastoral.css").read_text())
    assert len(addresses) >= 5
    for address in addresses:
        assert (built / address).is_file(), address


def test_the_typeface_is_atkinson_hyperlegible(built: Path) -> None:
    css = (built / "pastoral.css").read_text()
    assert "Atkinson Hyperlegible Next" in css
    assert "U+100-130" in css.replace("U+0100", "U+100")


def test_scripts_load_nothing_from_elsewhere_and_keep_nothing_in_the_browser() -> None:
    for path in (STATIC / "pastoral").glob("*.js"):
        text = path.read_text()
        assert not re.search(r"https?://|localStorage|sessionStorage|indexedDB|\beval\(|innerHTML", text), path.name


def test_no_template_has_inline_script_or_style() -> None:
    found = []
    for path in (builder.HERE / "templates").rglob("*.jinja"):
        if re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"", path.read_text()):
            found.append(path.name)
    assert found == []


def test_says_what_to_do_when_the_parts_are_absent(tmp_path: Path) -> None:
    with pytest.raises(builder.CannotBuild, match="Run `make setup`"):
        builder.build(node_modules=tmp_path, built=tmp_path / "built")
