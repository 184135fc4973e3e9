"""Included twice: `urlpatterns` under /accounts/, `root_urlpatterns` at the root."""

from __future__ import annotations

from django.urls import path

from . import links
from .views import demo, own, people, support

urlpatterns = [
    path("", own.account, name="account"),
    path("digest/", own.digest, name="digest-setting"),
    path("away/", own.away, name="away"),
    path("away/<int:cover_id>/end/", own.away_end, name="away-end"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:membership_id>/end/", people.end, name="membership-end"),
    path("invitations/<int:invitation_id>/resend/", people.resend, name="invitation-resend"),
    path("invitations/<int:invitation_id>/withdraw/", people.withdraw, name="invitation-withdraw"),
    path("invitation/<str:token>/", people.accept, name="invitation"),
    path("support/", support.support_session, name="support"),
    path("support/end/", support.support_end, name="support-end"),
    path("support/log/", support.support_log, name="support-log"),
]
root_urlpatterns = [
    path("language/", own.language, name="language"),
    path("l/<str:token>/", links.enter, name="link"),
    path("demo/", demo.cast, name="demo-cast"),
    path("demo/sign-in/<str:persona>/", demo.sign_in, name="demo-sign-in"),
    path("demo/sign-in/<str:persona>", demo.sign_in, name="demo-sign-in-short"),
]
