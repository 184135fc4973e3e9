"""Text for a cell of an exported table that no spreadsheet takes for a formula.

A cell is a formula if it starts with = + - @, a tab or a carriage return, also behind spaces or a quotation mark, or in
full width. Such a cell gets an apostrophe in front, except a plain number (-3.5) or telephone number (+44 1639 686868).
"""

from __future__ import annotations

import re

FORMULA_START = tuple("=+-@|%\t\r\n＝＋－＠")
PLAIN_NUMBER = re.compile(r"[-+]?\d{1,3}(?:,?\d{3})*(?:\.\d+)?%?|[-+]?\d+(?:\.\d+)?%?", re.ASCII)
PHONE = re.compile(r"\+\d{1,3}[ ()\d]{6,20}", re.ASCII)
# Characters that a spreadsheet drops or skips before it looks for a formula.
SKIPPED = " \u00a0\u200b\u200c\u200d\u2060\ufeff\"'"


def safe_cell(value: object) -> object:
    """The value for a CSV or spreadsheet cell: numbers, dates and None stay, text is made harmless."""
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    if PLAIN_NUMBER.fullmatch(text) or PHONE.fullmatch(text):
        return text
    if text.startswith(FORMULA_START) or text.lstrip(SKIPPED).startswith(FORMULA_START):
        return "'" + text
    return text


def safe_row(values: list[object] | tuple[object, ...]) -> list[object]:
    """A whole row made safe."""
    return [safe_cell(value) for value in values]
