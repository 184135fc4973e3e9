"""What people do with a reduced timetable, in the order of its life: steps that the journeys of both nations take."""

from __future__ import annotations

import datetime as dt
import re

from journeys.conftest import Person
from pastoral.casework.timetables import grid

AFTERNOONS = grid.lessons(list(grid.SECONDARY))[4:]


def ago(days: int) -> dt.date:
    """So many days back, on a day of the week on which there is school."""
    day = dt.date.today() - dt.timedelta(days=days)
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def propose(lead: Person, *, year: str, start: dt.date, end: dt.date) -> str:
    """The address of the new timetable of a pupil of that year who has none; medical alone, so that a healthcare plan will do."""
    find_pupil(lead, year=year)
    begin_proposal(lead, start=start, end=end, reason="medical", circumstance="illness")
    lead.fill("Why are fewer hours right", "After an operation the afternoons are too much.")
    lead.fill("Which individual healthcare plan", "Healthcare plan of the school nurse")
    return proposed(lead)


def find_pupil(lead: Person, *, year: str = "", about: str = "") -> re.Match[str]:
    """Open the page of a pupil for whom hours may be proposed and whose page says `about`, a pattern; what it found."""
    lead.page.goto(f"{lead.served.url}/pupils/?year={year}")
    for path in [one.get_attribute("href") or "" for one in lead.page.locator("main table a").all()]:
        lead.page.goto(lead.served.url + path)
        found = re.search(about, lead.page.locator("body").inner_text())
        if found and lead.page.locator("main a[href$='/propose/']").count():
            return found
    raise AssertionError(f"no pupil of year {year or 'any'} without a timetable whose page says {about!r}")


def begin_proposal(lead: Person, *, start: dt.date, end: dt.date, reason: str, circumstance: str) -> None:
    lead.open(lead.page.locator("main a[href$='/propose/']").first.get_attribute("href") or "")
    lead.fill_date("First day with fewer hours", start)
    lead.fill_date("Last day with fewer hours", end)
    lead.page.locator(f"[name=reason][value={reason}]").check()
    lead.page.locator(f"[name=circumstance][value={circumstance}]").check()


def proposed(lead: Person) -> str:
    """Send the proposal; the address of the timetable."""
    lead.submit()
    found = re.search(r"/timetables/\d+/", lead.page.url)
    assert found, lead.page.url
    return found.group()


def prepare(lead: Person, at: str, steps: list[tuple[dt.date, str]]) -> None:
    """The week, who is responsible, who was asked, the risks, who watches over it, travel, the way back."""
    today = dt.date.today()
    fill_mornings(lead, at)
    lead.open(f"{at}adults/")
    lead.page.locator("[name=everywhere]").fill("Her mother")
    lead.submit()
    lead.open(f"{at}asking/")
    lead.fill_date("When was the education welfare or attendance officer asked?", today)
    lead.fill("If none: why is none needed?", "Help is there already.")
    lead.submit()
    assess(lead, at, "At home")
    lead.open(f"{at}care/")
    lead.fill("Which senior member of staff", "Huw Bevan")
    lead.fill_date("When was the ALN support team asked?", today)
    lead.submit()
    lead.open(f"{at}travel/")
    lead.fill_date("When was travel agreed", today)
    lead.submit()
    plan_way_back(lead, at, steps)


def fill_mornings(lead: Person, at: str) -> None:
    """Monday's afternoon struck out, and the day copied onto the rest of the week."""
    lead.open(f"{at}grid/")
    for number in AFTERNOONS:
        lead.page.locator(f"[name='place-{grid.key_of(1, 1, number)}']").select_option("none")
    lead.page.locator("details summary").filter(has_text="Copy a day").click()
    lead.press("Copy the day")
    lead.press("Save the timetable")


def assess(lead: Person, at: str, of: str) -> None:
    lead.open(f"{at}risks/")
    lead.choose(of)
    lead.choose("There is a risk, and it is managed")
    lead.fill("How is the risk managed?", "Her mother is there.")
    lead.fill("Where is the document?", "In the pupil's file")
    lead.fill_date("When was it done?", dt.date.today())
    lead.submit()


def plan_way_back(lead: Person, at: str, steps: list[tuple[dt.date, str]]) -> None:
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
