"""Addresses of the directory of providers. Each part brings its own list of routes."""

from __future__ import annotations

from .assurance.urls import urlpatterns as assurance
from .routes_directory import urlpatterns as directory

urlpatterns = [*assurance, *directory]
