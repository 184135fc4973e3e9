"""/not-full-time/: everyone who is not in full-time education, the map by school, the export, and an officer's day."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.list_page, name="central-record"),
    path("export.csv", views.export_file, name="central-record-export"),
    path("map/", views.map_page, name="central-record-map"),
    path("today/", views.day_page, name="central-record-day"),
]
