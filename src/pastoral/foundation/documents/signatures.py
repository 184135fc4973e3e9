"""Drawn signatures: an SVG path of lines and curves, kept as text, shown as a picture."""

from __future__ import annotations

import re

_PATH = re.compile(r"\s*M(?:[\s,]*-?\d{1,5}(?:\.\d{1,3})?)(?:[\s,]*(?:[MLQCZ]|-?\d{1,5}(?:\.\d{1,3})?))*\s*")
MAX_PATH = 60_000  # characters; a long signature is about 4,000
_INK = "#10233f"


def check_path(path: str) -> str:
    """The path, if it is made of absolute M, L, Q, C and Z commands and plain numbers; otherwise ValueError."""
    if len(path) > MAX_PATH or not path.isascii() or not _PATH.fullmatch(path):
        raise ValueError("a drawn signature is an SVG path of M, L, Q, C and Z commands with absolute numbers")
    return path


def signature_svg(path: str, size: tuple[int, int]) -> str:
    """An SVG picture of the signature in a box of `size` units."""
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:d} {height:d}" width="{width:d}" '
        f'height="{height:d}"><path d="{check_path(path)}" fill="none" stroke="{_INK}" stroke-width="4" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
