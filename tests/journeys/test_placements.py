"""Alternative provision from the search to a destination, told in the browser by the people of four councils.

The server's clock is the real one, so a first day lies some weeks back, as where a school writes down what has begun. A register taken
without a signal is in tests/registers/test_browser.py, with a clock that stands on a school day.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from journeys import placement_steps as steps
from journeys.conftest import PHONE, Person
from journeys.reduced_steps import ago

pytestmark = pytest.mark.browser
EVERY_DAY = (1, 2, 3, 4, 5)
TODAY = dt.date.today()


def test_hampshire_from_the_search_to_a_destination(people: Any) -> None:
    lead: Person = people("lead-hampshire")
    lead.open("/providers/?age=14&kind=alternative_provision&sort=name")
    lead.sees("Harbour Skills Centre")
    for name in ("Harbour Skills", "Saltmarsh"):
        lead.page.get_by_role("checkbox", name=re.compile(name)).check()
    lead.page.get_by_role("button", name="Compare those that you ticked").click()
    lead.page.wait_for_load_state("load")
    lead.look()
    lead.sees("Saltmarsh Farm")
    at = steps.look_for_a_place(
        lead, pupil=steps.pupil_without_a_place(lead), shape="full_time", reason="wellbeing"
    )
    steps.consult(lead, at)
    steps.ask_providers(lead, at, "Harbour Skills Centre", "Saltmarsh Farm")
    harbour: Person = people("provider-harbour", viewport=PHONE)
    said = steps.answer(harbour, accept=True, day_offered=TODAY + dt.timedelta(days=3))
    child = lead.page.locator(".app-identity, [class*=identity]").first.inner_text().split("\n")[0].strip()
    assert child
    assert child not in said
    steps.choose(lead, at)
    steps.plan(lead, at, review=TODAY + dt.timedelta(days=20))
    steps.set_times(
        lead, at, starts=ago(28), ends=TODAY + dt.timedelta(days=120), lines=[("provider", EVERY_DAY, "08:45", "15:15")]
    )
    steps.answer_four_questions(lead, at)
    lead.open(f"{at}start/")
    lead.sees("protocol")
    steps.share_everything(lead, at)
    harbour.open("/at-provider/pupils/")
    harbour.sees(child)
    steps.agree_protocol(lead, at, harbour, child)
    steps.take(lead, at, "start")
    lead.open(at)
    lead.sees("While it runs")
    _lives(lead, at, harbour, child)
    _ends(lead, at, harbour, child)


def _lives(lead: Person, at: str, harbour: Person, child: str) -> None:
    """A call, a reading of progress, a concern by the provider that is read, and a review with everybody."""
    lead.open(f"{at}contact/")
    steps.day(lead, "on", TODAY)
    steps.tick(lead, whom=("provider", "pupil"), how="call")
    lead.submit()
    lead.open(f"{at}progress/")
    lead.page.locator("main [name^=value_]").first.fill("9")
    lead.submit()
    lead.sees("9")
    steps.page_of(harbour, child)
    harbour.press(re.compile("concern|worried", re.IGNORECASE))
    harbour.page.locator("main [name=kind]").first.check()
    steps.write(harbour, said="Came with a bruise on the arm and would not say why.")
    harbour.submit()
    lead.open(f"{at}concerns/")
    concern = lead.page.locator("main h2 a[href*='/concerns/']").first.get_attribute("href") or ""
    steps.post(lead, concern, "/read/")
    lead.open(f"{at}reviews/")
    steps.day(lead, "held_on", TODAY)
    steps.tick(lead, took_part=("school", "provider", "pupil", "parent"), decision="continue")
    steps.write(lead, said="Mornings are calm.", progress="More half days than before.")
    steps.day(lead, "informed_on", TODAY)
    lead.submit()


def _ends(lead: Person, at: str, harbour: Person, child: str) -> None:
    """The last day, the final report from the provider, the child's words, where the child goes, and the close."""
    lead.open(f"{at}end/")
    steps.day(lead, "last_day", TODAY)
    steps.write(lead, reason="Ready to come back to lessons.")
    lead.submit()
    lead.open(at)
    lead.sees("How it ends")
    harbour.open("/at-provider/")
    harbour.page.locator("main a[href*='/report']").first.click()
    harbour.page.wait_for_load_state("load")
    for name in ("attainment", "progress", "attendance", "behaviour"):
        steps.write(harbour, **{name: "As agreed, with the evidence in the folder."})
    harbour.submit()
    lead.open(f"{at}way-back/")
    steps.write(lead, plan="Two mornings, then four, then all.", link_adult="Julia Marchetti")
    steps.day(lead, "back_on", TODAY + dt.timedelta(days=1))
    lead.submit()
    lead.open(f"{at}ending/")
    steps.tick(lead, returns_to_school="yes")
    lead.page.locator("main [name=destination]").select_option(index=1)
    steps.write(lead, pupil_view="I can do the mornings now.", verdict="It did what it was for.")
    lead.submit()
    steps.take(lead, at, "close")
    lead.open(at)
    lead.sees("Closed")
    harbour.open("/at-provider/pupils/")
    assert child not in harbour.page.locator("main").inner_text()


def test_neath_port_talbot_a_place_inside_a_reduced_timetable(people: Any) -> None:
    lead: Person = people("pastoral-lead")
    pupil = _key_of(lead, "Tomos Morgan")
    at = steps.look_for_a_place(lead, pupil=pupil, shape="part_of_reduced_timetable", reason="wellbeing")
    steps.consult(lead, at)
    steps.choose_provider(lead, at, "Hafan")
    steps.plan(lead, at, review=TODAY + dt.timedelta(days=20))
    steps.set_times(lead, at, starts=ago(14), ends=TODAY + dt.timedelta(days=30), lines=[("provider", (3, 4), "13:15", "15:15")])
    steps.share_everything(lead, at)
    steps.take(lead, at, "refer")
    steps.take(lead, at, "start")
    lead.open(at)
    lead.sees("While it runs")
    lead.open(f"/pupils/{pupil}/hours/")
    lead.sees("Hafan Workshop")
    officer: Person = people("ewo")
    officer.open("/provision/?q=Tomos+Morgan")
    officer.sees("Hafan Workshop")


def test_wiltshire_a_place_by_the_sixth_day(people: Any) -> None:
    lead: Person = people("lead-wiltshire")
    at = steps.look_for_a_place(lead, pupil=steps.pupil_without_a_place(lead), shape="full_time", reason="permanent_exclusion")
    lead.open(f"{at}need/")
    steps.tick(lead, arranged_by="authority", on_home_roll="yes", resident_here="yes")
    steps.day(lead, "excluded_from", ago(5))
    lead.submit()
    lead.open(at)
    lead.sees("WIL-D6-01")
    steps.consult(lead, at)
    steps.choose_provider(lead, at, "Downland")
    steps.plan(lead, at, review=TODAY + dt.timedelta(days=20))
    steps.set_times(
        lead, at, starts=TODAY, ends=TODAY + dt.timedelta(days=90), lines=[("provider", EVERY_DAY, "08:45", "15:15")]
    )
    steps.answer_four_questions(lead, at)
    steps.fund(lead, at)
    steps.share_everything(lead, at)
    steps.take(lead, at, "refer")
    steps.take(lead, at, "start")
    lead.open(at)
    lead.sees("While it runs")
    officer: Person = people("officer-wiltshire")
    officer.open("/provision/")
    officer.sees("Downland Learning")


def _key_of(lead: Person, name: str) -> str:
    lead.open("/search/")
    steps.write(lead, q=name)
    lead.submit()
    path = lead.page.locator("main a[href^='/pupils/']").filter(has_text=name).first.get_attribute("href") or ""
    return path.strip("/").split("/")[-1]


def test_a_worcestershire_officer_searches_the_published_directory(people: Any) -> None:
    officer: Person = people("officer-worcestershire", viewport=PHONE)
    officer.open("/providers/?age=7&kind=tuition&mode=online")
    officer.sees("Winchmore Tutors")
    listed = officer.page.locator("main").inner_text()
    assert "Acton Mill Care Farm" not in listed  # face to face, no tuition
    assert "Bromsgrove Community hub" not in listed  # from 11
    officer.open("/providers/?age=15&district=Malvern&kind=alternative_provision")
    officer.sees("Acton Mill Care Farm")
    assert "Bromsgrove Community hub" not in officer.page.locator("main").inner_text()
    officer.open("/providers/?q=Ivy+Russell")
    officer.press(re.compile("Ivy Russell"))
    officer.sees("EYFS through to post 16")
    officer.open("/providers/?place_type=permanent_exclusion&phase=secondary")
    officer.sees("The Forge Secondary Short Stay School")


def test_the_fifth_full_time_child_alarms_both_authorities_and_shows_neither_the_others(people: Any) -> None:
    here: Person = people("officer-hampshire")
    here.open("/provision/providers/")
    here.sees("One pupil short of being a school")
    their_children = _children_at(people("lead-hampshire"), "Fernleigh Barn")
    lead: Person = people("lead-wiltshire")
    own_children = _children_at(lead, "Fernleigh Barn")
    assert len(their_children) == 3
    assert len(own_children) == 1
    at = steps.look_for_a_place(
        lead, pupil=steps.pupil_without_a_place(lead), shape="full_time", reason="wellbeing"
    )
    steps.choose_provider(lead, at, "Fernleigh")
    steps.set_times(lead, at, starts=ago(1), ends=TODAY + dt.timedelta(days=90), lines=[("provider", EVERY_DAY, "08:45", "15:15")])
    steps.consult(lead, at)
    steps.take(lead, at, "refer")
    there: Person = people("officer-wiltshire")
    for officer, hidden in ((here, own_children), (there, their_children)):
        officer.open("/provision/providers/")
        officer.press("Fernleigh Barn")
        officer.sees("works as a school and is not registered as one")
        said = officer.page.locator("body").inner_text()
        assert not [name for name in hidden if name in said]
        officer.open("/provision/")
        assert not [name for name in hidden if name in officer.page.locator("body").inner_text()]


def _children_at(lead: Person, provider: str) -> list[str]:
    """The names of a school's own children at a provider, from its list of placements."""
    lead.open("/placements/")
    rows = lead.page.locator("main table tr, main li").filter(has_text=provider)
    return [rows.nth(n).locator("a").first.inner_text().strip() for n in range(rows.count())]
