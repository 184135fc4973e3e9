"""What somebody searched for: kept in their session, so that no name and no UPN is ever in an address, a log or a history.

The address holds only the key, so that the back button, a second tab and the pages of a list each find their own search.
"""

from __future__ import annotations

import secrets
from typing import Any

from pastoral.foundation.govuk.text import tidy

IN_SESSION = "searches"
REMEMBERED = 20
LONGEST = 100


def keep(session: Any, text: str) -> str:
    """Remember what was typed (cut at 100 characters) and return its key; "" for nothing typed."""
    asked = " ".join(tidy(text).split())[:LONGEST]
    if not asked:
        return ""
    known = dict(session.get(IN_SESSION) or {})
    for key, before in known.items():
        if before == asked:
            return str(key)
    key = secrets.token_hex(6)
    known[key] = asked
    session[IN_SESSION] = dict(list(known.items())[-REMEMBERED:])
    return key


def text_of(session: Any, key: str) -> str:
    """What was searched for under `key`; "" for an unknown or forgotten one."""
    found = (session.get(IN_SESSION) or {}).get(key, "") if key else ""
    return str(found)
