"""Writes: registers (see `importing.py`), term dates, days on which a school is closed."""

from __future__ import annotations

from .importing import ImportReport, import_authorities, import_schools

__all__ = ["ImportReport", "import_authorities", "import_schools"]
