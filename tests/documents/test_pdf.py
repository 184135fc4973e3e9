"""The PDF of a form: accessible (PDF/UA-1), in its language, and true to what was typed."""

from __future__ import annotations

import io
import time
import unicodedata

import pypdf
import pytest

from documents.reading import pdf_text, squeezed
from documents.samples import SEAL, SQUIGGLE, psp
from pastoral.foundation.documents import tree
from pastoral.foundation.documents.pdf import render_pdf, svg_to_png
from pastoral.foundation.documents.signatures import check_path, signature_svg
from pastoral.foundation.documents.word import render_docx

MARKUP = (
    r"""#set page(fill: red) $x^2$ *bold* _it_ @ref <label> `raw` \n \u{1F600} = heading """
    r"""// gone /* gone */ #eval("1") [a] {b} ~ -- ... "q" 'q'"""
)
WELSH = "Mae Siân yn hoffi'r tŷ a'r dŵr: ŵŷŴŶ âêîôû ẃẁẅỳ ïöäé"


def catalogue(content: bytes) -> tuple[pypdf.PdfReader, pypdf.generic.DictionaryObject]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert isinstance(root, pypdf.generic.DictionaryObject)
    return reader, root


def letter(*parts: tree.Part, language: tree.Language = "en", **more: str) -> tree.Document:
    return tree.Document(title="Letter", language=language, organisation="Council", parts=parts, **more)


def values(key: str, node: object) -> list[object]:
    """Every value of `key` in the tree of tags."""
    found: list[object] = []
    todo = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, pypdf.generic.IndirectObject):
            item = item.get_object()
        if isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, dict):
            if key in item:
                found.append(item[key])
            if "/K" in item:
                todo.append(item["/K"])
    return found


def test_says_that_it_is_accessible() -> None:
    reader, root = catalogue(render_pdf(psp()))
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  # pypdf's own boolean, not Python's
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid" in metadata
    assert "<pdfuaid:part>1<" in metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "Pastoral Support Programme: initial meeting"


def test_has_headings_tables_and_header_cells() -> None:
    _, root = catalogue(render_pdf(psp()))
    types = {str(kind) for kind in values("/S", root["/StructTreeRoot"]["/K"])}
    assert {"/Document", "/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/P", "/Figure"} <= types


def test_a_drawn_signature_has_words() -> None:
    _, root = catalogue(render_pdf(psp()))
    assert values("/Alt", root["/StructTreeRoot"]["/K"]) == ["Drawn signature of Ianto Gwŷn Price"]


@pytest.mark.parametrize(("language", "code"), [("en", "en-GB"), ("cy", "cy-GB")])
def test_says_its_language(language: tree.Language, code: str) -> None:
    _, root = catalogue(render_pdf(psp(language)))
    assert str(root["/Lang"]).lower() == code.lower()


def test_both_languages_are_one_file_with_welsh_first() -> None:
    content = render_pdf(tree.BothLanguages(welsh=psp("cy"), english=psp("en")))
    text = pdf_text(content)
    assert text.index("Rheswm dros yr RCB") < text.index("Reason for PSP")
    _, root = catalogue(content)
    assert str(root["/Lang"]).lower() == "cy-gb"
    assert "en-GB" in {str(language) for language in values("/Lang", root["/StructTreeRoot"]["/K"])}


def test_english_alone_is_not_both() -> None:
    with pytest.raises(ValueError, match="Welsh document first"):
        tree.BothLanguages(welsh=psp("en"), english=psp("cy"))
    shorter = letter(tree.Paragraph("un"), language="cy")
    longer = letter(tree.Paragraph("one"), tree.Heading("two"))
    with pytest.raises(ValueError, match="same parts"):
        tree.BothLanguages(welsh=shorter, english=longer)


@pytest.mark.parametrize("text", [MARKUP, WELSH, '<script>alert(1)</script> & "quotes"', "100% ÷ €5 £3 ½ “a” – b…"])
def test_prints_what_was_typed(text: str) -> None:
    found = squeezed(pdf_text(render_pdf(letter(tree.Answer("Views", text)))))
    assert squeezed(text) in found


def test_prints_hebrew_and_arabic() -> None:
    text = pdf_text(render_pdf(letter(tree.Answer("Views", "שלום ילד أحب"))))
    assert "שלום" in text
    assert "ילד" in text
    assert set("أحب") <= set(unicodedata.normalize("NFKC", text))


def test_emoji_are_named_and_nothing_vanishes() -> None:
    text = pdf_text(render_pdf(letter(tree.Answer("Views", "School is 👍🏽 and maths is 🥱 \U0010ffff"))))
    assert "School is [thumbs up sign] and maths is [yawning face] [U+10FFFF]" in " ".join(text.split())


def test_control_characters_and_half_characters_are_left_out() -> None:
    text = pdf_text(render_pdf(letter(tree.Answer("Views", "a\x00b\x0bc\x1bd\ud800e\ufffff"))))
    assert "abcdef" in text


def test_ten_thousand_characters_in_every_kind_of_place() -> None:
    long = " ".join(f"gair{i}" for i in range(1300))[:10_000]
    unbroken = "x" * 3_000
    content = render_pdf(
        letter(
            tree.Box("Box", (tree.Answer("Views", long),)),
            tree.Table(("A", "B"), ((long, "end-of-row"),)),
            tree.Facts((tree.Fact("Long", unbroken), tree.Fact("B", "c"))),
        )
    )
    found = squeezed(pdf_text(content))
    assert found.count("gair1100") == 2
    assert "end-of-row" in found
    assert found.count("x") >= 3_000


def test_long_words_stay_on_the_page() -> None:
    content = render_pdf(letter(tree.Answer("Views", "Q" * 4_000)))
    widest = 0.0

    def look(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        nonlocal widest
        widest = max(widest, matrix[4])

    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=look)
    assert pdf_text(content).count("Q") == 4_000
    assert widest < 595


def test_sixty_pages() -> None:
    boxes = tuple(
        tree.Box(f"Review {i}", (tree.Answer("What was said", ("Ianto stayed in maths. " * 40 + "\n\n") * 4),))
        for i in range(90)
    )
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(letter(*boxes, form_code="F-NPT-01"))))
    assert len(reader.pages) >= 60
    assert f"Page 60 of {len(reader.pages)}" in reader.pages[59].extract_text()


def test_a_blank_form_has_room_to_write_and_no_seal() -> None:
    text = pdf_text(render_pdf(psp(blank=True)))
    assert "Sealed" not in text
    assert "Confidential" not in text
    assert "☑" not in text
    assert text.count("☐") == 8
    assert "Positive change wanted" in text


def test_ticks_say_which() -> None:
    text = squeezed(pdf_text(render_pdf(psp())))
    assert "Freeschoolmeals☑Yes☐No" in text
    assert "Lookedafterchild☐Yes☑No" in text


def test_the_seal_is_on_every_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(psp())))
    assert len(reader.pages) == 2
    assert all(f"Sealed copy sha256 {SEAL}" in page.extract_text() for page in reader.pages)


def test_every_kind_of_part_prints() -> None:
    content = render_pdf(
        letter(
            tree.Heading("Week", 2),
            tree.Grid(("Monday", "Tuesday"), ("Arrives", "Leaves"), (("9am", ""), ("", "12pm")), corner="Time"),
            tree.TickList((tree.TickItem("Risk assessed", True), tree.TickItem("PSP in place", None)), yes_no=True),
            tree.TickList((tree.TickItem("Art", True), tree.TickItem("Music", False)), caption="Likes"),
            tree.PageBreak(),
            tree.Note("Small type"),
            tree.Table(("A",), blank_rows=2, caption="Empty"),
        )
    )
    text = pdf_text(content)
    for word in ("Week", "Tuesday", "12pm", "Risk assessed", "Music", "Small type", "Empty"):
        assert word in text
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 2


@pytest.mark.parametrize(
    "part",
    [
        tree.Heading("First", 3),
        tree.Heading(""),
        tree.Heading("\u200d\x00"),
        tree.Box("", ()),
        tree.Box("Label", (tree.Heading("Inner", 3),)),
        tree.Facts(()),
        tree.Table(()),
        tree.Signatures(()),
        tree.TickList(()),
        tree.Grid((), (), ()),
        tree.Answer(""),
    ],
)
def test_odd_content_is_printed_and_not_an_error(part: tree.Part) -> None:
    assert render_pdf(letter(part)).startswith(b"%PDF")
    assert render_pdf(tree.Document("", "en", "", (part,))).startswith(b"%PDF")
    assert render_docx(letter(part)).startswith(b"PK")


def test_a_table_has_as_many_cells_as_headings() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        tree.Table(("A", "B"), (("one",),))
    with pytest.raises(ValueError, match="1 rows of 1"):
        tree.Grid(("A",), ("B",), (("one", "two"),))


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_pdf(psp()) == render_pdf(psp())


@pytest.mark.parametrize(
    "path", ['M 0 0 L 10 10"/><script>', "<svg/>", "L 1 1", "", "M 1 1 A 5 5 0 0 1 2 2", "M 1e9 2"]
)
def test_a_drawing_that_is_no_drawing_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="drawn signature"):
        check_path(path)


def test_drawings_become_png_for_word() -> None:
    assert svg_to_png(signature_svg(SQUIGGLE, (600, 200))).startswith(b"\x89PNG")


def test_takes_well_under_a_second() -> None:
    render_pdf(psp())
    took = []
    for i in range(5):
        document = psp(extra=f" {i}")
        start = time.perf_counter()
        render_pdf(document)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.25  # 30 ms alone on two cores; room for a busy machine
