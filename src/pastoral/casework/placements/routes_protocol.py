"""Addresses of the working protocol, for the commissioner and by link."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import protocol

urlpatterns: list[URLPattern] = [
    path("l/<str:token>/protocol/", protocol.link_protocol, name="link-protocol"),
    path("<int:placement_id>/protocol/", protocol.overview, name="placement-protocol"),
    path("<int:placement_id>/protocol/holders/", protocol.holders, name="placement-protocol-holders"),
    path("<int:placement_id>/protocol/together/", protocol.together, name="placement-protocol-together"),
    path("<int:placement_id>/protocol/belonging/", protocol.belonging, name="placement-protocol-belonging"),
    path("<int:placement_id>/protocol/send/", protocol.send, name="placement-protocol-send"),
    path("<int:placement_id>/protocol/print/", protocol.print_protocol, name="placement-protocol-print"),
]
at_provider: list[URLPattern] = [
    path("pupils/<int:place_id>/protocol/", protocol.at_provider, name="provider-protocol"),
    path("pupils/<int:place_id>/protocol/print/", protocol.print_at_provider, name="provider-protocol-print"),
]
