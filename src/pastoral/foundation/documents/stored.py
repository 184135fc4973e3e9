"""Files kept by what is in them, and the seal of content that people sign.

A file's name is the SHA-256 of its bytes, so it can't change under its name, and keeping it twice keeps it once.
Files lie in `<PASTORAL_HOME>/files/ab/cd/abcd...`, outside anything a web server serves.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.conf import settings

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileStore(Protocol):
    """What a place for files must do; an S3 bucket can take the disk's place."""

    def put(self, content: bytes) -> str: ...
    def open(self, sha256: str) -> BinaryIO: ...
    def verify(self, sha256: str) -> bool: ...


class Disk:
    """A folder of this machine, or one that several machines mount."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keeps the bytes, on the disk before it returns, and returns their SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if path.exists() and path.stat().st_size == len(content):
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o440)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        return sha256

    def open(self, sha256: str) -> BinaryIO:
        """The file, to read. FileNotFoundError if it is not kept here, ValueError if that is no SHA-256."""
        return self._path(sha256).open("rb")

    def verify(self, sha256: str) -> bool:
        """Whether the file is here and its bytes still have this SHA-256."""
        try:
            with self._path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("a kept file is named by 64 hexadecimal digits in lower case")
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store() -> FileStore:
    """Where this installation keeps its files."""
    return Disk(Path(settings.PASTORAL_HOME) / "files")


def put(content: bytes) -> str:
    """Keeps the bytes and returns their SHA-256 in hexadecimal."""
    return store().put(content)


def open_file(sha256: str) -> BinaryIO:
    """The kept file, to read. FileNotFoundError if there is none."""
    return store().open(sha256)


def verify(sha256: str) -> bool:
    """Whether the file is kept and unharmed."""
    return store().verify(sha256)


def canonical_json(value: Any) -> bytes:
    """The one way to write a value as JSON: keys sorted, text in NFC, no spaces, UTF-8.

    Takes None, bool, int, str, Decimal, date, time, aware datetime, list, tuple and mappings with text keys. Refuses
    floats (TypeError), because they are written differently by different machines.
    """
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def seal(value: Any) -> str:
    """The SHA-256, in hexadecimal, of what somebody signs: change one letter and it is another."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise TypeError("a sealed time needs its time zone")
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    raise TypeError(f"{type(value).__name__} can't be sealed")


def _plain_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"a sealed mapping has text keys, not {type(key).__name__}")
        name = unicodedata.normalize("NFC", key)
        if name in found:
            raise ValueError(f"two keys are the same text: {name!r}")
        found[name] = _plain(item)
    return found


def _decimal(value: Decimal) -> str:
    """4.250 and 4.25 are the same number, so they are written the same."""
    if not value.is_finite():
        raise TypeError("only a finite number can be sealed")
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
