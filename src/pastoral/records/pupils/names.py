"""Names as they are searched: folded word by word, so that "sian", "Siân" and "SIÂN" are one."""

from __future__ import annotations

import re

from pastoral.rules.duplicates import folded


def words_of(text: str) -> list[str]:
    """The folded words of a text; hyphens part words ("Thorne-Smith" is two), apostrophes do not."""
    return [word for word in (folded(part) for part in re.split(r"[\s\-–,;]+", text)) if word]


def search_name(*, forename: str, surname: str, middle_names: str = "", preferred_name: str = "") -> str:
    """What Pupil.search_name holds: every word once, with a space before each so that beginnings can be found."""
    words = words_of(f"{forename} {preferred_name} {middle_names} {surname}")
    return " ".join(dict.fromkeys(words))[:320]
