"""Addresses of how a placement ends and of what comes after it."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import ending

urlpatterns: list[URLPattern] = [
    path("<int:placement_id>/end/", ending.begin, name="placement-end"),
    path("<int:placement_id>/ending/", ending.ending, name="placement-ending"),
    path("<int:placement_id>/way-back/", ending.way_back, name="placement-way-back"),
    path("<int:placement_id>/way-back/ready/", ending.say_ready, name="placement-ready"),
    path("<int:placement_id>/way-back/checks/<int:check_id>/", ending.check, name="placement-check"),
    path("<int:placement_id>/after/", ending.after, name="placement-after"),
    path("<int:placement_id>/after/follow/", ending.follow, name="placement-follow"),
    path("<int:placement_id>/reports/<int:report_id>/<slug:file_format>/", ending.report_file, name="placement-report-file"),
]
