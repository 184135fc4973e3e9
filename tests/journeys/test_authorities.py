"""A lead in each of the other councils runs the plan of their own guidance, in its words: opening it, the meeting, signing, a review."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pytest

from journeys.conftest import DESKTOP, PHONE, Person
from pastoral.config.demo.faults import TEN

pytestmark = pytest.mark.browser
ALL_SAID = "All that the rules say, with their numbers, and what was put right"


@dataclass(frozen=True)
class Local:
    """What must be read on the way: the council's own names and words."""

    key: str  # of the person: lead-<key>
    plan: str  # what the plan is called
    form: tuple[str, ...]  # of its form
    target: tuple[str, ...] = ()  # what a target asks beyond the outcome
    phone: bool = False
    final: bool = False  # whether its plan ends with a meeting that says whether it was successful


LOCALS = (
    Local(
        "hillingdon", "Pastoral Support Programme",
        ("Areas of concern", "Consequences if no effort is shown", "How will it be monitored?"), ("reward", "support"), final=True,
    ),
    Local("hampshire", "Personalised Plan for Intervention", ("Which providers",), phone=True),
    Local("wiltshire", "Reduced Education Provision Plan", ("way back",)),
    Local("worcestershire", "Person-Centred Plan", ("Who is this child?", "What will the child learn to do instead"), phone=True),
    Local("vale-of-arden", "Arden Thrive Plan", ("What does a good day at school look like",)),
)  # fmt: skip


@pytest.mark.parametrize("local", LOCALS, ids=lambda local: local.key)
def test_a_lead_runs_the_plan_of_their_own_council(people: Any, local: Local) -> None:
    lead: Person = people(f"lead-{local.key}", viewport=PHONE if local.phone else DESKTOP)
    today = dt.date.today()
    open_another(lead, local)
    plan = called_meeting(lead)
    lead.sees(local.plan)
    hold_the_meeting(lead, plan, local, today)
    sign(lead, plan)
    begin(lead, plan)
    review(lead, plan, local, today)
    what_the_rules_say(lead, plan)


def open_another(lead: Person, local: Local) -> None:
    """For a pupil who has no plan yet: the button, the page and the plan carry the council's own name for it."""
    listed = lead.main_of("/pupils/")
    pupils = dict.fromkeys(re.findall(r'href="(/pupils/[\w-]+/)"', listed[listed.index("<table") :]))
    opening = (re.search(r'href="(/plans/open/[^"]*)"', lead.main_of(path)) for path in pupils)
    lead.open(next(found.group(1) for found in opening if found))
    lead.fill("What worries you", "Leaves lessons and misses Mondays. In art all goes well.")
    lead.page.locator("main form input[type=checkbox]").first.check()
    lead.fill("What has been tried", "A quiet start in the library helped.")
    lead.submit()
    assert re.search(r"/plans/\d+/$", lead.page.url), lead.page.url
    lead.sees(local.plan)


def called_meeting(lead: Person) -> str:
    """The path of the plan whose meeting is called: the demo has gathered its views already."""
    lead.open("/")
    for path in plans_on_this_page(lead):
        if "Begin the meeting" in lead.main_of(path):
            lead.open(path)
            return path
    raise AssertionError("no plan waits for its meeting")


def plans_on_this_page(lead: Person) -> list[str]:
    paths = {re.match(r"/plans/\d+/", row.get_attribute("href") or "") for row in lead.page.locator("main a").all()}
    return sorted(found.group(0) for found in paths if found)


def hold_the_meeting(lead: Person, plan: str, local: Local, today: dt.date) -> None:
    lead.press("Begin the meeting")
    lead.open(plan + "meeting/")
    for words in local.form:
        lead.sees(words)
    actions = [form.get_attribute("action") or "" for form in lead.page.locator("main form").all()]
    for action in actions:
        form = lead.page.locator(f"main form[action='{action}']")
        if form.count() and form.get_by_role("button", name="Save").count():
            write(form.first)
            with lead.page.expect_navigation(wait_until="load"):
                form.first.get_by_role("button", name="Save", exact=True).first.click()
    lead.look(f"{local.key}-meeting")
    targets(lead, plan, local, today)
    for number, (text, owner) in enumerate((("Open the library door at 8:30", "Form tutor"), ("Look at the day together", "Home"))):
        lead.page.goto(lead.served.url + plan + "commitments/new/")
        lead.page.locator("main input[name=party]").nth(number * 2).check()
        lead.fill("What will they do?", text)
        lead.fill("Who will do it?", owner)
        lead.choose("All the time, until the next review")
        save(lead)
    lead.open(plan + "check/")
    lead.press("Close the words for signing")


def write(form: Any, words: str = "Talked about together.") -> None:
    """Something in every open box of a form that is still empty, the first of every choice nobody made, what is here is kept."""
    for box in form.locator("textarea:visible, input[type=text]:visible").all():
        name = box.get_attribute("name") or ""
        if not box.input_value() and not re.search(r"-(day|month|year)$", name):
            box.fill("1" if box.get_attribute("inputmode") in ("numeric", "decimal") else words)
    for group in form.locator("fieldset:has(input[type=radio])").all():
        if not group.locator("input[type=radio]:checked").count():
            group.locator("input[type=radio]").first.check()


def save(lead: Person) -> None:
    with lead.page.expect_navigation(wait_until="load"):
        lead.page.locator("main form button").last.click()


def targets(lead: Person, plan: str, local: Local, today: dt.date) -> None:
    """As many targets as the council wants, each with what it asks of one."""
    wanted = ("I come in on time on four days", "I stay until the bell in three lessons", "I eat lunch with a friend")
    for number, statement in enumerate(wanted):
        lead.open(plan + "outcomes/new/?way=quick")
        for words in local.target if number == 0 else ():
            lead.sees(words)
        lead.page.locator("main textarea[name=statement]").fill(statement)
        for part, value in zip(("day", "month", "year"), _day(today, 40), strict=True):
            lead.page.locator(f"main input[name=target_on-{part}]").fill(value)
        write(lead.page.locator("main form").last)
        lead.page.locator("main input[name=baseline]").fill("1")
        lead.page.locator("main input[name=target]").fill("4")
        save(lead)


def _day(today: dt.date, days: int) -> tuple[str, str, str]:
    day = today + dt.timedelta(days=days)
    return str(day.day), str(day.month), str(day.year)


def sign(lead: Person, plan: str) -> None:
    """Everybody whom the council asks, one after the other on the shared screen."""
    lead.open(plan + "signatures/")
    for _each in range(12):
        here = lead.page.locator("main").get_by_role("link", name=re.compile("On this screen", re.S))
        if not here.count():
            break
        with lead.page.expect_navigation(wait_until="load"):
            here.first.click()
        name = (lead.page.locator("main").get_by_role("button", name=re.compile("^I am")).inner_text()).removeprefix("I am").strip()
        with lead.page.expect_navigation(wait_until="load"):
            lead.page.locator("main").get_by_role("button", name=re.compile("^I am")).click()
        lead.page.get_by_label("I agree with the plan").check()
        lead.fill("Type your name to sign", name)
        with lead.page.expect_navigation(wait_until="load"):
            lead.page.get_by_role("button", name="Send my answer").click()
        lead.open(plan + "signatures/")
    lead.press("Agree the plan")


def begin(lead: Person, plan: str) -> None:
    """Sent to the council where the guidance wants it; begun at once where it does not."""
    lead.open(plan)
    for _each in range(3):
        step = lead.page.locator("main").get_by_role("button", name=re.compile("^(Begin|Send)")).or_(
            lead.page.locator("main").get_by_role("link", name=re.compile("^(Begin|Send)"))
        )
        if not step.count():
            break
        with lead.page.expect_navigation(wait_until="load"):
            step.first.click()
        if "/send/" in lead.page.url:
            lead.press(re.compile("^(Send|Begin)"))
        lead.open(plan)
    lead.sees("Hold a review")


def review(lead: Person, plan: str, local: Local, today: dt.date) -> None:
    """A review in the council's own form; the plan goes on."""
    lead.open(plan + "reviews/")
    lead.press(re.compile("Begin (the|a) review|Go on with review"))
    form = lead.page.locator("main form").filter(has=lead.page.get_by_role("button", name=re.compile("^Record")))
    write(form.last, "Better than in September.")
    for part, value in zip(("day", "month", "year"), _day(today, 0), strict=True):
        held = lead.page.locator(f"main input[name=held_on-{part}]")
        if held.count():
            held.fill(value)
    lead.look(f"{local.key}-review")
    lead.press(re.compile("^Record"))
    lead.open(plan + "reviews/")
    lead.sees("Review 1")


def what_the_rules_say(lead: Person, plan: str) -> None:
    """Every finding with its number, and one of them explained."""
    lead.open(plan)
    lead.press(ALL_SAID)
    numbers = re.findall(r"\b(?:HIL|HAM|WIL|WOR|PLAN|ENG)-[A-Z0-9-]*\d+", lead.page.locator("main").inner_text())
    assert numbers
    assert not re.search(r"\b(?:NPT|WAL)-", lead.page.locator("main").inner_text()), "a rule of Wales spoke in England"


def test_a_plan_with_ten_faults_names_all_ten(people: Any) -> None:
    """The plan of the demo that was hurried to its meeting: each rule with its number, explained one click further."""
    lead: Person = people("pastoral-lead")
    lead.open("/")
    said = lead.page.locator("main")
    for path in plans_on_this_page(lead):
        lead.page.goto(lead.served.url + path)
        lead.page.get_by_role("link", name=ALL_SAID).click()
        if all(said.get_by_text(number, exact=False).count() for number in TEN):
            break
    else:
        raise AssertionError("no plan on the lead's home page has all ten faults")
    lead.look("ten-faults")
    lead.press(re.compile("signed", re.I))
    lead.sees("NPT-PSP-14")
