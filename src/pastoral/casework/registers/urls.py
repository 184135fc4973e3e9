"""/attendance/confirm/ and /attendance/part-time/."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("attendance/confirm/", views.confirm, name="confirmations"),
    path("attendance/part-time/", views.patterns, name="part-time-patterns"),
    path("attendance/part-time/<int:pupil_id>/", views.pattern, name="part-time-pattern"),
    path("attendance/part-time/<int:pupil_id>/reason/", views.reason, name="part-time-reason"),
]
