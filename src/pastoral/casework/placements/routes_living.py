"""Addresses of a placement that lives, and of what its family reads."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import family, living, worrying

urlpatterns: list[URLPattern] = [
    path("<int:placement_id>/watch/", living.watch, name="placement-watch"),
    path("<int:placement_id>/visits/", living.visits, name="placement-visits"),
    path("<int:placement_id>/contact/", living.contact, name="placement-contact"),
    path("<int:placement_id>/voices/", living.voices, name="placement-voices"),
    path("<int:placement_id>/voices/ask/<int:contact_id>/", living.ask_voice, name="placement-voice-ask"),
    path("<int:placement_id>/progress/", living.progress, name="placement-progress"),
    path("<int:placement_id>/reviews/", living.reviews, name="placement-reviews"),
    path("<int:placement_id>/reviews/plan/", living.plan_review, name="placement-review-plan"),
    path("<int:placement_id>/reviews/invite/", living.invite, name="placement-review-invite"),
    path("<int:placement_id>/reviews/<int:review_id>/told/", living.informed, name="placement-review-told"),
    path("<int:placement_id>/reports/", living.reports, name="placement-reports"),
    path("<int:placement_id>/reports/copy/", living.paper_report, name="placement-report-copy"),
    path("<int:placement_id>/reports/<int:report_id>/", living.report, name="placement-report"),
    path("<int:placement_id>/concerns/", worrying.concerns, name="placement-concerns"),
    path("<int:placement_id>/concerns/<int:concern_id>/", worrying.concern, name="placement-concern"),
    path("<int:placement_id>/concerns/<int:concern_id>/read/", worrying.read, name="placement-concern-read"),
    path("<int:placement_id>/concerns/<int:concern_id>/answer/", worrying.answer, name="placement-concern-answer"),
    path("<int:placement_id>/family/", family.family, name="placement-family"),
    path("l/<str:token>/voice/", family.link_voice, name="link-placement-voice"),
]
