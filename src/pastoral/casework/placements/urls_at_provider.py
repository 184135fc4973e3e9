"""/at-provider/: a provider's own home, for its people. What they see is what was shared with it (ADR 0008)."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import routes_at_provider_living, routes_protocol
from .directions import urls as directions
from .views import answering, at_provider, provider_people

urlpatterns: list[URLPattern] = [
    path("", at_provider.home, name="provider-home"),
    path("pupils/", at_provider.pupils, name="provider-pupils"),
    path("pupils/<int:place_id>/", at_provider.pupil, name="provider-pupil"),
    path("pupils/<int:place_id>/files/<int:file_id>/", at_provider.shared_file, name="provider-shared-file"),
    path("pupils/<int:place_id>/message/", at_provider.message, name="provider-message"),
    path("referrals/", answering.inbox, name="provider-referrals"),
    path("referrals/<int:referral_id>/", answering.referral, name="provider-referral"),
    path("people/", provider_people.people, name="provider-people"),
    path("people/invite/", provider_people.invite, name="provider-invite"),
    path("people/<int:membership_id>/end/", provider_people.end, name="provider-membership-end"),
    path("people/invitations/<int:invitation_id>/withdraw/", provider_people.withdraw, name="provider-invitation-withdraw"),
    *routes_at_provider_living.urlpatterns,
    *routes_protocol.at_provider,
    *directions.at_provider,
]
