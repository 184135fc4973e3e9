"""Attendance: the register's codes of both nations, the code expected for a session, percentages, returns."""

from pastoral.rules.attendance import absence, codes_checked, national_codes  # importing them registers their rules
from pastoral.rules.attendance.codes import SETS, Code, CodeSet, CodesUnknown, codes_in_force
from pastoral.rules.attendance.counting import Attendance, attendance, of_agreed, percent
from pastoral.rules.attendance.expected import Expected, expected
from pastoral.rules.attendance.facts import AttendanceFacts, SessionFacts

__all__ = [
    "SETS",
    "Attendance",
    "AttendanceFacts",
    "Code",
    "CodeSet",
    "CodesUnknown",
    "Expected",
    "SessionFacts",
    "absence",
    "attendance",
    "codes_checked",
    "codes_in_force",
    "expected",
    "national_codes",
    "of_agreed",
    "percent",
]
