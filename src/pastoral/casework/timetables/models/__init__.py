"""The tables of reduced timetables."""

from .timetable import Agency, Consent, Extension, HoursReview, Move, Notice, Objection, Risk, Step, Timetable

__all__ = ["Agency", "Consent", "Extension", "HoursReview", "Move", "Notice", "Objection", "Risk", "Step", "Timetable"]
