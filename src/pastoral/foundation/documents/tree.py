"""What a document says, as a small tree of frozen values that a page, a PDF and a Word file are made from.

Every text is plain: no renderer reads markup in it. Text is already in the document's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "cy"]


@dataclass(frozen=True)
class YesNo:
    """A pair of tick boxes. `None`: not answered, so both are left empty."""

    answer: bool | None = None


@dataclass(frozen=True)
class Fact:
    """One labelled cell. An empty value prints as room to write. `wide` takes the whole row."""

    label: str
    value: str | YesNo = ""
    wide: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels beside their values, `columns` pairs to a row."""

    rows: tuple[Fact, ...]
    columns: Literal[1, 2] = 2
    caption: str = ""


@dataclass(frozen=True)
class Heading:
    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Note:
    """Guidance to whoever fills the form in, in small type."""

    text: str


@dataclass(frozen=True)
class Answer:
    """A question and its answer; an unanswered one prints `lines_when_blank` ruled lines. The label may be empty."""

    label: str
    text: str = ""
    lines_when_blank: int = 3


@dataclass(frozen=True)
class TickItem:
    """One line of a list; `state` None is not answered."""

    text: str
    state: bool | None = None


@dataclass(frozen=True)
class TickList:
    """Things ticked or not. With `yes_no`, each has a yes and a no box, as on a checklist."""

    items: tuple[TickItem, ...]
    yes_no: bool = False
    caption: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a header row. `widths` are shares of the width; `blank_rows` empty rows follow, to write in."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    caption: str = ""
    widths: tuple[int, ...] = ()
    blank_rows: int = 0

    def __post_init__(self) -> None:
        columns = len(self.headings)
        if any(len(row) != columns for row in self.rows) or len(self.widths) not in (0, columns):
            raise ValueError(f"every row and the widths of this table must have {columns} columns")


@dataclass(frozen=True)
class Grid:
    """A table with headings on both sides, such as a week. `corner` names the row headings."""

    column_headings: tuple[str, ...]
    row_headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    caption: str = ""
    corner: str = ""

    def __post_init__(self) -> None:
        rows, columns = len(self.row_headings), len(self.column_headings)
        if len(self.cells) != rows or any(len(row) != columns for row in self.cells):
            raise ValueError(f"the cells of this grid must be {rows} rows of {columns}")


@dataclass(frozen=True)
class Signature:
    """One line of a signature block.

    `drawn` is the `d` of an SVG path in a box of `drawn_size`; `answer` says what was answered ("Agreed", or a refusal
    with its reason); `note` says how it was given ("Signed by link"). All empty: a line to sign on.
    """

    role: str
    name: str = ""
    answer: str = ""
    date: str = ""
    drawn: str | None = None
    drawn_size: tuple[int, int] = (600, 200)
    note: str = ""


@dataclass(frozen=True)
class Signatures:
    rows: tuple[Signature, ...]


@dataclass(frozen=True)
class Chart:
    """A drawing with words that say the same (`alternative`), and the table that it was drawn from."""

    svg: str
    caption: str
    alternative: str
    table: Table | None = None


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass(frozen=True)
class Box:
    """A bordered section of a form under a shaded bar with its name."""

    label: str
    parts: tuple[BoxPart, ...]
    note: str = ""


BoxPart = Heading | Paragraph | Note | Facts | Table | Grid | Signatures | Chart | TickList | Answer
Part = BoxPart | Box | PageBreak


@dataclass(frozen=True)
class Document:
    """A form or letter in one language.

    `form_code` is the form's name in its policy pack (F-NPT-01). `meta` are further pieces of the footer.
    `seal` is the SHA-256 of the signed content, "" while nothing is sealed.
    """

    title: str
    language: Language
    organisation: str
    parts: tuple[Part, ...]
    form_code: str = ""
    strapline: str = ""
    seal: str = ""
    blank: bool = False
    meta: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class BothLanguages:
    """One form in Welsh and then in English, in one file; neither says less than the other (WAL-CY-03, T27)."""

    welsh: Document
    english: Document

    def __post_init__(self) -> None:
        if (self.welsh.language, self.english.language) != ("cy", "en"):
            raise ValueError("BothLanguages takes the Welsh document first and the English one second")
        if [type(part) for part in self.welsh.parts] != [type(part) for part in self.english.parts]:
            raise ValueError("the Welsh and the English document do not have the same parts")
        if self.welsh.seal != self.english.seal:
            raise ValueError("the Welsh and the English document carry different seals")


Printable = Document | BothLanguages


def versions(printable: Printable) -> tuple[Document, ...]:
    """The documents of one file, in the order in which they are printed."""
    if isinstance(printable, BothLanguages):
        return (printable.welsh, printable.english)
    return (printable,)


def file_name(printable: Printable, extension: str) -> str:
    """A name that is safe on any computer and tells nothing about the child, such as `F-NPT-01-cy.pdf`."""
    first = versions(printable)[0]
    code = "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in first.form_code) or "form"
    languages = "-".join(version.language for version in versions(printable))
    return f"{code}-{languages}.{extension}"
