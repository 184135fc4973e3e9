"""The forms of an import of marks, and of the list of low attendance."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import uploads
from pastoral.foundation.govuk.fields import FileField, SelectField
from pastoral.foundation.govuk.forms import PastoralForm

BELOW = (("95", _("less than 95%")), ("90", _("less than 90%")), ("80", _("less than 80%")), ("50", _("less than 50%")))
USUAL_BELOW = "90"


class MarkFileField(FileField):
    """A file of marks. Only its size is judged here: the reader says plainly what any other file is (reading.py)."""

    def clean(self, data: Any, initial: Any = None) -> uploads.Upload | None:
        if not data or not data.size or data.size > uploads.limit():
            return super().clean(data, initial)
        return uploads.Upload(uploads.safe_name(data.name or "", kind="csv"), "csv", data.size, data.file)


class MarksForm(PastoralForm):
    file = MarkFileField(
        _("File with marks"), hint=_("A CSV file (.csv) from your register"), kinds=("csv",),
        missing=_("Choose a file with marks"),
    )  # fmt: skip

    def __init__(self, *args: Any, schools: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(schools) > 1:
            self.fields["school"] = SelectField(_("Which school?"), choices=schools, name=_("a school"))
