"""/, /search/ and the pages that say the same to everybody."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import home, searching, statics
from .health import healthz

urlpatterns: list[URLPattern] = [
    path("", home.home_page, name="home"),
    path("search/", searching.search_page, name="search"),
    path("help/", statics.help_page, name="help"),
    path("privacy/", statics.privacy_page, name="privacy"),
    path("healthz", healthz, name="healthz"),
    path("accessibility/", statics.accessibility_page, name="accessibility"),
]
