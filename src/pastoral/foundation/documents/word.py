"""A document as a Word file: real tables with repeated header rows, styles, languages and alternative texts."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, cast

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.part import XmlPart
from docx.oxml.ns import nspfxmap, qn
from docx.oxml.parser import oxml_parser
from docx.shared import Mm, Pt, RGBColor

from . import tree
from .pdf import svg_to_png
from .signatures import signature_svg
from .wording import printable, words

SHADE, PALE, LINE = "DDE4EA", "F3F5F7", "3C4650"
FONT = "Arial"
TEXT_WIDTH = 9978  # twips: A4 less two margins of 17 mm
_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}
_STYLES = ("Normal", "Title", "heading 1", "heading 2", "heading 3", "header", "footer")  # as the file itself spells them
_TICKS = {True: "☑", False: "☐"}

_WORD = nspfxmap("w")
_qn = cache(qn)

Element = Any  # an lxml element of python-docx, which has no public type


def render_docx(document: tree.Printable) -> bytes:
    """The document as .docx, its styles in the language of its first version."""
    every = tree.versions(document)
    file = docx.Document(io.BytesIO(_template(every[0].language)))
    properties = file.core_properties
    properties.author = printable(every[0].organisation)
    properties.subject = printable(every[0].form_code)
    body = file.element.body
    end = body.find(qn("w:sectPr"))
    body.remove(end)  # Word wants it last, so it waits until everything is written
    for version in every:
        if version is not every[0]:
            page_break(file)
        _Writer(file, version).write()
    _make_whole(body)
    body.append(end)
    for version in every:
        _Writer(file, version).footer()
    file.core_properties.title = printable(" / ".join(dict.fromkeys(version.title for version in every)))
    file.core_properties.language = " ".join(_LANGUAGES[version.language] for version in every)
    out = io.BytesIO()
    file.save(out)
    for part in file.part.package.iter_parts():
        if isinstance(part, XmlPart):
            part.element.clear()  # python-docx's parts refer to each other, so they would wait for the collector
    return out.getvalue()


@cache
def _template(language: str) -> bytes:
    """An empty file with our page and styles, made once for each language: opening a small one takes half the time."""
    file = docx.Document()
    _prepare(file, _LANGUAGES[language])
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _prepare(file: WordFile, language: str) -> None:
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(17)
    page.top_margin, page.bottom_margin, page.footer_distance = Mm(16), Mm(20), Mm(8)
    file.core_properties.comments = ""
    styles: Any = file.styles
    _forget_unused(styles.element)
    for default in styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), language)
    for name, size, bold in (
        ("Normal", 10, False),
        ("Title", 16, True),
        ("Heading 2", 10.5, True),
        ("Heading 3", 10, True),
    ):
        style = styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.color.rgb = RGBColor(0x11, 0x14, 0x17)
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = Pt(8 if name == "Title" else 2)
        _plain_font(style.element, language)
    for name, size, bold in (("Form label", 10, True), ("Form note", 8.5, False), ("Form authority", 13, True)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size, style.font.bold = Pt(size), bold
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.keep_with_next = name == "Form label"


def _forget_unused(styles: Element) -> None:
    """Word's own list has some hundred and sixty styles; what none of ours rests on goes."""
    by_id = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
    kept = {key for key, style in by_id.items() if style.get(qn("w:default")) or style.name_val in _STYLES}
    waiting = list(kept)
    while waiting:
        for tag in ("w:basedOn", "w:next", "w:link"):
            rests_on = by_id[waiting[0]].find(qn(tag))
            if rests_on is not None and rests_on.get(qn("w:val")) not in kept:
                kept.add(rests_on.get(qn("w:val")))
                waiting.append(rests_on.get(qn("w:val")))
        waiting.pop(0)
    for key in by_id.keys() - kept:
        styles.remove(by_id[key])


def _plain_font(style: Element, language: str) -> None:
    """Our font and language in place of the theme's; the default title's line and wide spacing go."""
    properties = style.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    properties.append(_element("w:lang", val=language))
    for unwanted in [*style.iter(qn("w:pBdr")), *properties.findall(qn("w:spacing"))]:
        unwanted.getparent().remove(unwanted)


def _element(tag: str, *children: Element, **attributes: object) -> Element:
    made = oxml_parser.makeelement(_qn(tag), nsmap=_WORD)
    for name, value in attributes.items():
        made.set(_qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def _make_whole(body: Element) -> None:
    """Word refuses a table without rows and a cell without a paragraph."""
    for grid in list(body.iter(qn("w:tbl"))):
        if grid.find(qn("w:tr")) is None:
            grid.getparent().remove(grid)
    for cell in body.iter(qn("w:tc")):
        if cell[-1].tag != qn("w:p"):
            cell.append(_element("w:p"))


def page_break(file: WordFile) -> None:
    file.element.body.append(_element("w:p", _element("w:r", _element("w:br", type="page"))))


class _Writer:
    """Writes one language's version at the end of a Word file."""

    def __init__(self, file: WordFile, document: tree.Document) -> None:
        self.file, self.document = file, document
        self.words = words(document.language)
        self.language = _LANGUAGES[document.language]
        self.style_ids: dict[str, str] = {}
        self.body: Element = file.element.body
        self.simple: dict[type, Callable[[Element, Any], None]] = {
            tree.Heading: lambda into, part: self.text(into, part.text, f"Heading {part.level}"),
            tree.Paragraph: lambda into, part: self.text(into, part.text),
            tree.Note: lambda into, part: self.text(into, part.text, "Form note"),
            tree.Answer: self.answer,
            tree.TickList: self.ticks,
            tree.Chart: self.chart,
        }
        self.tables: dict[type, Callable[[Any, str, str], None]] = {
            tree.Facts: self.facts,
            tree.Table: self.table,
            tree.Grid: self.grid,
            tree.Signatures: self.signatures,
        }

    def write(self) -> None:
        document = self.document
        self.text(self.body, document.organisation, "Form authority")
        strap = "  ·  ".join(piece for piece in (document.strapline, document.form_code) if piece)
        if strap:
            self.text(self.body, strap, "Form note")
        self.text(self.body, document.title, "Title")
        for part in document.parts:
            if isinstance(part, tree.Box):
                self.box(part)
            elif isinstance(part, tree.PageBreak):
                page_break(self.file)
            else:
                self.part(part)
            if not isinstance(part, tree.PageBreak):
                self.gap()

    # -- parts

    def part(self, part: tree.BoxPart) -> None:
        """A part that stands outside any box."""
        if type(part) in self.tables:
            self.tables[type(part)](part, "", "")
        else:
            self.simple[type(part)](self.body, part)
            if isinstance(part, tree.Chart) and part.table:
                self.table(part.table, "", "")

    def box(self, box: tree.Box) -> None:
        """A table with the label in its first row. Texts share one cell; a table inside stands by itself."""
        label, cell = box.label, None
        if not box.parts:
            self.boxed(label, box.note)
        for part in box.parts:
            if type(part) in self.tables:
                if not label and self.body[-1].tag == qn("w:tbl"):
                    self.gap(small=True)
                self.tables[type(part)](part, label, box.note if label else "")
                label, cell = "", None
            else:
                cell = self.boxed(label, box.note if label else "") if cell is None else cell
                label = ""
                self.simple[type(part)](cell, part)
            if isinstance(part, tree.Chart) and part.table:
                self.gap(small=True)
                self.table(part.table, "", "")
                cell = None

    def boxed(self, label: str, note: str) -> Element:
        """The cell of a new one-column table under its label."""
        grid = self.start_table([TEXT_WIDTH])
        self.label_row(grid, label, note, 1)
        cell = self.cell(self.row(grid), TEXT_WIDTH)
        return cell

    def answer(self, into: Element, part: tree.Answer) -> None:
        if part.label:
            self.text(into, part.label, "Form label", space_before=0 if into.find(qn("w:p")) is None else 5)
        if part.text:
            self.text(into, part.text, space_after=6)
            return
        for _ in range(part.lines_when_blank):
            into.append(self.ruled_line())

    def ticks(self, into: Element, part: tree.TickList) -> None:
        if part.caption:
            self.text(into, part.caption, "Form label")
        for item in part.items:
            if part.yes_no:
                self.text(into, f"{item.text}\n{self.yes_no(item.state)}", space_after=4)
            else:
                self.text(into, f"{_TICKS[item.state is True]} {item.text}")

    def chart(self, into: Element, part: tree.Chart) -> None:
        self.text(into, part.caption, "Form label")
        self.picture(into, svg_to_png(part.svg), width=165, alternative=part.alternative)

    def facts(self, part: tree.Facts, label: str, note: str) -> None:
        widths = self.shares((30, 70) if part.columns == 1 else (21, 29, 21, 29))
        grid = self.start_table(widths)
        self.label_row(grid, label or part.caption, note, len(widths))
        row, used = None, 0
        for i, fact in enumerate(part.rows):
            alone = i + 1 == len(part.rows) or part.rows[i + 1].wide
            wide = fact.wide or (used == 0 and alone)
            if row is None or used == len(widths) or (wide and used):
                row, used = self.row(grid, height=7 if self.document.blank else 0), 0
            span = len(widths) - 1 if wide else 1
            self.text(self.cell(row, widths[used], fill=PALE), fact.label, "Form label")
            value = self.yes_no(fact.value.answer) if isinstance(fact.value, tree.YesNo) else fact.value
            self.text(self.cell(row, sum(widths[used + 1 : used + 1 + span]), span=span), value)
            used += 1 + span
        if row is not None and used < len(widths):
            self.text(self.cell(row, sum(widths[used:]), span=len(widths) - used), "")

    def table(self, part: tree.Table, label: str, note: str) -> None:
        widths = self.shares(part.widths or (1,) * len(part.headings))
        grid = self.start_table(widths)
        self.label_row(grid, label or part.caption, note, len(widths))
        self.heading_row(grid, part.headings, widths)
        for texts in part.rows:
            row = self.row(grid)
            for text, width in zip(texts, widths, strict=True):
                self.text(self.cell(row, width), text)
        self.blank_rows(grid, widths, part.blank_rows)

    def grid(self, part: tree.Grid, label: str, note: str) -> None:
        widths = self.shares((2, *(3 for _ in part.column_headings)))
        grid = self.start_table(widths, first_column=True)
        self.label_row(grid, label or part.caption, note, len(widths))
        self.heading_row(grid, (part.corner, *part.column_headings), widths)
        for heading, cells in zip(part.row_headings, part.cells, strict=True):
            row = self.row(grid)
            self.text(self.cell(row, widths[0], fill=PALE), heading, "Form label")
            for text, width in zip(cells, widths[1:], strict=True):
                self.text(self.cell(row, width), text)

    def signatures(self, part: tree.Signatures, label: str, note: str) -> None:
        widths = self.shares((3, 4, 6, 3))
        grid = self.start_table(widths, first_column=True)
        self.label_row(grid, label, note, len(widths))
        self.heading_row(grid, [self.words[key] for key in ("role", "name", "signed", "date")], widths)
        for signature in part.rows:
            row = self.row(grid, height=12)
            self.text(self.cell(row, widths[0], fill=PALE), signature.role, "Form label")
            self.text(self.cell(row, widths[1]), signature.name)
            signed = self.cell(row, widths[2])
            if signature.drawn:
                png = svg_to_png(signature_svg(signature.drawn, signature.drawn_size))
                said = self.words["signature_of"].format(name=signature.name or signature.role)
                self.picture(signed, png, width=36, alternative=said)
            self.text(signed, signature.answer)
            if signature.note:
                self.text(signed, signature.note, "Form note")
            self.text(self.cell(row, widths[3]), signature.date)

    def yes_no(self, answer: bool | None) -> str:
        return f"{_TICKS[answer is True]} {self.words['yes']}    {_TICKS[answer is False]} {self.words['no']}"

    # -- paragraphs, rows and cells

    def text(
        self, into: Element, text: str, style: str = "Normal", *, space_before: int = 0, space_after: int = 2
    ) -> None:
        """Appends paragraphs: an empty line in the text begins a new one, a single line end stays a line end."""
        for paragraph in printable(text).split("\n\n") if text else [""]:
            made = _element("w:p")
            properties = _element("w:pPr", _element("w:pStyle", val=self.style_id(style)))
            if (space_before, space_after) != (0, 2):
                properties.append(_element("w:spacing", before=space_before * 20, after=space_after * 20))
            made.append(properties)
            run = _element("w:r", _element("w:rPr", _element("w:lang", val=self.language)))
            for i, line in enumerate(paragraph.split("\n")):
                if i:
                    run.append(_element("w:br"))
                words_in_line = _element("w:t")
                words_in_line.text = line
                words_in_line.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                run.append(words_in_line)
            made.append(run)
            into.append(made)

    def style_id(self, name: str) -> str:
        if name not in self.style_ids:
            self.style_ids[name] = cast(str, self.file.styles[name].style_id)
        return self.style_ids[name]

    def gap(self, small: bool = False) -> None:
        """Room between two boxes; Word would also join two tables that have nothing between them."""
        points = 2 if small else 7
        spacing = _element("w:spacing", before=0, after=0, line=points * 20, lineRule="exact")
        self.body.append(_element("w:p", _element("w:pPr", spacing)))

    def ruled_line(self) -> Element:
        border = _element("w:pBdr", _element("w:bottom", val="single", sz=4, space=0, color="8A949E"))
        between = _element("w:between", val="single", sz=4, space=0, color="8A949E")
        border.append(between)
        spacing = _element("w:spacing", before=0, after=0, line=454, lineRule="exact")  # 8 mm
        return _element("w:p", _element("w:pPr", _element("w:keepNext"), border, spacing))

    def shares(self, shares: Sequence[int]) -> list[int]:
        """Column widths in twips, which fill the page's width exactly."""
        ends = [TEXT_WIDTH * sum(shares[: i + 1]) // sum(shares) for i in range(len(shares))]
        return [end - start for start, end in zip([0, *ends], ends, strict=False)]

    def start_table(self, widths: Sequence[int], *, first_column: bool = False) -> Element:
        borders = _element("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(_element(f"w:{side}", val="single", sz=4, space=0, color=LINE))
        margins = _element("w:tblCellMar")
        for side, twips in (("top", 50), ("left", 100), ("bottom", 50), ("right", 100)):
            margins.append(_element(f"w:{side}", w=twips, type="dxa"))
        look = _element("w:tblLook", val="04A0", firstRow=1, firstColumn=int(first_column), noHBand=1, noVBand=1)
        properties = _element(
            "w:tblPr",
            _element("w:tblW", w=sum(widths), type="dxa"),
            _element("w:tblInd", w=100, type="dxa"),  # the edge, not the text, stands on the margin
            borders,
            _element("w:tblLayout", type="fixed"),
            margins,
            look,
        )
        columns = _element("w:tblGrid", *(_element("w:gridCol", w=width) for width in widths))
        grid = _element("w:tbl", properties, columns)
        self.body.append(grid)
        return grid

    def row(self, grid: Element, *, header: bool = False, height: int = 0) -> Element:
        properties = _element("w:trPr")
        if height:
            properties.append(_element("w:trHeight", val=_twips(height), hRule="atLeast"))
        if header:
            properties.append(_element("w:tblHeader"))
        made = _element("w:tr", properties)
        grid.append(made)
        return made

    def cell(self, row: Element, width: int, *, span: int = 1, fill: str = "") -> Element:
        properties = _element("w:tcPr", _element("w:tcW", w=width, type="dxa"))
        if span > 1:
            properties.append(_element("w:gridSpan", val=span))
        if fill:
            properties.append(_element("w:shd", val="clear", color="auto", fill=fill))
        made = _element("w:tc", properties)
        row.append(made)
        return made

    def label_row(self, grid: Element, label: str, note: str, columns: int) -> None:
        if not label:
            return
        cell = self.cell(self.row(grid, header=True), TEXT_WIDTH, span=columns, fill=SHADE)
        self.text(cell, label, "Heading 2")
        if note:
            self.text(cell, note, "Form note")

    def heading_row(self, grid: Element, headings: Sequence[str], widths: Sequence[int]) -> None:
        row = self.row(grid, header=True)
        for heading, width in zip(headings, widths, strict=True):
            self.text(self.cell(row, width, fill=PALE), heading, "Form label")

    def blank_rows(self, grid: Element, widths: Sequence[int], count: int) -> None:
        for _ in range(count):
            row = self.row(grid, height=9)
            for width in widths:
                self.text(self.cell(row, width), "")

    def picture(self, into: Element, png: bytes, *, width: int, alternative: str) -> None:
        inline = self.file.part.new_pic_inline(io.BytesIO(png), width=Mm(width))
        inline.docPr.set("descr", printable(alternative))
        into.append(_element("w:p", _element("w:r", _element("w:drawing", inline))))

    def footer(self) -> None:
        document = self.document
        footer = self.file.sections[0].footer
        pieces = [document.form_code, *(f"{label}: {value}" for label, value in document.meta)]
        if not document.blank:
            pieces.append(self.words["confidential"])
        if document.seal:
            pieces.append(self.words["sealed"].format(seal=document.seal))
        made = footer.paragraphs[0] if not footer.paragraphs[0].text else footer.add_paragraph()
        made.style = self.file.styles["Form note"]
        made.add_run(printable("  ·  ".join(piece for piece in pieces if piece)) + "  ·  ")
        before, _, rest = self.words["page"].partition("{page}")
        between, _, after = rest.partition("{pages}")
        for text, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            made.add_run(text)
            if code:
                small = _element("w:rPr", _element("w:sz", val=15))
                made._p.append(_element("w:fldSimple", _element("w:r", small, _element("w:t")), instr=code))
        for run in made.runs:
            run.font.size = Pt(7.5)
            run._r.get_or_add_rPr().append(_element("w:lang", val=self.language))


def _twips(millimetres: int) -> int:
    return round(millimetres * 1440 / 25.4)
