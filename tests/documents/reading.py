"""Reading back what the renderers made."""

from __future__ import annotations

import io
import re
import zipfile

import pypdf


def pdf_text(content: bytes) -> str:
    """The text of every page, without the invisible places where a long word may break."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\n".join(page.extract_text() for page in pages).replace("\u200b", "")


def squeezed(text: str) -> str:
    """Without white space, because a PDF keeps no line ends of its own."""
    return re.sub(r"\s+", "", text)


def docx_part(content: bytes, name: str = "word/document.xml") -> str:
    """One file inside a .docx."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()
