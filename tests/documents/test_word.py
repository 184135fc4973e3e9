"""The Word file of a form: the same words as the PDF, in real tables that a screen reader understands."""

from __future__ import annotations

import datetime
import io

import docx
import pytest
from lxml import etree

from documents.reading import docx_part
from documents.samples import psp
from documents.test_pdf import MARKUP, WELSH, letter
from pastoral.foundation.documents import tree
from pastoral.foundation.documents.charts import Measured, progress_chart
from pastoral.foundation.documents.word import render_docx

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1 1L9 9" stroke="black"/></svg>'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body(content: bytes) -> etree._Element:
    return etree.fromstring(docx_part(content).encode())


def all_text(content: bytes) -> str:
    return "\n".join(
        "".join(piece.text or "" if piece.tag == f"{W}t" else "\n" for piece in paragraph.iter(f"{W}t", f"{W}br"))
        for paragraph in body(content).iter(f"{W}p")
    )


@pytest.mark.parametrize(
    "text", [MARKUP, WELSH, "שלום ילד", "👍🏽 🥱", '<w:p/> & "quotes" ]]>', "word " * 2_000, "one\ntwo", "a  b"]
)
def test_says_what_was_typed(text: str) -> None:
    assert text in all_text(render_docx(letter(tree.Answer("Views", text))))


def test_leaves_out_what_xml_cannot_carry() -> None:
    content = render_docx(letter(tree.Answer("Vi\x01ews", "a\x00b\x0bc\ud800d\uffffe"), form_code="X\x02"))
    assert "abcde" in all_text(content)


def test_opens_and_carries_title_language_and_author() -> None:
    file = docx.Document(io.BytesIO(render_docx(psp("cy"))))
    assert file.core_properties.title == "Rhaglen Cymorth Bugeiliol: cyfarfod cychwynnol"
    assert file.core_properties.language == "cy-GB"
    assert file.core_properties.author == "Cyngor Bwrdeistref Sirol Castell-nedd Port Talbot"


@pytest.mark.parametrize(("language", "code"), [("en", "en-GB"), ("cy", "cy-GB")])
def test_every_run_and_the_styles_say_their_language(language: tree.Language, code: str) -> None:
    content = render_docx(psp(language))
    runs = [run for run in body(content).iter(f"{W}r") if run.find(f"{W}t") is not None]
    assert runs
    assert {run.find(f"{W}rPr/{W}lang").get(f"{W}val") for run in runs} == {code}
    styles = etree.fromstring(docx_part(content, "word/styles.xml").encode())
    assert styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang").get(f"{W}val") == code


def test_both_languages_with_welsh_first() -> None:
    content = render_docx(tree.BothLanguages(welsh=psp("cy"), english=psp("en")))
    text = all_text(content)
    assert text.index("Rheswm dros yr RCB") < text.index("Reason for PSP")
    codes = [language.get(f"{W}val") for language in body(content).iter(f"{W}lang")]
    assert codes[0] == "cy-GB"
    assert codes[-1] == "en-GB"


def test_every_table_repeats_its_header_and_is_as_wide_as_the_page() -> None:
    tables = list(body(render_docx(psp())).iter(f"{W}tbl"))
    assert len(tables) >= 10
    with_header = [table for table in tables if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None]
    assert len(with_header) == len(tables) - 1  # all but the review date, which stands under the signatures
    for table in tables:
        width = sum(int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid"))
        for row in table.iter(f"{W}tr"):
            assert sum(int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.iter(f"{W}tc")) == pytest.approx(
                width, abs=5
            )


def test_empty_parts_leave_nothing_that_word_refuses() -> None:
    empty = (tree.Facts(()), tree.TickList(()), tree.Table(("A",)), tree.Signatures(()), tree.Chart(SVG, "c", "words"))
    content = render_docx(
        letter(*empty, *(tree.Box(f"Box {i}", (part,)) for i, part in enumerate(empty)), tree.Box("Bare", ()))
    )
    root = body(content)
    assert all(table.find(f"{W}tr") is not None for table in root.iter(f"{W}tbl"))
    assert all(cell[-1].tag == f"{W}p" for cell in root.iter(f"{W}tc"))
    assert "Bare" in all_text(content)


def test_labels_are_headings() -> None:
    file = docx.Document(io.BytesIO(render_docx(psp())))
    labels = [
        paragraph.text
        for table in file.tables
        for paragraph in table.rows[0].cells[0].paragraphs
        if paragraph.style is not None and paragraph.style.name == "Heading 2"
    ]
    assert labels[:3] == ["The child", "Who was at the meeting", "Reason for PSP"]
    assert labels[-1] == "Signatures"


def test_pictures_have_words() -> None:
    start = datetime.date(2026, 11, 4)
    chart = progress_chart(
        title="Maths lessons",
        measured=[Measured(start + datetime.timedelta(7), 2)],
        baseline=Measured(start, 1),
        target=Measured(start + datetime.timedelta(42), 4),
        language="en",
    )
    content = render_docx(letter(tree.Box("Progress", (chart,)), *psp().parts))
    said = [piece.get("descr") for piece in body(content).iter() if piece.tag.endswith("}docPr")]
    assert said == [chart.alternative, "Drawn signature of Ianto Gwŷn Price"]
    assert "Starting point" in all_text(content)


def test_the_section_ends_the_body_and_page_breaks_stay_in_their_place() -> None:
    root = body(render_docx(letter(tree.Paragraph("before"), tree.PageBreak(), tree.Paragraph("after"))))
    assert root[0][-1].tag == f"{W}sectPr"
    order = [piece.get(f"{W}type") or piece.text for piece in root.iter(f"{W}t", f"{W}br")]
    assert order[order.index("before") :][:3] == ["before", "page", "after"]


def test_a_blank_form_has_lines_to_write_on() -> None:
    content = render_docx(psp(blank=True))
    root = body(content)
    assert len(list(root.iter(f"{W}pBdr"))) == 7 + 5 + 5 + 9 + 8 + 3
    assert "Sealed" not in docx_part(content, "word/footer1.xml")


def test_the_seal_and_page_numbers_are_in_the_footer() -> None:
    footer = docx_part(render_docx(psp()), "word/footer1.xml")
    assert "Sealed copy sha256 9f86d081" in footer
    assert 'w:instr="PAGE"' in footer
    assert 'w:instr="NUMPAGES"' in footer
