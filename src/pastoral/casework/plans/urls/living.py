"""Signing, sending, living with the plan, reviewing it, and reading it."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import checkins, documents, history, reading, reviewing, sending, signing

urlpatterns: list[URLPattern] = [
    path("<int:plan_id>/read/", reading.reading, name="plan-read"),
    path("<int:plan_id>/statement/", reading.statement, name="plan-statement"),
    path("<int:plan_id>/signatures/", signing.signatures_page, name="plan-signatures"),
    path("<int:plan_id>/signatures/professional/", signing.add_professional, name="plan-professional"),
    path("<int:plan_id>/agree/", signing.agree, name="plan-agree"),
    path("signatures/<int:signature_id>/", signing.signature, name="signature"),
    path("signatures/<int:signature_id>/screen/", signing.on_screen, name="signature-screen"),
    path("signatures/<int:signature_id>/link/", signing.send_link, name="signature-send"),
    path("signatures/<int:signature_id>/call/", signing.by_call, name="signature-call"),
    path("signatures/<int:signature_id>/paper/", signing.on_paper, name="signature-paper"),
    path("signatures/<int:signature_id>/page/", signing.paper_page, name="signature-page"),
    path("signatures/<int:signature_id>/unable/", signing.unable, name="signature-unable"),
    path("signatures/<int:signature_id>/again/", signing.ask_again, name="signature-again"),
    path("l/<str:token>/sign/", signing.link_sign, name="link-sign"),
    path("l/<str:token>/sign/done/", signing.link_sign_done, name="link-sign-done"),
    path("<int:plan_id>/send/", sending.send_page, name="plan-send"),
    path("<int:plan_id>/send/now/", sending.send_now, name="plan-send-now"),
    path("submissions/<int:submission_id>/again/", sending.send_again, name="submission-again"),
    path("<int:plan_id>/documents/", documents.documents_page, name="plan-documents"),
    path("<int:plan_id>/print/", documents.print_now, name="plan-print"),
    path("<int:plan_id>/check-ins/", checkins.check_ins_page, name="plan-check-ins"),
    path("<int:plan_id>/check-in/", checkins.own_check_in, name="check-in"),
    path("<int:plan_id>/reviews/", reviewing.reviews_page, name="plan-reviews"),
    path("<int:plan_id>/reviews/begin/", reviewing.begin, name="review-begin"),
    path("reviews/<int:review_id>/", reviewing.review, name="review"),
    path("<int:plan_id>/history/", history.history_page, name="plan-history"),
]
