"""A reduced timetable from the proposal back to full time: two steps, the second missed, and a longer time; and in England under C2.

The server's clock is the real one, so the first day lies some weeks back, as where a school writes down what has begun.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from journeys.conftest import PHONE, Person
from pastoral.casework.timetables import grid

pytestmark = pytest.mark.browser
MORNINGS = grid.lessons(list(grid.SECONDARY))[:4]


def ago(days: int) -> dt.date:
    """So many days back, on a day of the week on which there is school."""
    day = dt.date.today() - dt.timedelta(days=days)
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def test_year_9_from_a_proposal_to_full_time_through_two_steps_one_missed_and_a_longer_time(people: Any) -> None:
    lead: Person = people("pastoral-lead")
    at = propose(lead, year="9", start=ago(70), end=ago(-10))
    prepare(lead, at, [(ago(40), "18"), (ago(12), "24")])
    lead.open(f"{at}asking/")
    lead.sees("Not answered yet")
    answer_by_telephone(lead)
    take(lead, at, "consult", "assess_risk", "agree", "notify", "begin")
    lead.sees("It is running")
    lead.sees("The step to 24 hours a week was planned")
    review(lead, at, "increased", held=ago(40), step=1)
    lead.open(at)
    lead.sees("The step to 24 hours a week was planned")
    review(lead, at, "extension", held=ago(1), until=ago(-35))
    lead.open(at)
    lead.sees("A longer time is asked for")
    group: Person = people("monitoring-group")
    group.open(f"{at}longer/")
    group.press("Pass it on to the Director")
    director: Person = people("director", viewport=PHONE)
    director.open(f"{at}longer/")
    director.page.locator("[name=authorise][value=yes]").check()
    director.fill("Your reasons", "Good progress; three weeks more for the step at lunch.")
    director.page.get_by_role("button", name="Record the decision").click()
    director.sees("Authorised")
    review(lead, at, "increased", held=dt.date.today(), step=1)
    review(lead, at, "ended", held=dt.date.today())
    lead.open(at)
    lead.sees("Closed on")


def test_england_part_time_under_c2_is_told_in_its_own_words(people: Any) -> None:
    lead: Person = people("lead-worcestershire")
    lead.open("/")
    at = of_the_demo(lead)
    lead.open(at)
    lead.sees("It is running")
    lead.sees("Part-time timetable")
    assert "PSP" not in lead.page.locator("main").inner_text(), "the words of Wales stand on a page of England"
    review(lead, at, "ended", held=dt.date.today())
    lead.open(at)
    lead.sees("Closed on")


# what a lead does


def propose(lead: Person, *, year: str, start: dt.date, end: dt.date) -> str:
    """The address of the new timetable of a pupil of that year who has none; medical alone, so that a healthcare plan will do."""
    lead.page.goto(f"{lead.served.url}/pupils/?year={year}")
    link = lead.page.locator("main a[href$='/propose/']")
    for path in [one.get_attribute("href") or "" for one in lead.page.locator("main table a").all()]:
        lead.page.goto(lead.served.url + path)
        if link.count():
            break
    lead.open(link.first.get_attribute("href") or "")
    lead.fill_date("First day with fewer hours", start)
    lead.fill_date("Last day with fewer hours", end)
    lead.page.locator("[name=reason][value=medical]").check()
    lead.page.locator("[name=circumstance][value=illness]").check()
    lead.fill("Why are fewer hours right", "After an operation the afternoons are too much.")
    lead.fill("Which individual healthcare plan", "Healthcare plan of the school nurse")
    lead.submit()
    found = re.search(r"/timetables/\d+/", lead.page.url)
    assert found, lead.page.url
    return found.group()


def prepare(lead: Person, at: str, steps: list[tuple[dt.date, str]]) -> None:
    """The week, who is responsible, who was asked, the risks, who watches over it, travel, the way back."""
    today = dt.date.today()
    lead.open(f"{at}grid/")
    for number in grid.lessons(list(grid.SECONDARY)):
        if number not in MORNINGS:
            lead.page.locator(f"[name='place-{grid.key_of(1, 1, number)}']").select_option("none")
    lead.page.locator("details summary").filter(has_text="Copy a day").click()
    lead.press("Copy the day")
    lead.press("Save the timetable")
    lead.open(f"{at}adults/")
    lead.page.locator("[name=everywhere]").fill("Her mother")
    lead.submit()
    lead.open(f"{at}asking/")
    lead.fill_date("When was the Education Welfare Officer asked?", today)
    lead.fill("If none: why is none needed?", "Help is there already.")
    lead.submit()
    lead.open(f"{at}risks/")
    lead.choose("At home")
    lead.choose("There is a risk, and it is managed")
    lead.fill("How is the risk managed?", "Her mother is at home.")
    lead.fill_date("When was it done?", today)
    lead.submit()
    lead.open(f"{at}care/")
    lead.fill("Which senior member of staff", "Huw Bevan")
    lead.fill_date("When was the ALN support team asked?", today)
    lead.submit()
    lead.open(f"{at}travel/")
    lead.fill_date("When was travel agreed", today)
    lead.submit()
    lead.open(f"{at}way-back/")
    for number, (on, hours) in enumerate(steps, start=1):
        lead.page.locator(f"#on-{number}").fill(on.isoformat())
        lead.page.locator(f"#hours-{number}").fill(hours)
        lead.page.locator(f"#needs-{number}").fill("Two calm weeks")
    lead.press("Save the way back")


def answer_by_telephone(lead: Person) -> None:
    """Each parent who may answer says yes on the telephone."""
    while (link := lead.page.get_by_role("link", name=re.compile("^By telephone"))).count():
        lead.open(link.first.get_attribute("href") or "")
        lead.page.locator("[name=answer][value=yes]").check()
        lead.fill_date("When was the call?", dt.date.today())
        lead.fill("Who called, and who listened?", "Siân Rees and Huw Bevan")
        lead.fill("What was said", "Yes to all of it. 01632 960456.")
        lead.submit()


def take(lead: Person, at: str, *actions: str) -> None:
    """The next step's own button, once for each stage."""
    for action in actions:
        lead.open(at)
        button = lead.page.locator(f"main form[action$='/do/{action}/'] button").first
        with lead.page.expect_navigation(wait_until="load"):
            button.click()


def review(lead: Person, at: str, outcome: str, *, held: dt.date, step: int = 0, until: dt.date | None = None) -> None:
    lead.open(f"{at}reviews/")
    lead.fill_date("When was the review held?", held)
    lead.page.locator(f"[name=outcome][value={outcome}]").check()
    if step:
        lead.page.locator("select[name=step_id]").select_option(index=step)
    if until is not None:
        lead.fill_date("Until when should it go on?", until)
        lead.fill("If a longer time is asked for", "The step at lunch came late.")
    with lead.page.expect_navigation(wait_until="load"):
        lead.page.get_by_role("button", name="Record the review").click()
    lead.look()


def of_the_demo(lead: Person) -> str:
    """The one reduced timetable of this council, found from its pupil's page."""
    lead.page.goto(f"{lead.served.url}/pupils/")
    paths = [row.get_attribute("href") or "" for row in lead.page.locator("main table a").all()]
    for path in paths:
        lead.page.goto(lead.served.url + path)
        link = lead.page.locator("main a[href^='/timetables/']").filter(visible=True)
        for one in link.all():
            href = one.get_attribute("href") or ""
            if found := re.match(r"/timetables/\d+/", href):
                return found.group()
    raise AssertionError("no reduced timetable on any pupil's page")

