"""The safeguarding declaration as a document: the county's form (F-NPT-07), filled in or empty, in either language or both."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import (
    BothLanguages,
    Box,
    Document,
    Fact,
    Facts,
    Language,
    Note,
    Part,
    Printable,
    Signature,
    Signatures,
    Table,
    TickItem,
    TickList,
)
from pastoral.foundation.documents.word import render_docx
from pastoral.foundation.documents.wording import say_date

from ..models import Declaration, DeclaredStaff
from .declaring import CONFIRMED
from .forms import confirmations

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}
LANGUAGES = ("en", "cy", "both")
FORMATS: dict[str, Callable[[Printable], bytes]] = {"pdf": render_pdf, "docx": render_docx}
DRAWN_SIZE = (600, 180)


def made(row: Declaration, staff: list[DeclaredStaff], language: str, file_format: str, numbers: tuple[int | None, int | None]) -> bytes:
    """`numbers` are the age of a DBS check in years and how many references. KeyError for another language or format."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return FORMATS[file_format](document(row, staff, language, numbers))


def document(row: Declaration, staff: list[DeclaredStaff], language: str, numbers: tuple[int | None, int | None]) -> Printable:
    if language == "both":
        return BothLanguages(_one(row, staff, "cy", numbers), _one(row, staff, "en", numbers))
    return _one(row, staff, "cy" if language == "cy" else "en", numbers)


def _one(row: Declaration, staff: list[DeclaredStaff], language: Language, numbers: tuple[int | None, int | None]) -> Document:
    with override(DJANGO_CODE[language]):
        organisation = (row.authority.name_cy or row.authority.name) if language == "cy" else row.authority.name
        return Document(
            title=_("Safeguarding declaration for alternative provision"),
            language=language,
            organisation=organisation,
            form_code="F-NPT-07",
            parts=tuple(_parts(row, staff, language, numbers)),
            seal=row.seal,
            blank=row.signed_on is None,
        )


def _parts(row: Declaration, staff: list[DeclaredStaff], language: Language, numbers: tuple[int | None, int | None]) -> list[Part]:
    signed = row.signed_on is not None
    ticks = tuple(TickItem(text, getattr(row, code) if signed else None) for code, text in confirmations(*numbers) if code in CONFIRMED)
    parts: list[Part] = [
        Facts((Fact(_("Name of the organisation"), row.organisation, wide=True),)),
        Box(_("We confirm of all staff employed in the provision"), (TickList(ticks, yes_no=True),)),
        Box(
            _("Staff"),
            (
                Table(
                    (_("Name"), _("DBS check"), _("References"), _("Safeguarding training")),
                    tuple(
                        (
                            one.who,
                            say_date(one.dbs_on, language) if one.dbs_on else "",
                            str(one.references) if one.references is not None else "",
                            say_date(one.trained_on, language) if one.trained_on else "",
                        )
                        for one in staff
                    ),
                    widths=(4, 3, 2, 3),
                    blank_rows=0 if signed else 6,
                ),
            ),
        ),
        Box(
            _("Signed by a senior member of the organisation"),
            (
                Signatures((
                    Signature(
                        row.position or _("Senior member"), row.signed_by, "", say_date(row.signed_on, language) if row.signed_on else "",
                        drawn=row.drawn or None, drawn_size=DRAWN_SIZE, note=str(row.get_how_display()) if row.how else "",
                    ),
                )),
                Note(_("Somebody who works with the children and signs needs a second person who has seen their papers.")),
                Facts((
                    Fact(_("Papers seen by"), row.second_by), Fact(_("On"), say_date(row.second_on, language) if row.second_on else ""),
                    Fact(_("Which papers"), row.second_saw, wide=True),
                )),
            ),
        ),
        Facts((
            Fact(_("Returned to (name of school)"), row.returned_to),
            Fact(_("Sent to the authority on"), say_date(row.sent_on, language) if row.sent_on else ""),
        )),
    ]  # fmt: skip
    return parts
