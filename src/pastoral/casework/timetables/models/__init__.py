"""The tables of reduced timetables."""

from .audit import ColourChange, Judgement, Rating
from .grids import Grid
from .timetable import Agency, Consent, Extension, HoursReview, Move, Notice, Objection, Risk, Step, Timetable

__all__ = [
    "Agency",
    "ColourChange",
    "Consent",
    "Extension",
    "Grid",
    "HoursReview",
    "Judgement",
    "Move",
    "Notice",
    "Objection",
    "Rating",
    "Risk",
    "Step",
    "Timetable",
]
