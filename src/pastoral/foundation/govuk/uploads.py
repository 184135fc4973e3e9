"""What an uploaded file really is, judged by its content and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.conf import settings
from PIL import Image

from pastoral.foundation.govuk.text import tidy
from pastoral.foundation.govuk.words import file_size, say
from pastoral.rules.sentences import mark

DEFAULT_MAX_BYTES = 10_000_000
MAX_PIXELS = 60_000_000
MAX_UNPACKED_BYTES = 300_000_000
_HEAD = 8192

MIME: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "csv": "text/csv",
    "xml": "application/xml",
}
ALL_KINDS = ("pdf", "docx", "odt", "png", "jpeg", "webp", "txt", "csv")
PICTURES = ("png", "jpeg", "webp")
SCANS = ("pdf", *PICTURES)
_ENDINGS = {"jpeg": (".jpg", ".jpeg")}
_SAID = {
    "pdf": "PDF", "docx": mark("Word (.docx)"), "odt": mark("OpenDocument (.odt)"), "png": "PNG", "jpeg": "JPEG",
    "webp": "WebP", "txt": mark("plain text (.txt)"), "csv": "CSV", "xml": "XML",
}  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: a safe name, what it is, its length in bytes, and the open file at its start."""

    name: str
    kind: str
    size: int
    file: BinaryIO

    @property
    def mime(self) -> str:
        """The content type to serve it with; the browser's own claim is not kept."""
        return MIME[self.kind]


@dataclass(frozen=True)
class Refusal:
    """Why a file was not taken: a sentence like those of the rules."""

    code: str
    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self)


def limit(max_bytes: int | None = None) -> int:
    """The most bytes taken: `max_bytes`, else what the installation allows."""
    return max_bytes or int(getattr(settings, "UPLOAD_MAX_BYTES", DEFAULT_MAX_BYTES))


def check(file: Any, *, kinds: Iterable[str] = ALL_KINDS, max_bytes: int | None = None) -> Upload | Refusal:
    """`file` is Django's UploadedFile. The limit in bytes is `max_bytes`, else settings.UPLOAD_MAX_BYTES."""
    most = limit(max_bytes)
    allowed = tuple(kinds)
    if file.size > most:
        params = {"size": file_size(file.size), "most": file_size(most)}
        return Refusal(
            "too_big", mark("This file is {size}. The most we can take is {most}. Choose a smaller file."), params
        )
    if not file.size:
        return Refusal("empty", mark("This file is empty. Open it to check it, then choose it again."))
    kind = kind_of(file, name=file.name or "")
    if kind not in allowed:
        return _wrong_kind(allowed)
    if kind in PICTURES and not _is_whole_picture(file):
        return Refusal(
            "damaged", mark("This picture is damaged or too large to open. Save it again, then choose it again.")
        )
    file.seek(0)
    return Upload(name=safe_name(file.name or "", kind=kind), kind=kind, size=file.size, file=file)


def kind_of(file: BinaryIO, *, name: str = "") -> str:
    """A key of MIME, or "" for anything else; plain text has no marks of its own, so there
    the ending of `name` must say txt or csv."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(file)
    return _text_kind(head, name=name)


def accept(kinds: Iterable[str]) -> str:
    """The `accept` attribute for these kinds."""
    return ",".join(ending for kind in kinds for ending in _ENDINGS.get(kind, (f".{kind}",)))


def said(kinds: Iterable[str]) -> str:
    """PDF, Word (.docx) or PNG."""
    names = [say(_SAID[kind]) for kind in kinds]
    alternatives = Refusal("", mark("{first} or {last}"), {"first": ", ".join(names[:-1]), "last": names[-1]})
    return names[0] if len(names) == 1 else say(alternatives)


def safe_name(name: str, *, kind: str) -> str:
    """The last part of the path, without characters that a header or a file system minds, with the true ending."""
    last = re.split(r"[/\\]", tidy(name))[-1].replace("\n", " ")
    stem = re.sub(r'[<>:"|?*%\x00-\x1f]', " ", last).strip(". ")
    endings = _ENDINGS.get(kind, (f".{kind}",))
    if stem.lower().endswith(endings):
        stem = stem[: stem.rindex(".")]
    return f"{' '.join(stem.split())[:100] or 'file'}{endings[0]}"


def _wrong_kind(allowed: tuple[str, ...]) -> Refusal:
    return Refusal(
        "wrong_kind", mark("We cannot take this kind of file. Choose a file that is {kinds}."), {"kinds": said(allowed)}
    )


def _zip_kind(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            if sum(entry.file_size for entry in entries.values()) > MAX_UNPACKED_BYTES:
                return ""
            if "[Content_Types].xml" in entries and "word/document.xml" in entries:
                return "" if any("vbaproject" in name.lower() for name in entries) else "docx"
            if "mimetype" in entries and entries["mimetype"].file_size < 200:
                return "odt" if archive.read("mimetype").strip() == MIME["odt"].encode() else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        return ""
    finally:
        file.seek(0)
    return ""


def _text_kind(head: bytes, *, name: str) -> str:
    """Text has no NUL and no control characters; a page or a script that calls itself text is not text to us."""
    if b"\x00" in head or re.search(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f]", head) or head.startswith(b"MZ"):
        return ""
    opening = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if opening.startswith((b"<!doctype html", b"<html", b"<script", b"<svg", b"#!", b"{\\rtf")):
        return ""
    if opening.startswith(b"<?xml"):
        return "" if b"<svg" in opening or b"<html" in opening else "xml"
    ending = name.lower().rpartition(".")[2]
    return {"csv": "csv", "txt": "txt", "text": "txt"}.get(ending, "")


def _is_whole_picture(file: BinaryIO) -> bool:
    """Whether Pillow can open it and its size is sane (a small file can unpack to gigabytes)."""
    try:
        file.seek(0)
        content = io.BytesIO(file.read())
        with Image.open(content) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return False
            picture.verify()
    except Exception:  # Pillow raises many kinds for a damaged file, all mean the same to us
        return False
    return True
