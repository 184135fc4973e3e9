"""Drawn signatures: a path of lines and curves, as an SVG for PDF and pages and as a PNG for Word."""

from __future__ import annotations

import io
import re

from PIL import Image, ImageDraw

_PATH = re.compile(r"[MLQCZ0-9 .,\-\n]+")
_PIECE = re.compile(r"([MLQCZ])|(-?\d+(?:\.\d+)?)")
_ARGUMENTS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
MAX_PATH = 60_000  # characters; a long signature is about 4,000
INK = "#10233f"


def check_path(path: str) -> str:
    """The path, if it holds absolute M, L, Q, C and Z commands alone; otherwise ValueError."""
    if len(path) > MAX_PATH or not _PATH.fullmatch(path) or not path.lstrip().startswith("M"):
        raise ValueError("a drawn signature is an SVG path of M, L, Q, C and Z commands with absolute numbers")
    _strokes(path)
    return path


def signature_svg(path: str, size: tuple[int, int]) -> str:
    """An SVG picture of the signature in a box of `size` units."""
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:d} {height:d}" width="{width:d}" '
        f'height="{height:d}"><path d="{check_path(path)}" fill="none" stroke="{INK}" stroke-width="4" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def signature_png(path: str, size: tuple[int, int]) -> bytes:
    """The same picture as a PNG with a clear background, drawn double and scaled down for smooth lines."""
    width, height = size
    drawn = Image.new("RGBA", (width * 2, height * 2), (255, 255, 255, 0))
    pen = ImageDraw.Draw(drawn)
    for stroke in _strokes(check_path(path)):
        points = [(x * 2, y * 2) for x, y in stroke]
        if len(points) == 1:
            (x, y), r = points[0], 4
            pen.ellipse((x - r, y - r, x + r, y + r), fill=INK)
        else:
            pen.line(points, fill=INK, width=8, joint="curve")
    out = io.BytesIO()
    drawn.resize(size, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _strokes(path: str) -> list[list[tuple[float, float]]]:
    """The path as lists of points; curves become twelve short lines."""
    strokes: list[list[tuple[float, float]]] = []
    for command, numbers in _commands(path):
        if command == "M":
            strokes.append([(numbers[0], numbers[1])])
        elif not strokes:
            raise ValueError("a drawn signature starts with M")
        elif command == "Z":
            strokes[-1].append(strokes[-1][0])
        else:
            ends = [(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)]
            strokes[-1].extend(_curve([strokes[-1][-1], *ends]))
    return strokes


def _commands(path: str) -> list[tuple[str, list[float]]]:
    """Each command with its numbers; a repeated set of numbers repeats the command (after M: as L)."""
    found: list[tuple[str, list[float]]] = []
    for command, number in _PIECE.findall(path):
        if command:
            found.append((command, []))
            continue
        if not found:
            raise ValueError("a drawn signature starts with a command")
        last, numbers = found[-1]
        if _ARGUMENTS[last] == len(numbers):
            if last == "Z":
                raise ValueError("Z takes no numbers")
            found.append(("L" if last == "M" else last, []))
        found[-1][1].append(float(number))
    if any(len(numbers) != _ARGUMENTS[command] for command, numbers in found):
        raise ValueError("a command of the drawn signature lacks numbers")
    return found


def _curve(controls: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points of a Bézier curve of any degree, without its first (de Casteljau)."""
    if len(controls) == 2:
        return controls[1:]
    points = []
    for step in range(1, 13):
        t, level = step / 12, controls
        while len(level) > 1:
            level = [
                (ax + (bx - ax) * t, ay + (by - ay) * t)
                for (ax, ay), (bx, by) in zip(level, level[1:], strict=False)
            ]
        points.append(level[0])
    return points
