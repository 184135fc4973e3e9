"""Pages that say the same to everybody: help, privacy, accessibility."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pastoral.foundation.access import Permission, allow


@allow(Permission.ANYONE)
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/help.jinja")


@allow(Permission.ANYONE)
def privacy_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.jinja")


@allow(Permission.ANYONE)
def accessibility_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.jinja")
