"""Addresses of a placement's own pages: opening it, its parts, starting it, the list."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import deciding, listing, papers, reading, starting, timing

urlpatterns: list[URLPattern] = [
    path("", listing.placements, name="placements"),
    path("pupil/<int:pupil_id>/look/", deciding.open_placement, name="placement-open"),
    path("<int:placement_id>/", reading.overview, name="placement"),
    path("<int:placement_id>/need/", deciding.need, name="placement-need"),
    path("<int:placement_id>/asked/", deciding.asked, name="placement-asked"),
    path("<int:placement_id>/asked/add/", deciding.consult, name="placement-consult"),
    path("<int:placement_id>/plan/", deciding.plan, name="placement-plan"),
    path("<int:placement_id>/plan/print/", papers.print_plan, name="placement-plan-print"),
    path("<int:placement_id>/objectives/", deciding.objectives, name="placement-objectives"),
    path("<int:placement_id>/objectives/add/", deciding.objective, name="placement-objective-add"),
    path("<int:placement_id>/objectives/<int:objective_id>/", deciding.objective, name="placement-objective"),
    path("<int:placement_id>/objectives/<int:objective_id>/remove/", deciding.remove_objective, name="placement-objective-remove"),
    path("<int:placement_id>/provider/", deciding.provider, name="placement-provider"),
    path("<int:placement_id>/provider/choose/", deciding.choose_provider, name="placement-provider-choose"),
    path("<int:placement_id>/dates/", timing.dates, name="placement-dates"),
    path("<int:placement_id>/times/", timing.week, name="placement-times"),
    path("<int:placement_id>/meanwhile/", timing.cover, name="placement-cover"),
    path("<int:placement_id>/cost/", deciding.cost, name="placement-cost"),
    path("<int:placement_id>/questions/", deciding.questions, name="placement-questions"),
    path("<int:placement_id>/start/", starting.start, name="placement-start"),
    path("<int:placement_id>/start/registered/", starting.register_both, name="placement-register-both"),
    path("<int:placement_id>/do/<slug:action>/", starting.move, name="placement-move"),
]
