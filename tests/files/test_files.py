"""Files about a child: judged by content, kept outside the site, served as attachments, and each opening recorded."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory, override_settings
from PIL import Image

from pastoral.foundation.access import Access
from pastoral.foundation.access.value import NotAllowed
from pastoral.foundation.audit.models import Event, Viewed
from pastoral.foundation.documents import files
from pastoral.foundation.documents.models import StoredFile
from pastoral.foundation.govuk import uploads
from pastoral.rules.sentences import Refused
from world import World

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, "PNG")
    return out.getvalue()


def upload(name: str, content: bytes, mime: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=mime)


def keep(world: World, access: Access, name: str = "scan.pdf", content: bytes = PDF, **more: object) -> StoredFile:
    return files.keep_upload(
        world.tomos, upload(name, content), kind="evidence", subject=world.tomos, by=access, **more  # type: ignore[arg-type]  # a test passes what it likes
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", b"<html><script>alert(1)</script></html>"),
        ("picture.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("picture.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("page.html", b"<!DOCTYPE html><p>hello"),
        ("letter.docx", b"MZ\x90\x00" + b"\x00" * 200),
        ("photo.jpg", b"\xff\xd8\xff\xe0 but not a picture"),
        ("empty.pdf", b""),
    ],
)
def test_a_file_is_what_is_in_it_and_not_what_it_is_called(world: World, name: str, content: bytes) -> None:
    with world.acting("pastoral-lead") as access:
        with pytest.raises(Refused) as refused:
            keep(world, access, name, content)
        assert refused.value.reasons[0].code.startswith("FILE.")
        assert not StoredFile.objects.visible_to(access).exists()


def test_a_docx_that_would_unpack_to_hundreds_of_megabytes_is_refused(world: World) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(310):
                part.write(b"\0" * 1_000_000)
    assert len(out.getvalue()) < 1_000_000
    with world.acting("pastoral-lead") as access, pytest.raises(Refused):
        keep(world, access, "bomb.docx", out.getvalue())


@override_settings(UPLOAD_MAX_BYTES=1_000_000)
def test_too_large_says_how_large_and_how_much_is_taken(world: World) -> None:
    with world.acting("pastoral-lead") as access, pytest.raises(Refused) as refused:
        keep(world, access, "long.pdf", PDF + b"0" * 2_000_000)
    assert "2 MB" in str(refused.value)
    assert "1 MB" in str(refused.value)


@override_settings(UPLOAD_MAX_BYTES=1_000_000)
def test_fifty_megabytes_arrive_as_an_error_and_the_other_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_IMPORT", 6_000_000)
    big = upload("film.pdf", PDF + b"\0" * 50_000_000)
    request = RequestFactory().post("/", {"reason": "Written before the file was chosen", "file": big})
    assert request.POST["reason"] == "Written before the file was chosen"
    arrived = request.FILES["file"]
    assert arrived.size > 50_000_000, "the size that was sent is known, for the error"
    assert arrived.read() == b"", "none of its bytes are held"
    refusal = uploads.check(arrived)
    assert isinstance(refusal, uploads.Refusal)
    assert str(refusal) == "This file is 50 MB. The most we can take is 1 MB. Choose a smaller file."


@override_settings(UPLOAD_MAX_BYTES=1_000)
def test_a_request_beyond_all_measure_is_not_read(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    from django.core.exceptions import RequestDataTooBig

    monkeypatch.setattr(files, "LARGEST_IMPORT", 1_000)
    request = RequestFactory().post("/", {"file": upload("film.pdf", b"0" * 20_000)})
    with pytest.raises(RequestDataTooBig):
        request.POST.get("file")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', "a b Set-Cookie x=1.pdf"),
        ("Asesiad Tŷ Gwyn 📄.pdf", "Asesiad Tŷ Gwyn 📄.pdf"),
    ],
)
def test_names_that_lead_elsewhere_are_made_harmless(world: World, name: str, kept: str) -> None:
    with world.acting("pastoral-lead") as access:
        file = keep(world, access, name)
    assert files.download_name(file).replace("  ", " ") == kept
    assert "/" not in file.title
    assert "\\" not in file.title


def test_serving_is_an_attachment_that_nothing_can_run(world: World, client: Client) -> None:
    with world.acting("pastoral-lead") as access:
        file = keep(world, access, "Llythyr.png", png())
        event = Event.objects.visible_to(access).get(verb="file.kept")
    assert event.changes["format"] == "png"
    assert "Llythyr" not in str(event.changes)
    client.force_login(world.people["pastoral-lead"])
    answer = client.get(f"/files/{file.pk}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == png()  # type: ignore[attr-defined]  # a FileResponse
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with world.acting("pastoral-lead") as access:
        seen = Viewed.objects.visible_to(access).get(subject_type="documents.storedfile")
        assert (seen.subject_id, seen.user_id) == (file.pk, world.people["pastoral-lead"].pk)


@pytest.mark.parametrize("persona", ["other-authority", "support", "nobody"])
def test_nobody_outside_gets_the_file(world: World, client: Client, persona: str) -> None:
    with world.acting("pastoral-lead") as access:
        file = keep(world, access)
    if persona in world.people:
        client.force_login(world.people[persona])
    answer = client.get(f"/files/{file.pk}/")
    assert answer.status_code in (302, 403, 404)
    assert PDF not in answer.content


def test_a_restricted_file_does_not_exist_for_those_without_the_permission(world: World, client: Client) -> None:
    with world.acting("pastoral-lead") as access:
        file = keep(world, access, restricted=True)
        assert files.files_of(access, world.tomos) == [file]
    for persona in ("teacher", "parent", "young-person", "provider", "monitoring-group"):
        client.force_login(world.people[persona])
        assert client.get(f"/files/{file.pk}/").status_code == 404, persona
        with world.acting(persona) as access:
            assert files.files_of(access, world.tomos) == []
    for persona in ("safeguarding-officer", "ewo"):
        client.force_login(world.people[persona])
        answer = client.get(f"/files/{file.pk}/")
        assert answer.status_code == 200, persona
        assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]  # a FileResponse
    with world.acting("teacher") as access, pytest.raises(NotAllowed):
        keep(world, access, restricted=True)


def test_a_file_that_the_disk_lost_is_not_found(world: World, client: Client, tmp_path: Path) -> None:
    with world.acting("pastoral-lead") as access:
        file = keep(world, access)
    client.force_login(world.people["pastoral-lead"])
    with override_settings(PASTORAL_HOME=tmp_path):
        assert client.get(f"/files/{file.pk}/").status_code == 404


def test_what_pastoral_made_is_kept_with_its_policy_and_language(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        file = files.keep_made(
            world.tomos, PDF, kind="psp-form", subject=world.tomos, title="PSP Tomos", file_format="pdf", language="cy", by=access
        )
    assert (file.origin, file.language, file.size) == ("made", "cy", len(PDF))
    assert files.download_name(file) == "PSP Tomos.pdf"
