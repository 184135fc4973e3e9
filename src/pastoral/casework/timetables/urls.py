"""The addresses of reduced timetables."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import auditing, living, preparing, reading, week

urlpatterns: list[URLPattern] = [
    path("pupil/<int:pupil_id>/propose/", preparing.open_timetable, name="timetable-open"),
    path("<int:timetable_id>/", reading.overview, name="timetable"),
    path("<int:timetable_id>/agreed/", reading.agreed, name="timetable-agreed"),
    path("<int:timetable_id>/print/", reading.print_now, name="timetable-print"),
    path("<int:timetable_id>/details/", preparing.details, name="timetable-details"),
    path("<int:timetable_id>/care/", preparing.care, name="timetable-care"),
    path("<int:timetable_id>/travel/", preparing.travel, name="timetable-travel"),
    path("<int:timetable_id>/asking/", preparing.asking_page, name="timetable-asking"),
    path("<int:timetable_id>/asking/answer/", preparing.add_answer, name="timetable-answer"),
    path("<int:timetable_id>/asking/agency/", preparing.add_agency, name="timetable-agency"),
    path("<int:timetable_id>/risks/", preparing.risks, name="timetable-risks"),
    path("<int:timetable_id>/periods/", week.periods, name="timetable-periods"),
    path("<int:timetable_id>/grid/", week.grid_page, name="timetable-grid"),
    path("<int:timetable_id>/grid/hours/", week.hours, name="timetable-hours"),
    path("<int:timetable_id>/adults/", week.adults, name="timetable-adults"),
    path("<int:timetable_id>/way-back/", living.way_back, name="timetable-way-back"),
    path("<int:timetable_id>/reviews/", living.reviews, name="timetable-reviews"),
    path("<int:timetable_id>/longer/", living.extension, name="timetable-extension"),
    path("<int:timetable_id>/longer/pass-on/", living.pass_on, name="timetable-pass-on"),
    path("<int:timetable_id>/told/", living.notices, name="timetable-notices"),
    path("<int:timetable_id>/do/<slug:action>/", living.move, name="timetable-move"),
    path("<int:timetable_id>/said/<int:objection_id>/", living.answer_objection, name="timetable-objection"),
    path("<int:timetable_id>/audit/", auditing.audit, name="timetable-audit"),
    path("<int:timetable_id>/audit/judge/", auditing.judge, name="timetable-audit-judge"),
    path("<int:timetable_id>/audit/red/", auditing.rate, name="timetable-audit-rate"),
    path("<int:timetable_id>/audit/print/", auditing.paper, name="timetable-audit-paper"),
]
