"""Addresses of off-site directions."""

from __future__ import annotations

from django.urls import path

from . import at_provider as provider
from . import family, views

urlpatterns = [
    path("", views.directions, name="directions"),
    path("open/<int:pupil_id>/", views.open_direction, name="direction-open"),
    path("l/<str:token>/", family.link_direction, name="link-direction"),
    path("reviews/<int:review_id>/", views.hold, name="direction-review"),
    path("reviews/<int:review_id>/by-hand/", views.by_hand, name="direction-review-letters"),
    path("reviews/<int:review_id>/invite/", views.invite, name="direction-review-invite"),
    path("reviews/<int:review_id>/tell/", views.tell_outcome, name="direction-review-tell"),
    path("<int:direction_id>/", views.overview, name="direction"),
    path("<int:direction_id>/decision/", views.decide, name="direction-decide"),
    path("<int:direction_id>/notice/", views.notice, name="direction-notice"),
    path("<int:direction_id>/letter/", views.letter, name="direction-letter"),
    path("<int:direction_id>/letter/give/", views.give, name="direction-give"),
    path("<int:direction_id>/letter/to-provider/", views.to_provider, name="direction-to-provider"),
    path("<int:direction_id>/letter/print/", views.print_notice, name="direction-print"),
    path("<int:direction_id>/days/", views.days, name="direction-dates"),
    path("<int:direction_id>/council/", views.council, name="direction-council"),
    path("<int:direction_id>/way-back/", views.way_back, name="direction-way-back"),
    path("<int:direction_id>/reviews/", views.reviews, name="direction-reviews"),
    path("<int:direction_id>/reviews/asked/", views.record_request, name="direction-request"),
    path("<int:direction_id>/move/<str:action>/", views.move, name="direction-move"),
    path("<int:direction_id>/family/", family.family, name="direction-family"),
]
at_provider = [
    path("pupils/<int:place_id>/direction/<int:notice_id>/", provider.notice, name="provider-direction"),
    path("pupils/<int:place_id>/direction/<int:notice_id>/print/", provider.print_notice, name="provider-direction-print"),
]
