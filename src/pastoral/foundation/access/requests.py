"""A request as the views meet it: whoever asks is known, and so is how far they may see."""

from __future__ import annotations

from django.http import HttpRequest

from .value import Access


class PastoralRequest(HttpRequest):
    """`access` is set by accounts.middleware.WhoIsAsking, or by the link that was followed, before any view runs."""

    access: Access
