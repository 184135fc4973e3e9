"""Files that can't change under their name, and seals that say when content did."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.foundation.documents import stored


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.PASTORAL_HOME = tmp_path
    return tmp_path


def test_keeps_and_gives_back(home: Path) -> None:
    sha256 = stored.put(b"a plan")
    assert sha256 == hashlib.sha256(b"a plan").hexdigest()
    with stored.open_file(sha256) as file:
        assert file.read() == b"a plan"
    assert (home / "files" / sha256[:2] / sha256[2:4] / sha256).is_file()


def test_keeping_twice_keeps_once(home: Path) -> None:
    assert stored.put(b"same") == stored.put(b"same")
    assert len([path for path in (home / "files").rglob("*") if path.is_file()]) == 1


def test_notices_damage_and_absence(home: Path) -> None:
    sha256 = stored.put(b"true")
    assert stored.verify(sha256)
    path = home / "files" / sha256[:2] / sha256[2:4] / sha256
    path.chmod(0o600)
    path.write_bytes(b"fake")
    assert not stored.verify(sha256)
    assert not stored.verify("0" * 64)


def test_a_file_cut_short_is_written_again(home: Path) -> None:
    sha256 = stored.put(b"the whole of it")
    path = home / "files" / sha256[:2] / sha256[2:4] / sha256
    path.chmod(0o600)
    path.write_bytes(b"the wh")
    stored.put(b"the whole of it")
    assert stored.verify(sha256)


def test_a_failed_write_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(stored.os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        stored.put(b"too much")
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_hash_is_a_name(home: Path, name: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal"):
        stored.open_file(name)


def test_canonical_json_is_one_way_to_write() -> None:
    value = {"b": [True, None, 1], "a": "tŷ", "d": datetime.date(2026, 11, 4), "n": Decimal("4.250")}
    assert stored.canonical_json(value) == '{"a":"tŷ","b":[true,null,1],"d":"2026-11-04","n":"4.25"}'.encode()
    assert stored.seal({"t": "ŵ"}) == stored.seal({"t": "w\u0302"})
    noon = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
    assert stored.seal(noon) == stored.seal(noon.astimezone(datetime.timezone(datetime.timedelta(hours=1))))


@pytest.mark.parametrize("value", [1.5, {1: "a"}, b"x", {"a": object()}, datetime.datetime(2026, 1, 1), Decimal("NaN")])
def test_refuses_what_has_no_one_way(value: object) -> None:
    with pytest.raises(TypeError):
        stored.canonical_json(value)


def test_refuses_two_keys_that_are_one() -> None:
    with pytest.raises(ValueError, match="same text"):
        stored.canonical_json({"ŵ": 1, "w\u0302": 2})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
    max_leaves=12,
)


@given(JSON, JSON)
def test_equal_seals_mean_equal_content(one: Any, other: Any) -> None:
    assert stored.seal(one) == stored.seal(one)
    if stored.canonical_json(one) != stored.canonical_json(other):
        assert stored.seal(one) != stored.seal(other)


@given(st.dictionaries(st.text(st.characters(max_codepoint=127)), st.integers(), min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert stored.seal(value) == stored.seal(dict(reversed(value.items())))
