"""Addresses of referrals and sharing, for those who commission, and of a parent's answer by link."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import provider_people, referring, sharing, unmet

urlpatterns: list[URLPattern] = [
    path("providers/<int:provider_id>/first-lead/", provider_people.first_lead, name="provider-first-lead"),
    path("unmet/", unmet.unmet, name="placements-unmet"),
    path("<int:placement_id>/referrals/", referring.referrals, name="placement-referrals"),
    path("<int:placement_id>/referrals/ask/", referring.ask, name="placement-refer"),
    path("referrals/<int:referral_id>/choose/", referring.choose, name="referral-choose"),
    path("referrals/<int:referral_id>/take-back/", referring.take_back, name="referral-take-back"),
    path("<int:placement_id>/sharing/", sharing.overview, name="placement-sharing"),
    path("<int:placement_id>/sharing/none/", sharing.none_exists, name="placement-share-none"),
    path("<int:placement_id>/sharing/take-back/", sharing.withdraw, name="placement-share-withdraw"),
    path("<int:placement_id>/sharing/again/", sharing.resume, name="placement-share-again"),
    path("<int:placement_id>/sharing/message/", sharing.message, name="placement-message"),
    path("<int:placement_id>/sharing/consent/", sharing.consent, name="placement-consent"),
    path("<int:placement_id>/sharing/<slug:data>/", sharing.one_set, name="placement-share"),
    path("<int:placement_id>/sharing/<slug:data>/take-back/", sharing.withdraw_one, name="placement-share-withdraw-one"),
    path("sharing/files/<int:file_id>/take-back/", sharing.withdraw_file, name="shared-file-withdraw"),
    path("sharing/consents/<int:consent_id>/", sharing.consent_answer, name="placement-consent-answer"),
    path("l/<str:token>/sharing/", sharing.by_link, name="link-share-consent"),
]
