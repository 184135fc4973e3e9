"""The addresses of reduced timetables."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import auditing, family, living, papers, preparing, reading, signing, travel, week

urlpatterns: list[URLPattern] = [
    path("pupil/<int:pupil_id>/propose/", preparing.open_timetable, name="timetable-open"),
    path("<int:timetable_id>/", reading.overview, name="timetable"),
    path("<int:timetable_id>/agreed/", family.agreed, name="timetable-agreed"),
    path("<int:timetable_id>/agreed/no-longer/", family.no_longer, name="timetable-no-longer"),
    path("<int:timetable_id>/print/", papers.print_now, name="timetable-print"),
    path("<int:timetable_id>/details/", preparing.details, name="timetable-details"),
    path("<int:timetable_id>/care/", preparing.care, name="timetable-care"),
    path("<int:timetable_id>/travel/", travel.travel, name="timetable-travel"),
    path("<int:timetable_id>/travel/send/", travel.send_form, name="timetable-travel-send"),
    path("<int:timetable_id>/travel/answer/", travel.answer, name="timetable-travel-answer"),
    path("<int:timetable_id>/asking/", preparing.asking_page, name="timetable-asking"),
    path("<int:timetable_id>/asking/answer/", preparing.add_answer, name="timetable-answer"),
    path("<int:timetable_id>/asking/send/", signing.ask, name="timetable-ask-all"),
    path("<int:timetable_id>/asking/<int:key>/send/", signing.ask, name="timetable-ask"),
    path("<int:timetable_id>/asking/<int:key>/page/", signing.send_page, name="timetable-send-page"),
    path("<int:timetable_id>/asking/<int:key>/screen/", signing.on_screen, name="timetable-consent-screen"),
    path("<int:timetable_id>/asking/<int:key>/told/", signing.by_call, name="timetable-consent-told"),
    path("<int:timetable_id>/asking/<int:key>/paper/", signing.on_paper, name="timetable-consent-paper"),
    path("<int:timetable_id>/asking/<int:key>/page-to-sign/", signing.paper_page, name="timetable-consent-page"),
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
    path("<int:timetable_id>/told/", papers.notices, name="timetable-notices"),
    path("told/<int:notice_id>/again/", papers.send_again, name="timetable-notice-again"),
    path("<int:timetable_id>/documents/", papers.documents_page, name="timetable-documents"),
    path("<int:timetable_id>/do/<slug:action>/", living.move, name="timetable-move"),
    path("<int:timetable_id>/said/<int:objection_id>/", family.answer_objection, name="timetable-objection"),
    path("<int:timetable_id>/said/<int:objection_id>/read/", family.read_objection, name="timetable-objection-read"),
    path("l/<str:token>/answer/", signing.link_consent, name="link-consent"),
    path("l/<str:token>/answer/done/", signing.link_consent_done, name="link-consent-done"),
    path("l/<str:token>/agreed/", family.link_agreed, name="link-agreed"),
    path("l/<str:token>/agreed/no-longer/", family.link_no_longer, name="link-agreed-no-longer"),
    path("<int:timetable_id>/audit/", auditing.audit, name="timetable-audit"),
    path("<int:timetable_id>/audit/judge/", auditing.judge, name="timetable-audit-judge"),
    path("<int:timetable_id>/audit/red/", auditing.rate, name="timetable-audit-rate"),
    path("<int:timetable_id>/audit/print/", auditing.paper, name="timetable-audit-paper"),
]
