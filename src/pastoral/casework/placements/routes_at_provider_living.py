"""Addresses under /at-provider/ of what a provider's people say about a child."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import at_provider_living

urlpatterns: list[URLPattern] = [
    path("pupils/<int:place_id>/concern/", at_provider_living.concern, name="provider-concern"),
    path("pupils/<int:place_id>/progress/", at_provider_living.progress, name="provider-progress"),
    path("pupils/<int:place_id>/ready/", at_provider_living.ready, name="provider-ready"),
    path("reports/<int:report_id>/", at_provider_living.report, name="provider-report"),
]
