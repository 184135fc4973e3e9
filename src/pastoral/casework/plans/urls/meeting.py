"""The meeting: one screen, its parts, outcomes, promises, and the check before signing."""

from __future__ import annotations

from django.urls import path

from ..views import checking, commitments, meeting, other_forms, outcomes

urlpatterns = [
    path("<int:plan_id>/meeting/", meeting.meeting, name="plan-meeting"),
    path("<int:plan_id>/meeting/begin/", meeting.begin, name="plan-meeting-begin"),
    path("<int:plan_id>/meeting/news/", meeting.news, name="plan-meeting-news"),
    path("<int:plan_id>/meeting/<slug:section>/", meeting.section, name="plan-section"),
    path("<int:plan_id>/form/<slug:form>/", other_forms.other_form, name="plan-form"),
    path("<int:plan_id>/form/<slug:form>/choose/", other_forms.add_on, name="plan-add-on"),
    path("<int:plan_id>/outcomes/new/", outcomes.new, name="plan-outcome-new"),
    path("outcomes/<int:outcome_id>/support/", outcomes.support, name="outcome-support"),
    path("outcomes/<int:outcome_id>/drop/", outcomes.drop, name="outcome-drop"),
    path("outcomes/<int:outcome_id>/<slug:step>/", outcomes.step, name="outcome"),
    path("<int:plan_id>/commitments/new/", commitments.new, name="commitment-new"),
    path("commitments/<int:commitment_id>/", commitments.change, name="commitment"),
    path("commitments/<int:commitment_id>/end/", commitments.end, name="commitment-end"),
    path("<int:plan_id>/check/", checking.check, name="plan-check"),
    path("<int:plan_id>/check/seal/", checking.seal, name="plan-seal"),
]
