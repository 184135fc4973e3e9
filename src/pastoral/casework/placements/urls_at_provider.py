"""/at-provider/: a provider's own home, for its people. What they see is what was shared with it (ADR 0008)."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import routes_at_provider_living
from .views import answering, at_provider

urlpatterns: list[URLPattern] = [
    path("", at_provider.home, name="provider-home"),
    path("pupils/", at_provider.pupils, name="provider-pupils"),
    path("pupils/<int:place_id>/", at_provider.pupil, name="provider-pupil"),
    path("pupils/<int:place_id>/files/<int:file_id>/", at_provider.shared_file, name="provider-file"),
    path("pupils/<int:place_id>/message/", at_provider.message, name="provider-message"),
    path("referrals/", answering.inbox, name="provider-referrals"),
    path("referrals/<int:referral_id>/", answering.referral, name="provider-referral"),
    *routes_at_provider_living.urlpatterns,
]
