"""The same document on screen: semantic HTML, escaped, in its language."""

from __future__ import annotations

import datetime

import pytest
from lxml import html

from documents.samples import psp
from documents.test_pdf import MARKUP, letter
from pastoral.foundation.documents import tree
from pastoral.foundation.documents.charts import Measured, progress_chart
from pastoral.foundation.documents.page import render_html


def page(document: tree.Printable, **more: int) -> html.HtmlElement:
    return html.fragment_fromstring(render_html(document, **more), create_parent="div")


def test_headings_descend_from_the_title() -> None:
    found = page(psp(), heading_level=2)
    assert [element.tag for element in found.iter("h1", "h2", "h3", "h4")][:2] == ["h2", "h3"]
    assert found.find(".//h2").text == "Pastoral Support Programme: initial meeting"
    assert found.find("article").get("lang") == "en"


def test_nothing_typed_becomes_markup() -> None:
    nasty = f"<script>alert(1)</script>{MARKUP}\n\nnext"
    parts = (
        tree.Answer(nasty, nasty),
        tree.Facts((tree.Fact(nasty, nasty),)),
        tree.Table((nasty,), ((nasty,),), caption=nasty),
        tree.Grid((nasty,), (nasty,), ((nasty,),)),
        tree.Signatures((tree.Signature(nasty, nasty, nasty, nasty, "M 1 1 L 2 2", note=nasty),)),
        tree.TickList((tree.TickItem(nasty, True),), caption=nasty),
        tree.Note(nasty),
        tree.Heading(nasty),
        tree.Box(nasty, (tree.Paragraph(nasty),), nasty),
    )
    found = page(letter(*parts))
    assert list(found.iter("script")) == []
    assert found.text_content().count("<script>alert(1)</script>") >= 20


def test_nothing_that_the_security_policy_refuses() -> None:
    start = datetime.date(2026, 11, 4)
    chart = progress_chart(
        title="Maths <b>", measured=[], baseline=Measured(start, 1), target=Measured(start, 1), language="cy"
    )
    found = page(letter(chart, *psp().parts, language="cy"))
    assert [
        element for element in found.iter() if "style" in element.attrib or element.tag in ("style", "script")
    ] == []


def test_tables_have_row_and_column_headers() -> None:
    found = page(letter(tree.Grid(("Monday",), ("Arrives",), (("9am",),), corner="Time")))
    assert [(cell.get("scope"), cell.text) for cell in found.iter("th")] == [
        ("col", "Time"),
        ("col", "Monday"),
        ("row", "Arrives"),
    ]


def test_both_languages_are_two_articles() -> None:
    found = page(tree.BothLanguages(welsh=psp("cy"), english=psp("en")))
    assert [article.get("lang") for article in found.iter("article")] == ["cy", "en"]


def test_unanswered_is_said() -> None:
    text = page(psp(blank=True)).text_content()
    assert text.count("Not answered") >= 10


def test_level_is_checked() -> None:
    with pytest.raises(ValueError, match="level 1 to 4"):
        render_html(psp(), heading_level=5)
