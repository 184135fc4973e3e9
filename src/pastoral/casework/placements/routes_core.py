"""Addresses of a placement's own pages: opening it, its parts, starting it, the list."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import reading

urlpatterns: list[URLPattern] = [
    path("<int:placement_id>/", reading.overview, name="placement"),
]
