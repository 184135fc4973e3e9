"""Files are judged by what is in them."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pastoral.foundation.govuk import uploads
from pastoral.foundation.govuk.fields import FileField
from pastoral.foundation.govuk.forms import PastoralForm


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(made, kind)
    return made.getvalue()


def archive(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return made.getvalue()


DOCX = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text", content_DOT_xml=b"<o/>")
MACROS = archive(**{"[Content_Types].xml": b"<T/>", "word/document.xml": b"<w/>", "word/vbaProject.bin": b"x"})


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n...", "plan.pdf", "pdf"),
        (b"%PDF-1.7\n...", "plan.docx", "pdf"),
        (DOCX, "plan.docx", "docx"),
        (ODT, "plan.odt", "odt"),
        (picture("PNG"), "a.png", "png"),
        (picture("JPEG"), "a.jpg", "jpeg"),
        (picture("WEBP"), "a.webp", "webp"),
        ("Ysgol Cwm Derwen, Llŷr\n".encode(), "a.csv", "csv"),
        ("Ysgol Cwm Derwen, Llŷr\n".encode("cp1252", "replace"), "a.txt", "txt"),
    ],
)
def test_takes_what_it_says_whatever_it_is_called(content: bytes, name: str, kind: str) -> None:
    found = uploads.check(SimpleUploadedFile(name, content, content_type="image/gif"))
    assert isinstance(found, uploads.Upload)
    assert found.kind == kind
    assert found.file.read() == content
    assert found.name.endswith((f".{kind}", ".jpg"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00\x03", "plan.pdf"),
        (b"MZ plain looking", "plan.txt"),
        (b"<!DOCTYPE html><script>1</script>", "plan.txt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "plan.png"),
        (b"#!/bin/sh\n", "plan.txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old word", "plan.doc"),
        (archive(**{"a.txt": b"x"}), "plan.docx"),
        (MACROS, "plan.docx"),
        (b"PK\x03\x04broken", "plan.docx"),
        (b"GIF89a....", "a.gif"),
    ],
)
def test_refuses_everything_else_and_says_what_to_choose(content: bytes, name: str) -> None:
    found = uploads.check(SimpleUploadedFile(name, content))
    assert isinstance(found, uploads.Refusal)
    assert found.code == "wrong_kind"
    assert str(found).startswith("We cannot take this kind of file. Choose a file that is PDF, Word (.docx)")


def test_refuses_fifty_megabytes_without_reading_them() -> None:
    class Big:
        name, size = "video.pdf", 50_000_000

        def read(self, *_: object) -> bytes:
            raise AssertionError("it was read")

        seek = read

    found = uploads.check(Big(), max_bytes=10_000_000)
    assert str(found) == "This file is 50 MB. The most we can take is 10 MB. Choose a smaller file."


def test_refuses_an_empty_file_and_a_damaged_picture() -> None:
    assert "is empty" in str(uploads.check(SimpleUploadedFile("a.pdf", b"")))
    assert "is damaged" in str(uploads.check(SimpleUploadedFile("a.png", picture("PNG")[:40])))


def test_the_allowed_kinds_are_the_pages_own() -> None:
    found = uploads.check(SimpleUploadedFile("a.csv", b"a,b\n"), kinds=uploads.SCANS)
    assert str(found).endswith("Choose a file that is PDF, PNG, JPEG or WebP.")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\plans\\Llŷr’s plan.PDF", "Llŷr’s plan.pdf"),
        ('a"\r\nX-Header: 1.pdf', "a X-Header 1.pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("plan.exe", "plan.exe.pdf"),
    ],
)
def test_names_are_made_safe_and_true(given: str, kept: str) -> None:
    assert uploads.safe_name(given, kind="pdf") == kept


def test_the_field_gives_the_upload_or_the_reason() -> None:
    class Scan(PastoralForm):
        scan = FileField("Signed copy", kinds=uploads.SCANS)

    good = Scan({}, {"scan": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert good.is_valid()
    assert good.cleaned_data["scan"].kind == "pdf"
    bad = Scan({}, {"scan": SimpleUploadedFile("a.pdf", b"MZ")})
    assert [line.href for line in bad.error_summary()] == ["#id_scan"]
    assert [line.text for line in Scan({}, {}).error_summary()] == ["Choose signed copy"]
