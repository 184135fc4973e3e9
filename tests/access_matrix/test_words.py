"""What the table of routes cannot say: words on a page, files, links, support sessions, the demo's own pages, the family's signs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from pastoral.casework.plans.models import Contribution, Review
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.models import SupportSession

from .expectations import EXPECTED
from .matrix import RESTRICTED_WORDS, STAFF_WORDS, Matrix, routes
from .records import stored
from .who import AUTHORITY, EVERYBODY, FAMILY, NOBODY, OFFICERS, OTHER, PEOPLE, SCHOOL_LEADS, WHO_SEE_TOMOS

PUPIL_PAGES = ("pupil", "pupil-notes", "pupil-timeline", "plan", "plan-read")


def notes_read(matrix: Matrix, persona: str) -> set[str]:
    text = "".join(matrix.ask(persona, route).text for route in PUPIL_PAGES)
    return {words for words in (STAFF_WORDS, RESTRICTED_WORDS) if words in text}


@pytest.mark.parametrize("persona", sorted(WHO_SEE_TOMOS))
def test_notes_are_read_by_those_they_are_for(matrix: Matrix, persona: str) -> None:
    wanted = set() if persona in FAMILY | {"provider"} else {STAFF_WORDS}
    if persona in SCHOOL_LEADS | OFFICERS:
        wanted.add(RESTRICTED_WORDS)
    assert notes_read(matrix, persona) == wanted


@pytest.mark.parametrize(
    ("values", "readers"),
    [
        ({"kind": "psp-form", "restricted": True}, SCHOOL_LEADS | OFFICERS),
        ({"kind": "signed-paper", "origin": "uploaded"}, SCHOOL_LEADS | AUTHORITY),
    ],
    ids=["restricted", "uploaded by somebody else"],
)
def test_files_that_are_not_for_everybody(matrix: Matrix, values: dict[str, Any], readers: frozenset[str]) -> None:
    with matrix.ours.writing():
        file = stored(matrix.ours, **values)
    got = {persona: matrix.open(persona, f"/files/{file.pk}/").code for persona in PEOPLE}
    assert {persona for persona, code in got.items() if code == 200} == readers
    assert set(got.values()) <= {200, 403, 404}


def test_an_agency_fetches_what_it_uploaded_itself(matrix: Matrix) -> None:
    with matrix.ours.writing():
        file = stored(matrix.ours, kind="evidence", origin="uploaded", made_by=matrix.world.people["professional"])
    assert matrix.open("professional", f"/files/{file.pk}/").code == 200
    assert matrix.open("provider", f"/files/{file.pk}/").code == 404


def test_what_each_person_said_is_not_on_the_meeting_page_before_the_meeting(matrix: Matrix) -> None:
    said = "numbat-said-in-confidence"
    with matrix.ours.writing():
        matrix.ours.of_plan(
            Contribution, input="child", person="Tomos", status="answered", answered_at=timezone.now(),
            answers={question: said for question in CHILD_QUESTIONS},
        )  # fmt: skip
    seen = {}
    for stage in ("gathering", "meeting"):
        matrix.at(stage)
        seen[stage] = {persona for persona in PEOPLE if said in matrix.ask(persona, "plan-meeting").text}
    assert seen == {
        "gathering": SCHOOL_LEADS | OFFICERS,
        "meeting": SCHOOL_LEADS | OFFICERS | {"teacher", "professional"},
    }


# The child's questions of the packs that are shipped.
CHILD_QUESTIONS = ("good_at", "school_feels", "change", "would_help", "hopes")


def test_a_held_review_is_read_by_all_who_see_the_child_and_a_draft_is_not(matrix: Matrix) -> None:
    matrix.at("live")
    with matrix.ours.writing():
        held = matrix.ours.of_plan(
            Review, number=8, due_on="2026-11-02", held_on="2026-11-02", decision="continue", evaluation="It helped", sha256="0" * 64
        )
    got = {persona: matrix.open(persona, f"/plans/reviews/{held.pk}/").code for persona in EVERYBODY}
    assert {persona for persona, code in got.items() if code == 200} == WHO_SEE_TOMOS
    assert got[OTHER] == 404
    assert got[NOBODY] == 401


def token_of(matrix: Matrix, purpose: str, subject: int, pupil: Any) -> str:
    with matrix.ours.writing() as system:
        address = links.make(purpose, subject, pupil=pupil, person="A", language="en-gb", days=7, by=system)
    return address.rstrip("/").split("/l/")[1].split("/")[0]


def test_a_link_opens_its_own_page_and_no_other(matrix: Matrix) -> None:
    matrix.at("meeting")
    contribution = matrix.ours.value("contribution", "contribution_id")
    token = token_of(matrix, "contribute", contribution, matrix.ours.pupil)
    assert matrix.open(NOBODY, f"/plans/l/{token}/views/").code == 200
    for page in ("sign", "reply", "sign/done"):
        assert matrix.open(NOBODY, f"/plans/l/{token}/{page}/").code == 404, page
    for route in ("plan", "plan-read", "pupil", "contribution", "file"):
        assert matrix.ask(NOBODY, route).code == 401, route


def test_a_link_about_one_child_never_leads_to_anothers_record(matrix: Matrix) -> None:
    for records in (matrix.next_child, matrix.next_school, matrix.theirs):
        other = records.value("contribution", "contribution_id")
        token = token_of(matrix, "contribute", other, matrix.ours.pupil)
        assert matrix.open(NOBODY, f"/plans/l/{token}/views/").code == 404


def test_support_looks_in_a_session_and_changes_nothing(matrix: Matrix) -> None:
    matrix.at("meeting")
    assert matrix.ask("support", "pupil").code == matrix.ask("support", "plan").code == 403
    session = SupportSession.objects.create(
        user=matrix.world.people["support"], authority=matrix.world.authority, reason="A", ends_at=timezone.now() + dt.timedelta(minutes=30)
    )
    try:
        assert matrix.ask("support", "pupil").code == 200
        assert matrix.ask("support", "pupil", matrix.theirs).code == 404
        assert RESTRICTED_WORDS not in notes_read(matrix, "support")
        wrong = [
            route
            for route, expected in EXPECTED.items()
            if expected.about and expected.code == 405 and matrix.ask("support", route, method="POST").code not in (403, 404)
        ]
        assert not wrong
    finally:
        session.delete()


@pytest.mark.parametrize("persona", ["monitoring-group", "director"])
def test_those_who_watch_over_all_plans_change_none(matrix: Matrix, persona: str) -> None:
    matrix.at("live")
    wrong = {
        route: answer.code
        for route, expected in EXPECTED.items()
        if expected.about and matrix.gate_opens(persona, route) and route != "timetable-pass-on"  # theirs: NPT-RT-05
        and (answer := matrix.ask(persona, route, method="POST")).code == 302
    }
    assert not wrong


DEMO_PAGES = sorted(route for route in routes() if route.startswith("demo-"))


@pytest.mark.parametrize("route", DEMO_PAGES)
def test_outside_the_demo_its_pages_are_not_there(matrix: Matrix, route: str) -> None:
    where = f"/demo/sign-in/{'head' if route == 'demo-sign-in-short' else 'head/'}" if "sign-in" in route else None
    with override_settings(DEMO=False):
        for persona in (NOBODY, *sorted(FAMILY)):
            answer = matrix.open(persona, where) if where else matrix.ask(persona, route)
            assert answer.code == 404, persona
        # Staff are first asked for their second factor; they get no further either.
        answer = matrix.open("head", where) if where else matrix.ask("head", route)
        assert answer.code == 404 or answer.location.startswith("/accounts/2fa/")
