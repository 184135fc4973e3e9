"""The log as it is written: an address with a token in it is a way in, so no token stands in the log, whoever logs the address."""

from __future__ import annotations

import logging
import re

# A part of a path as long as a token of ours or of a new password: 40 characters or more of what stands in an address unescaped.
TOKEN = re.compile(r"(?<=/)[\w-]{40,}(?=[/?#\s\"'),;]|$)", re.ASCII)


class Plain(logging.Formatter):
    """One line for each message, tracebacks below it; tokens in addresses left out of both."""

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub("(token)", super().format(record))
