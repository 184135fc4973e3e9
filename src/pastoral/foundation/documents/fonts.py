"""Which characters the bundled fonts can show, and words for those that they can't.

Arimo sets the text (it has every Welsh letter); DejaVu Sans adds Arabic, Hebrew and signs. A character in neither, such
as most emoji, would fail PDF/UA, so it is printed as its Unicode name: `[thumbs up sign]`.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
_INVISIBLE = {0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)}  # joiner, variation selectors, flag tags
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def _characters(font: Path) -> set[int]:
    """The code points of a TrueType font's Unicode tables (`cmap` formats 4 and 12)."""
    data = font.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sLLL", data, 12 + 16 * i) for i in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    found: set[int] = set()
    for i in range(struct.unpack_from(">H", data, start + 2)[0]):
        at = start + struct.unpack_from(">HHL", data, start + 4 + 8 * i)[2]
        kind = struct.unpack_from(">H", data, at)[0]
        if kind == 4:
            doubled = struct.unpack_from(">H", data, at + 6)[0]
            ends = struct.unpack_from(f">{doubled // 2}H", data, at + 14)
            starts = struct.unpack_from(f">{doubled // 2}H", data, at + 16 + doubled)
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, last + 1))
        elif kind == 12:
            for group in range(struct.unpack_from(">L", data, at + 12)[0]):
                first, last = struct.unpack_from(">LL", data, at + 16 + 12 * group)
                found.update(range(first, last + 1))
    return found - {0xFFFF}


@cache
def covered() -> frozenset[int]:
    """Every code point that at least one bundled font can show."""
    return frozenset().union(*(_characters(font) for font in FOLDER.glob("*.ttf") if "Bold" not in font.name))


@cache
def _shown(character: str) -> str:
    code = ord(character)
    if code in _INVISIBLE or code in _SKIN_TONES:
        return ""
    if code in covered() or character in "\n\t ":
        return character
    try:
        return f"[{unicodedata.name(character).lower()}]"
    except ValueError:
        return f"[U+{code:04X}]"


def in_our_fonts(text: str) -> str:
    """The text with every character that our fonts lack replaced by its name in brackets."""
    return text if text.isascii() else "".join(map(_shown, text))
