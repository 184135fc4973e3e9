"""The tables of reduced timetables."""

from .asking import Ask, Words
from .audit import ColourChange, Judgement, Rating
from .grids import Grid
from .papers import Manifest
from .timetable import Agency, Consent, Extension, HoursReview, Move, Notice, Objection, Risk, Step, Timetable

__all__ = [
    "Agency",
    "Ask",
    "ColourChange",
    "Consent",
    "Extension",
    "Grid",
    "HoursReview",
    "Judgement",
    "Manifest",
    "Move",
    "Notice",
    "Objection",
    "Rating",
    "Risk",
    "Step",
    "Timetable",
    "Words",
]
