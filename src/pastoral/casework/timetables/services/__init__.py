"""Writes of reduced timetables: keyword-only, `by=access`, one transaction each."""
