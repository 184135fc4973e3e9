"""/attendance/confirm/, /attendance/part-time/, /registers/ (a provider's) and /whereabouts/."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import provider_views, views, whereabouts_views

urlpatterns: list[URLPattern] = [
    path("attendance/confirm/", views.confirm, name="confirmations"),
    path("attendance/part-time/", views.patterns, name="part-time-patterns"),
    path("attendance/part-time/<int:pupil_id>/", views.pattern, name="part-time-pattern"),
    path("attendance/part-time/<int:pupil_id>/reason/", views.reason, name="part-time-reason"),
    path("registers/offline.js", provider_views.service_worker, name="register-offline"),
    path("registers/today/", provider_views.today, name="provider-today"),
    path("registers/today/send/", provider_views.send, name="provider-today-send"),
    path("registers/week/", provider_views.week, name="provider-week"),
    path("registers/on-site/", provider_views.on_site, name="provider-on-site"),
    path("registers/link/<str:token>/", provider_views.link_register, name="link-register"),
    path("registers/link/<str:token>/send/", provider_views.link_send, name="link-register-send"),
    path("registers/silent/", whereabouts_views.silent, name="register-silences"),
    path("whereabouts/", whereabouts_views.school_now, name="whereabouts"),
    path("whereabouts/<int:pupil_id>/", whereabouts_views.pupil_now, name="whereabouts-pupil"),
]
