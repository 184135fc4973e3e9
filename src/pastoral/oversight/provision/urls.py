"""/provision/: alternative provision as the authority sees it."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views, views_figures, views_provider

urlpatterns: list[URLPattern] = [
    path("", views.list_page, name="provision"),
    path("export.csv", views.export_file, name="provision-export"),
    path("where/", views.where_page, name="provision-where"),
    path("providers/", views.providers_page, name="provision-providers"),
    path("providers/<int:provider_id>/", views_provider.page, name="provision-registration"),
    path("providers/<int:provider_id>/factors/", views_provider.factors_page, name="provision-factors"),
    path("providers/<int:provider_id>/told/", views_provider.told_page, name="provision-told"),
    path("providers/<int:provider_id>/report.<str:file_format>", views_provider.report_file, name="provision-unregistered-report"),
    path("value/", views_figures.value_page, name="provision-value"),
    path("value/export.csv", views_figures.value_export, name="provision-value-export"),
    path("indicators/", views_figures.indicators_page, name="provision-indicators"),
    path("report/", views_figures.report_page, name="provision-report"),
    path("report/members.<str:file_format>", views_figures.report_file, name="provision-report-file"),
]
