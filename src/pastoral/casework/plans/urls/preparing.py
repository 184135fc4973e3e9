"""Opening, deciding, gathering, organising; and the pages that need no account."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import gathering, opening, organising, plan, policies, replies

urlpatterns: list[URLPattern] = [
    path("open/<int:pupil_id>/", opening.open_plan, name="plan-open"),
    path("<int:plan_id>/", plan.plan, name="plan"),
    path("<int:plan_id>/move/<slug:action>/", plan.move, name="plan-move"),
    path("<int:plan_id>/deciding/", opening.deciding, name="plan-deciding"),
    path("<int:plan_id>/rules/", policies.policy_page, name="plan-policy"),
    path("<int:plan_id>/deciding/tell-wellbeing/", opening.tell_wellbeing, name="plan-tell-wellbeing"),
    path("<int:plan_id>/gathering/", gathering.gathering_page, name="plan-gathering"),
    path("<int:plan_id>/gathering/<slug:input>/ask/", gathering.ask, name="contribution-ask"),
    path("<int:plan_id>/gathering/<slug:input>/go-on-without/", gathering.waive, name="contribution-waive"),
    path("<int:plan_id>/views/", gathering.views_page, name="plan-views"),
    path("contributions/<int:contribution_id>/", gathering.contribution, name="contribution"),
    path("contributions/<int:contribution_id>/ask-again/", gathering.chase, name="contribution-chase"),
    path("contributions/<int:contribution_id>/decline/", gathering.decline, name="contribution-decline"),
    path("<int:plan_id>/organising/", organising.organising_page, name="plan-organising"),
    path("<int:plan_id>/organising/chosen-adult/", organising.chosen_adult, name="plan-chosen-adult"),
    path("<int:plan_id>/organising/people/", organising.add_people, name="attendee-add"),
    path("<int:plan_id>/organising/invite/", organising.invite, name="plan-invite"),
    path("attendees/<int:attendee_id>/remove/", organising.remove_person, name="attendee-remove"),
    path("attendees/<int:attendee_id>/reply/", organising.attendee_reply, name="attendee-reply"),
    path("l/<str:token>/views/", replies.contribute, name="link-contribute"),
    path("l/<str:token>/views/save/", replies.contribute_save, name="link-contribute-save"),
    path("l/<str:token>/views/decline/", replies.contribute_decline, name="link-contribute-decline"),
    path("l/<str:token>/views/thanks/", replies.contribute_thanks, name="link-contribute-thanks"),
    path("l/<str:token>/reply/", replies.reply, name="link-reply"),
]
