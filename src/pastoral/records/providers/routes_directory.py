"""Addresses of the directory itself: search, compare, one provider, its profile, and imports of a council's table."""

from __future__ import annotations

from django.urls import path

from .views import reading

urlpatterns = [
    path("<int:provider_id>/", reading.one, name="provider"),
]
