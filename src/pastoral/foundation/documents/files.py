"""How a file comes to be kept: made by Pastoral, or uploaded by somebody and judged by what is in it.

The bytes lie outside anything a web server serves (`stored.py`); the row says whose child it is about and who may see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.govuk import uploads
from pastoral.foundation.govuk.text import tidy
from pastoral.rules.sentences import Refused, Sentence

from . import stored
from .models import StoredFile

MIME = {**uploads.MIME, "ics": "text/calendar", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
LARGEST_IMPORT = 30_000_000  # bytes: a national register of schools; each form's own limit is checked after
ENDINGS = {"jpeg": "jpg"}


def keep_made(
    pupil: Any,
    content: bytes,
    *,
    kind: str,
    subject: models.Model,
    title: str,
    file_format: str,
    by: Access,
    language: str = "en",
    template_version: str = "",
    policy_version_id: int | None = None,
    restricted: bool = False,
) -> StoredFile:
    """Keep a document that Pastoral made about `subject` (a plan, a review)."""
    return _keep(
        pupil, content, subject=subject, by=by, origin=StoredFile.Origin.MADE, kind=kind, title=safe_title(title),
        file_format=file_format, language=language, template_version=template_version,
        policy_version_id=policy_version_id, restricted=restricted,
    )  # fmt: skip


def keep_upload(
    pupil: Any,
    uploaded_file: Any,
    *,
    kind: str,
    subject: models.Model,
    title: str = "",
    by: Access,
    restricted: bool = False,
    kinds: Iterable[str] = uploads.ALL_KINDS,
) -> StoredFile:
    """Keep what somebody uploaded: Django's UploadedFile, or the `uploads.Upload` of a form's FileField.

    Raises `Refused` when it is too large, empty, damaged or of another kind than `kinds`, whatever its name says.
    """
    if restricted:
        by.require(Permission.SEE_RESTRICTED_NOTES)
    found = uploaded_file if isinstance(uploaded_file, uploads.Upload) else uploads.check(uploaded_file, kinds=kinds)
    if isinstance(found, uploads.Refusal):
        raise Refused(Sentence(f"FILE.{found.code}", found.text, tuple(sorted(found.params.items()))))
    found.file.seek(0)
    content = found.file.read(uploads.limit() + 1)  # bounded, whatever the checked size said
    return _keep(
        pupil, content, subject=subject, by=by, origin=StoredFile.Origin.UPLOADED, kind=kind,
        title=safe_title(title or found.name), file_format=found.kind, restricted=restricted,
    )  # fmt: skip


def visible_files(access: Access) -> Any:
    """The files that `access` may see; restricted ones only with the permission.

    What was uploaded (a page that somebody else signed, evidence) is for those who work with the whole record, and for
    whoever uploaded it: families, teachers and providers get the documents that Pastoral made.
    """
    found = StoredFile.objects.visible_to(access)
    if not any(access.may(one) for one in (Permission.EDIT_PUPILS, Permission.SEE_MONITORING)):
        found = found.filter(models.Q(origin=StoredFile.Origin.MADE) | models.Q(made_by_id=access.user_id, made_by__isnull=False))
    return found if access.may(Permission.SEE_RESTRICTED_NOTES) else found.filter(restricted=False)


def file_for(access: Access, file_id: int) -> StoredFile:
    """One file. Raises StoredFile.DoesNotExist, also for a restricted one without the permission."""
    found: StoredFile = visible_files(access).get(pk=file_id)
    return found


def files_of(access: Access, subject: models.Model) -> list[StoredFile]:
    """The files about one thing, newest first."""
    label = subject._meta.label_lower
    return list(visible_files(access).filter(subject_type=label, subject_id=subject.pk).order_by("-made_at", "-pk"))


def open_bytes(file: StoredFile) -> BinaryIO:
    """The bytes, to read. FileNotFoundError if the disk lost them."""
    return stored.open_file(file.sha256)


def download_name(file: StoredFile) -> str:
    """What the browser is told to call it: the title without what a file system minds, and the true ending."""
    ending = ENDINGS.get(file.file_format, file.file_format)
    stem = safe_title(file.title)
    known = {ending, file.file_format, "jpg", "jpeg"}
    if "." in stem and stem.rsplit(".", 1)[1].lower() in known:
        stem = stem.rsplit(".", 1)[0]
    return f"{stem or 'file'}.{ending}"


def safe_title(title: str) -> str:
    """The last part of a path, without control characters and without what headers and file systems mind."""
    last = re.split(r"[/\\]", tidy(title))[-1]
    return " ".join(re.sub(r'[<>:"|?*%\x00-\x1f\x7f]', " ", last).split()).strip(". ")[:200] or "file"


def _keep(pupil: Any, content: bytes, *, subject: models.Model, by: Access, **more: Any) -> StoredFile:
    with recording("file.kept", by=by) as record:
        file = StoredFile(
            **scope_of(pupil), subject_type=subject._meta.label_lower, subject_id=subject.pk, sha256=stored.put(content),
            size=len(content), made_by_id=by.user_id, **more,
        )  # fmt: skip
        file.save()
        record.about(file, changes={"kind": file.kind, "format": file.file_format, "size": file.size, "sha256": file.sha256})
    return file


class KeepNoMoreThanTheLimit(FileUploadHandler):
    """Lets go of a file's bytes once it is larger than any form takes, but counts on.

    So the other answers of the form arrive, the error can name the file's size and the limit, and neither memory nor disk
    holds more than the limit. A request far beyond any form is refused before it is read (413).
    """

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        self.most = max(uploads.limit(), LARGEST_IMPORT)
        if content_length > 10 * self.most:
            raise RequestDataTooBig("The request is far larger than any file that may be uploaded.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.over = self.over or start + len(raw_data) > self.most
        return None if self.over else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.over:
            return None
        for handler in self.request.upload_handlers if self.request else ():
            begun = getattr(handler, "file", None)  # what the next handler opened for this file
            if begun is not None:
                begun.close()
        empty = SimpleUploadedFile(self.file_name or "file", b"")
        empty.size = file_size  # what was sent; `uploads.check` refuses it by this
        return empty
