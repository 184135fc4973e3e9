"""/attendance/ and a pupil's register."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("pupils/<int:pupil_id>/attendance/", views.register, name="pupil-attendance"),
    path("attendance/low/", views.low, name="attendance-low"),
    path("attendance/imports/", views.listing, name="marks-imports"),
    path("attendance/imports/add/", views.upload, name="marks-import-add"),
    path("attendance/imports/<int:batch_id>/", views.one, name="marks-import"),
    path("attendance/imports/<int:batch_id>/commit/", views.commit, name="marks-import-commit"),
    path("attendance/imports/<int:batch_id>/abandon/", views.abandon, name="marks-import-abandon"),
    path("attendance/imports/<int:batch_id>/undo/", views.undo, name="marks-import-undo"),
]
