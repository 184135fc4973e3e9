"""What is done to typed text before anything looks at it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

_KEPT_CONTROLS = {"\n", "\t"}


def tidy(value: str) -> str:
    """NFC, line ends as \\n, and no control characters that a database or a Word file refuses; all else is kept."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in text if char in _KEPT_CONTROLS or not _unwanted(char))
    return unicodedata.normalize("NFC", text)


def tidy_data(data: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """Form data (a QueryDict, or a plain dict of strings and lists, as a draft is stored) with every value tidied."""
    tidied: MultiValueDict[str, str] = MultiValueDict()
    lists = data.lists() if isinstance(data, MultiValueDict) else ((k, _as_list(v)) for k, v in data.items())
    for name, values in lists:
        tidied.setlist(name, [tidy(value) if isinstance(value, str) else value for value in values])
    return tidied


def draft_of(data: QueryDict) -> dict[str, list[str]]:
    """What an autosave keeps of a posted form: every field but the token that guards it and the file names."""
    return {
        name: list(values)
        for name, values in tidy_data(data).lists()
        if name not in {"csrfmiddlewaretoken", "submission_token", "autosave_version"}
    }


def _unwanted(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"}


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
