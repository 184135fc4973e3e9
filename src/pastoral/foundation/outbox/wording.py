"""Messages in the reader's language: English, or Welsh with English below it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

RULE = "\n\n----------------------------------------\n\n"


def body(language: str, write: Callable[[], str]) -> str:
    """What `write` says in the reader's language; for a Welsh reader the English follows, as councils send it."""
    parts = []
    for each in languages(language):
        with translation.override(each):
            parts.append(write().strip())
    return RULE.join(dict.fromkeys(parts)) + "\n"


def subject(language: str, write: Callable[[], str]) -> str:
    """The same for a subject line: "Cymraeg / English"."""
    parts = []
    for each in languages(language):
        with translation.override(each):
            parts.append(" ".join(write().split()))
    return " / ".join(dict.fromkeys(parts))


def letter(name: str, *paragraphs: str) -> str:
    """A message's text: a greeting, the paragraphs, and where it came from. Neutral words: no child is named."""
    return "\n\n".join(
        [
            _("Hello %(name)s,") % {"name": name},
            *(str(paragraph) for paragraph in paragraphs),
            _("This message was sent by Pastoral. Nobody reads answers to this address."),
        ]
    )


def languages(language: str) -> tuple[str, ...]:
    """The languages a message to this reader is in, theirs first."""
    return ("cy", "en-gb") if language == "cy" else ("en-gb",)
