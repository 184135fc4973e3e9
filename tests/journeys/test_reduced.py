"""A reduced timetable from the proposal back to full time: two steps, the second missed, and a longer time; and in England under C2.

The server's clock is the real one, so the first day lies some weeks back, as where a school writes down what has begun.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from journeys.conftest import PHONE, Person
from journeys.reduced_steps import (
    AFTERNOONS,
    ago,
    answer_by_telephone,
    assess,
    begin_proposal,
    fill_mornings,
    find_pupil,
    plan_way_back,
    prepare,
    propose,
    proposed,
    review,
    take,
)
from journeys.story import newest_link
from pastoral.casework.timetables import grid
from pastoral.config.demo.places import DemoTerm, terms_around

pytestmark = pytest.mark.browser
MOTHER = (
    r"(?P<upn>[A-Z]\d{12})[\s\S]*End\s+(?P<name>[^\n]+)\s+Who\s+Mother, has parental responsibility, lives with the child\s+"
    r"Language\s+\w+\s+E-mail address\s+(?P<email>\S+)"
)


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


def test_england_a_part_time_timetable_from_a_proposal_to_full_time_under_c2(people: Any) -> None:
    lead: Person = people("lead-worcestershire")
    term, days = lately(15)
    step = days[-5]  # on this day the afternoon of days[-2] comes back
    mother = find_pupil(lead, about=MOTHER)
    pupil = lead.page.url.removeprefix(lead.served.url)
    begin_proposal(lead, start=days[0], end=ago(-35), reason="mental_health", circumstance="reintegration")
    lead.fill("Why are fewer hours right", "After seven weeks away two calm mornings were the first in school again.")
    lead.fill("What else was tried", "A quiet room after lunch. It did not hold.")
    at = proposed(lead)
    lead.open(at)
    speaks_as_worcestershire(lead)
    prepare_in_england(lead, at, [(step, "20.8"), (ago(-20), "25")])
    add_an_afternoon(lead, at, days[-2])
    a_parent_agrees_by_link(people, lead, at, mother["name"], mother["email"])
    take(lead, at, "consult", "assess_risk", "agree", "notify", "begin")
    lead.sees("It is running")
    speaks_as_worcestershire(lead)
    lead.open(f"{at}told/")
    lead.sees("psp@severnham.invalid")
    officer: Person = people("officer-worcestershire", viewport=PHONE)
    officer.open("/not-full-time/")
    assert officer.page.locator(f"main a[href='{at}']").count() == 1
    officer.open(at)
    speaks_as_worcestershire(officer)
    # the register: C2 where it was agreed; another leave, a code for younger children, and C2 on a morning in school
    marks = {day: ["/", "C2"] for day in days}
    marks[days[-8]][1], marks[days[-7]][1], marks[days[-6]][0] = "C", "X", "C2"
    bring_in(lead, mother["upn"], marks)
    register = f"{pupil}attendance/?term={term.starts_on.isoformat()}"
    assert odd(lead, register) == {
        (days[-8], "afternoon", "C", "C2", "ENG-REG-06"),
        (days[-7], "afternoon", "X", "C2", "ENG-REG-06"),
        *not_agreed(days[-6], "morning"),
    }
    lead.look("register")
    review(lead, at, "increased", held=step, step=1)
    assert odd(lead, register) >= not_agreed(days[-2], "afternoon"), "C2 still fits on an afternoon that was given back"
    review(lead, at, "ended", held=dt.date.today())
    lead.open(at)
    lead.sees("Closed on")
    officer.open("/not-full-time/")
    assert officer.page.locator(f"main a[href='{at}']").count() == 0, "full time, and still on the list"


# what is England's own


def lately(number: int) -> tuple[DemoTerm, list[dt.date]]:
    """The newest term with so many school days gone by, and the last of them."""
    today = dt.date.today()
    for term in reversed(terms_around(today)):
        every = [term.starts_on + dt.timedelta(days=n) for n in range((min(term.ends_on, today) - term.starts_on).days)]
        days = [
            day for day in every[1:]
            if day.weekday() < 5 and day < today and not term.half_starts_on <= day <= term.half_ends_on
        ]  # fmt: skip
        if len(days) >= number:
            return term, days[-number:]
    raise AssertionError("no term with so many days")


def speaks_as_worcestershire(lead: Person) -> None:
    lead.sees("Part-time timetable")
    said = lead.page.locator("main").inner_text()
    assert not re.search(r"\bPSP\b|NPT-", said), "the words of Wales stand on a page of England"


def prepare_in_england(lead: Person, at: str, steps: list[tuple[dt.date, str]]) -> None:
    """Afternoons away, her mother there and told, risks in writing, the way back and the day of the next review."""
    fill_mornings(lead, at)
    lead.open(f"{at}adults/")
    lead.page.locator("[name=everywhere]").fill("Her mother")
    lead.page.locator("[name=told_on]").fill(dt.date.today().isoformat())
    lead.submit()
    assess(lead, at, "At home")
    assess(lead, at, "On the way")
    plan_way_back(lead, at, steps)
    lead.open(f"{at}reviews/")
    lead.fill_date("When is the next review?", ago(-10))
    lead.submit()


def add_an_afternoon(lead: Person, at: str, day: dt.date) -> None:
    """The week that the first step brings: the afternoon of this weekday in school."""
    lead.open(f"{at}way-back/")
    lead.page.get_by_role("link", name=re.compile("^Prepare the week")).first.click()
    lead.look()
    for number in AFTERNOONS:
        lead.page.locator(f"[name='place-{grid.key_of(1, day.isoweekday(), number)}']").select_option("school")
    lead.press("Save the week from this step")


def a_parent_agrees_by_link(people: Any, lead: Person, at: str, name: str, email: str) -> None:
    """No account: the message, what is proposed, yes; the link answers once."""
    lead.open(f"{at}asking/")
    lead.press(re.compile(f"^Send a link.*{name}", re.S))
    parent: Person = people("", viewport=PHONE)
    link = newest_link(lead, email, "answer")
    parent.open(link)
    parent.sees(name)
    parent.choose("I agree")
    parent.fill("Type your name to sign", name)
    parent.press("Send my answer")
    parent.page.goto(parent.served.url + link)
    assert "Send my answer" not in parent.page.content(), "a link answers once"


def not_agreed(day: dt.date, half: str) -> set[tuple[dt.date, str, str, str, str]]:
    """C2 where the child was due in school: an absence without a reason, and a code without the agreement it stands for."""
    return {(day, half, "C2", "N, O or G", "CODE-01"), (day, half, "C2", "N, O or G", "ENG-REG-06")}


def bring_in(lead: Person, upn: str, marks: dict[dt.date, list[str]]) -> None:
    """A small file of the school's register, through the page."""
    rows = "".join(f"{upn},{day:%d/%m/%Y},{am},{pm}\n" for day, (am, pm) in marks.items())
    lead.open("/attendance/imports/")
    lead.press("Import a file")
    lead.page.set_input_files(
        "input[type=file]", files=[{"name": "marks.csv", "mimeType": "text/csv", "buffer": f"UPN,Date,AM,PM\n{rows}".encode()}]
    )
    lead.press("Read the file")
    lead.press("Import these marks")
    lead.sees("The marks are imported")


def odd(lead: Person, register: str) -> set[tuple[dt.date, str, str, str, str]]:
    """What does not fit, as the child's register says: day, half, the mark, what was expected, the rule."""
    lead.open(register)
    found = set()
    for row in lead.page.locator("table:has(caption:text('What does not fit')) tbody tr").all():
        day, half = row.locator("th").inner_text().splitlines()
        code, expected, why = row.locator("td").all_inner_texts()
        rules = re.findall(r"\(([A-Z]+-[A-Z0-9-]+)\)", why)
        read = dt.datetime.strptime(day.replace("Sept", "Sep"), "%d %b %Y").date()
        found |= {(read, half, code, expected, rule) for rule in rules}
    return found
