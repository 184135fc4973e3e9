"""Backup and restore, from the command line, into another home; and archives that must not be believed."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from .installation import Installation

PAPER = b"a signed form"
SHA = hashlib.sha256(PAPER).hexdigest()


def fill(installation: Installation) -> None:
    installation.sql("delete from audit_event")
    installation.sql(
        "insert into organisations_authority (code, ons_code, name, name_cy, nation, in_use, is_demo) "
        "values ('D01', '', 'Glanafon', '', 'wales', true, true) on conflict do nothing"
    )
    installation.sql("delete from audit_link")
    installation.sql(
        "insert into audit_event (at, actor, authority_id, subject_type, subject_id, verb, changes, reason) "
        "select now(), 'x', id, 'test', 1, 'test.done', '{}', '' from organisations_authority"
    )
    place = installation.home / "files" / SHA[:2] / SHA[2:4]
    place.mkdir(parents=True, exist_ok=True)
    (place / SHA).write_bytes(PAPER)


@pytest.fixture(scope="module")
def archive(made: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    fill(made)
    path = tmp_path_factory.mktemp("archive") / "pastoral.tar.gz"
    assert made.json("backup", str(path))["files"] == 1
    assert path.stat().st_mode & 0o077 == 0, "nobody else may read it"
    assert [p.name for p in path.parent.iterdir()] == [path.name], "nothing half-made is left beside it"
    return path


def test_a_backup_comes_back_whole_in_another_home(archive: Path, bare: Installation) -> None:
    assert bare.json("restore", str(archive))["files"] == 1
    assert bare.sql("select name from organisations_authority") == [("Glanafon",)]
    assert (bare.home / "files" / SHA[:2] / SHA[2:4] / SHA).read_bytes() == PAPER
    assert bare.json("audit", "verify")["sound"] is True
    secured = bare.sql(
        "select relrowsecurity, has_table_privilege('pastoral_web', oid, 'select') from pg_class where relname = 'pupils_pupil'"
    )
    assert secured == [(True, True)]
    assert bare.sql("select has_table_privilege('pastoral_web', 'audit_event', 'update')") == [(False,)]

    refused = bare.command("restore", str(archive))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    bare.sql("update organisations_authority set name = 'Changed'")
    assert bare.command("restore", str(archive), "--replace").returncode == 0
    assert bare.sql("select name from organisations_authority") == [("Glanafon",)]
    assert bare.json("backup", str(bare.home.parent / "again.tar.gz"))["files"] == 1, "also of the database that came with it"


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


def without_the_dump(content: bytes) -> bytes:
    return rewritten(content, lambda name, data: None if name == "database.dump" else data)


def other_paper(content: bytes) -> bytes:
    return rewritten(content, lambda name, data: b"a forged form" if name.startswith("files/") else data)


def rewritten(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        for entry in old:
            file = old.extractfile(entry)
            assert file is not None
            data = change(entry.name, file.read())
            if data is not None:
                entry.size = len(data)
                new.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def climbing(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        for entry in old:
            new.addfile(entry, old.extractfile(entry))
        entry = tarfile.TarInfo("files/../../climbed")
        entry.size = 1
        new.addfile(entry, io.BytesIO(b"x"))
    return out.getvalue()


@pytest.mark.parametrize(
    "damage", [cut, flipped, without_the_dump, other_paper, climbing, lambda c: b"", lambda c: b"not an archive"]
)
def test_a_damaged_archive_changes_nothing(
    archive: Path, made: Installation, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "damaged.tar.gz"
    path.write_bytes(damage(archive.read_bytes()))
    done = made.command("restore", str(path), "--replace")
    assert done.returncode == 1
    assert "Nothing was changed" in done.stderr
    assert made.sql("select name from organisations_authority") == [("Glanafon",)]
    assert not (made.home.parent / "climbed").exists()
    assert [p for p in made.home.iterdir() if p.name.startswith(".restore-")] == []


def test_a_backup_into_a_folder_that_is_not_there_says_so(made: Installation, tmp_path: Path) -> None:
    done = made.command("backup", str(tmp_path / "nowhere" / "x.tar.gz"))
    assert done.returncode == 1
    assert "There is no folder" in done.stderr
