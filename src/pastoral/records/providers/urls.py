"""Addresses of the directory of providers."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
