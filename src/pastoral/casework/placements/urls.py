"""Addresses of placements, for those who commission them. Each part keeps its own list in `routes/`."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
