"""/monitoring/: the list of PSPs, what was received, the export, the termly report."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("plans/", views.plans_page, name="monitoring-plans"),
    path("plans/export.<slug:file_format>", views.export_file, name="monitoring-export"),
    path("received/", views.received_page, name="monitoring-received"),
    path("received/<int:submission_id>/acknowledge/", views.acknowledge, name="submission-acknowledge"),
    path("report/", views.report_page, name="monitoring-report"),
]
