"""What people do with a placement in alternative provision, in the order of its life: steps that the journeys of each council take."""

from __future__ import annotations

import datetime as dt
import re

from journeys.conftest import Person
from pastoral.rules.placements.facts import DATA_LABELS

SCHOOL, PROVIDER = "School", "At the provider"


def write(who: Person, /, **texts: str) -> None:
    """Fill fields by their names."""
    for name, text in texts.items():
        who.page.locator(f"main [name='{name}']").first.fill(text)


def tick(who: Person, /, **choices: str | tuple[str, ...]) -> None:
    """Choose answers by the names of their questions."""
    for name, value in choices.items():
        for one in (value,) if isinstance(value, str) else value:
            who.page.locator(f"main [name='{name}'][value='{one}']").check()


def day(who: Person, name: str, when: dt.date) -> None:
    write(who, **{f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)})


def send(who: Person) -> None:
    """Press the last button of the page's first posting form that asks something."""
    who.submit()


def look_for_a_place(lead: Person, *, pupil: str, **answers: str) -> str:
    """Begin on the pupil's own page; the address of the placement."""
    lead.open(f"/placements/pupil/{pupil}/look/")
    tick(lead, **answers)
    write(
        lead, rationale="In practical work the child stays, talks and finishes.",
        needs_assessment="Reads well, loses the thread in long tasks, works best in a small group.",
    )  # fmt: skip
    day(lead, "needs_assessed_on", dt.date.today())
    lead.submit()
    found = re.search(r"/placements/\d+/", lead.page.url)
    assert found, lead.page.url
    return found.group()


def consult(lead: Person, at: str) -> None:
    """The child and a parent were asked, and the parent agrees."""
    for who, more in (("pupil", {}), ("parent", {"agreed": "yes"})):
        lead.open(f"{at}asked/add/")
        tick(lead, who=who, how="met", **more)
        write(lead, name="Somebody", said="Yes, let us try it.")
        day(lead, "on", dt.date.today())
        lead.submit()
    lead.open(f"{at}asked/")
    tick(lead, agencies_involved="no")
    lead.submit()


def ask_providers(lead: Person, at: str, *names: str) -> None:
    """The same words to each provider, and no name of the child."""
    lead.open(f"{at}referrals/ask/")
    for name in names:
        lead.page.get_by_label(name, exact=False).first.check()
    tick(lead, need="wellbeing", days=("1", "2"))
    write(lead, words="Works well in practical tasks and small groups.", assessment="Reads well, loses the thread.", hours="10")
    lead.submit()


def answer(provider: Person, *, accept: bool, day_offered: dt.date) -> str:
    """The first open referral of the inbox: a place from a day, or none. What the page said of the child."""
    provider.open("/at-provider/referrals/")
    provider.open(provider.page.locator("main a[href*='/at-provider/referrals/']").first.get_attribute("href") or "")
    said = provider.page.locator("main").inner_text()
    if accept:
        tick(provider, answer="offer")
        day(provider, "first", day_offered)
    else:
        tick(provider, answer="decline", reason="full")
    provider.submit()
    return said


def choose(lead: Person, at: str) -> None:
    post(lead, f"{at}referrals/", "/choose/")


def plan(lead: Person, at: str, *, returns: bool = True, review: dt.date) -> None:
    """Purpose, baseline, exit, review; one objective with numbers; provider's checks and who watches over it."""
    lead.open(f"{at}plan/")
    write(
        lead, purpose="To come back to lessons through work with the hands.", baseline="Came to 6 of 10 half days.",
        timeframe="Two terms.", assessment_arrangements="The provider's tracker.", monitoring_arrangements="A call each week.",
        exit_plan="Back to all lessons, two mornings at a time.", readiness="Eight of ten half days for four weeks.",
        complements="English and maths stay with the school.",
    )  # fmt: skip
    tick(lead, reintegration_is_objective="yes" if returns else "no")
    day(lead, "first_review_on", review)
    lead.submit()
    lead.open(f"{at}objectives/add/")
    write(
        lead, statement="Comes to every half day", baseline="6 of 10", measured_how="The register", unit="half days a week",
        baseline_value="6", target_value="10",
    )  # fmt: skip
    tick(lead, aims=("motivation", "next_step"))
    lead.submit()
    lead.open(f"{at}provider/")
    write(lead, monitor="Julia Marchetti", providers_compared="2")
    day(lead, "needs_met_on", dt.date.today())
    tick(lead, changes_in_writing="yes")
    lead.submit()


def choose_provider(lead: Person, at: str, name: str) -> None:
    """Choose a provider from the list without asking several first."""
    post(lead, f"{at}provider/?q={name}", "/provider/choose/")


def set_times(lead: Person, at: str, *, starts: dt.date, ends: dt.date, lines: list[tuple[str, tuple[int, ...], str, str]]) -> None:
    """The days of the placement and the child's week: place, weekdays, from and to in each line; everybody is somebody's in between."""
    lead.open(f"{at}dates/")
    day(lead, "starts_on", starts)
    day(lead, "ends_on", ends)
    lead.submit()
    lead.open(f"{at}times/")
    for number, (place, days, begin, end) in enumerate(lines, start=1):
        lead.page.locator("main [name=place]").nth(number - 1).select_option(place)
        lead.page.locator("main [name=starts]").nth(number - 1).fill(begin)
        lead.page.locator("main [name=ends]").nth(number - 1).fill(end)
        for one in days:
            lead.page.locator(f"main [name=days-{number}][value='{one}']").check()
    lead.submit()
    lead.open(f"{at}meanwhile/")
    for field in lead.page.locator("main form input[type=text]").all():
        field.fill("A parent")
    if lead.page.locator("main form button").count():
        lead.submit()


def answer_four_questions(lead: Person, at: str) -> None:
    lead.open(f"{at}questions/")
    for field in lead.page.locator("main textarea, main input[type=text]").all():
        field.fill("As the provider's file says, seen at the visit")
    lead.submit()


def fund(lead: Person, at: str) -> None:
    """What it costs, from which budget, and the tier of support where the council has tiers."""
    lead.open(f"{at}cost/")
    write(lead, cost="95", fund="Inclusion fund")
    tick(lead, cost_per="day")
    for name in ("tier", "sen_category"):
        choices = lead.page.locator(f"main [name={name}]")
        if choices.count():
            choices.last.check()
    lead.submit()


def share_everything(lead: Person, at: str) -> None:
    """Consent is asked; what is known of the attendance is shared, and of the seven other sets none exists."""
    lead.open(f"{at}sharing/consent/")
    lead.page.locator("main [name=contact]").first.check()
    tick(lead, how="in_person", answer="yes")
    day(lead, "asked_on", dt.date.today())
    lead.submit()
    for code in DATA_LABELS:
        lead.open(f"{at}sharing/{code}/")
        if code == "attendance":
            tick(lead, state="shared")
            write(lead, text="61 per cent this year.")
        else:
            tick(lead, state="none")
        lead.submit()


def agree_protocol(lead: Person, at: str, provider: Person, child: str) -> None:
    """Who holds what, sent, signed by the school and then by the provider."""
    lead.open(f"{at}protocol/holders/")
    tick(lead, held_2="provider", held_9="school")
    lead.submit()
    lead.open(f"{at}protocol/together/")
    write(
        lead, liaison_school="Julia Marchetti", liaison_provider="Femi Adeyemi", challenge="A meeting within five school days.",
        excluded_from_school="The place goes on.", excluded_from_provider="The school is rung at once.",
        parents="Until the gate in the morning and from the gate in the afternoon.",
    )  # fmt: skip
    lead.submit()
    lead.open(f"{at}protocol/belonging/")
    write(lead, owner_link_adult="Julia Marchetti", often_link_adult="each week")
    lead.submit()
    post(lead, f"{at}protocol/", "/protocol/send/")
    sign(lead, f"{at}protocol/", "Julia Marchetti")
    sign(provider, page_of(provider, child) + "protocol/", "Femi Adeyemi", state="signed")


def page_of(provider: Person, child: str) -> str:
    """Open a child's page at the provider; its address."""
    provider.open("/at-provider/pupils/")
    provider.open(provider.page.get_by_role("link", name=child).first.get_attribute("href") or "")
    return provider.page.url


def post(who: Person, page: str, action: str) -> None:
    """Press the button of the form on a page that posts to an address with this in it, and look at what comes."""
    who.open(page)
    who.page.locator(f"main form[action*='{action}'] button").first.click()
    who.page.wait_for_load_state("load")
    who.look()


def sign(who: Person, page: str, name: str, **answer: str) -> None:
    who.open(page)
    tick(who, **answer)
    write(who, name=name, post="For this side")
    who.submit()


def take(lead: Person, at: str, action: str) -> None:
    """A move by its button on the overview or on the page "Start the placement"."""
    post(lead, f"{at}start/" if action in ("refer", "start") else at, f"/do/{action}/")


def pupil_without_a_place(lead: Person, *, year: str = "") -> str:
    """The key of a pupil of the school whose page offers to look for a place and shows no placement yet."""
    listed = lead.main_of(f"/pupils/?year={year}")
    for key in dict.fromkeys(re.findall(r'href="/pupils/([\w-]+)/"', listed[listed.index("<table") :])):
        shown = re.findall(r'href="(/placements/[^"]*)"', lead.main_of(f"/pupils/{key}/"))
        if shown and all(one.endswith("/look/") for one in shown):
            return str(key)
    raise AssertionError(f"no pupil of year {year or 'any'} without a placement")
