"""The pages of a plan at each stage, opened in a browser: none fails, none costs more queries than it may."""

from __future__ import annotations

import html
import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .making import Story

MOST_QUERIES = 15
NOT_READ = ("SAVEPOINT", "RELEASE", "SET", "SELECT SET_CONFIG", "INSERT", "UPDATE", "BEGIN", "COMMIT")  # of the look itself
ALWAYS = ("plan", "plan-deciding", "plan-gathering", "plan-organising", "plan-check", "plan-documents", "plan-reviews", "plan-policy",
          "plan-check-ins", "plan-history", "plan-signatures", "plan-send")  # fmt: skip


def opens(story: Story, *names: str) -> dict[str, str]:
    """Page → its words, for each of these pages of the plan, or for all that a lead may open."""
    client, found = story.browser(), {}
    client.get(reverse("plan", args=[story.plan_id]))
    for name in names or ALWAYS:
        found[name] = read(client, reverse(name, args=[story.plan_id]), name)
    return found


def read(client: Any, address: str, name: str = "") -> str:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, (name or address, answer.status_code)
    counted = [one["sql"] for one in queries.captured_queries if not one["sql"].lstrip().upper().startswith(NOT_READ)]
    assert len(counted) <= MOST_QUERIES, (name or address, len(counted), [sql[:90] for sql in counted])
    return words(answer)


def words(answer: Any) -> str:
    """What a page says, without its markup."""
    whole = answer.content.decode()
    main = whole[whole.index("<main") :] if "<main" in whole else whole
    main = re.sub(r"<(script|style).*?</\1>", " ", main, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))
