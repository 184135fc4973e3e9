"""A pupil's hours and /ledger/, the list."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("pupils/<int:pupil_id>/hours/", views.pupil_page, name="pupil-ledger"),
    path("pupils/<int:pupil_id>/hours/export.csv", views.pupil_export, name="pupil-ledger-export"),
    path("ledger/", views.list_page, name="ledger"),
    path("ledger/export.csv", views.list_export, name="ledger-export"),
]
