"""Addresses of placements, for those who commission them. Each part keeps its own list in `routes_<part>.py`."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern

PARTS = ("core", "sharing", "living", "ending", "protocol")
urlpatterns: list[URLPattern] = [
    route for part in PARTS for route in import_module(f"{__package__}.routes_{part}").urlpatterns
]
