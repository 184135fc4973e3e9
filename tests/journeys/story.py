"""The whole story of one PSP, told as steps of seven people: from the import of a register file to a closed plan."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass
from typing import Any

from journeys.conftest import Person


@dataclass
class Story:
    """What the steps hand on. `child` is unique to one telling, so that several may be told to one server."""

    people: Any  # the fixture: enter(persona, viewport=, script=)
    viewport: dict[str, int]
    script: bool
    forename: str
    surname: str
    born: dt.date
    plan: str = ""  # the plan's path
    today: dt.date = dt.date(2026, 1, 1)

    def __post_init__(self) -> None:
        self.today = dt.date.today()  # the day as the people in the story see it
        self.lead = self.enter("pastoral-lead")

    @property
    def child(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def parent(self) -> str:
        return f"Angharad {self.surname}"

    def enter(self, persona: str) -> Person:
        found: Person = self.people(persona, viewport=self.viewport, script=self.script)
        return found

    def link_for(self, address: str, what: str) -> str:
        return newest_link(self.lead, address, what)


def newest_link(reader: Person, address: str, what: str) -> str:
    """The newest link of a message that the catcher holds for an address: what the person would tap on."""
    read: set[str] = set()
    for _attempt in range(600):
        listed = reader.context.request.get(reader.served.url + "/demo/mail/").text()
        rows = [row for row in listed.split("<li") if address in row]
        for path in (re.search(r"/demo/mail/[\w-]+/", row) for row in rows):
            if path is not None and path.group() not in read:
                read.add(path.group())
                message = reader.context.request.get(reader.served.url + path.group()).text()
                found = re.search(rf"https?://[^/\s\"<]+([^\s\"<]*/l/[\w-]+/{what}/)", message)
                if found:
                    return found.group(1)
        time.sleep(0.25)
    raise AssertionError(f"no message with a link to {what} came for {address}")


def import_the_register(story: Story) -> None:
    """The school's class list: one row is wrong and says why; the other becomes a pupil."""
    lead = story.lead
    lead.open("/pupils/imports/")
    lead.press("Import a file")
    rows = (
        "UPN,Legal surname,Legal forename,Date of birth,Year group,Reg group,Postcode,Parent 1 name,Parent 1 relationship,Parent 1 email\n"
        f",{story.surname},{story.forename},{story.born:%d/%m/%Y},9,9B,SA91 2AB,{story.parent},Mother,"
        f"{story.surname.lower()}@family.invalid\n"
        ",Ŵynn-Ŷates,Siôn,31/02/2013,9,9B,SA91 2AB,,,\n"
    )
    lead.page.set_input_files("input[type=file]", files=[{"name": "9B.csv", "mimeType": "text/csv", "buffer": rows.encode()}])
    lead.press("Read the file", shot="import-check")
    lead.sees("31/02/2013 is not a real date")
    lead.press("Import 1 pupil")
    lead.press(story.child)
    lead.sees(story.parent)


def say_who_may_sign(story: Story) -> None:
    """A class list does not know about parental responsibility: the school says who has it."""
    lead = story.lead
    lead.press(re.compile(f"Change.*{story.parent}", re.S))
    lead.page.get_by_role("group", name="Do they have parental responsibility?").get_by_label("Yes").check()
    lead.press("Save")


def open_the_plan(story: Story) -> None:
    """Empty first: the page says what is missing. Then the concern, and everything that deciding needs."""
    lead = story.lead
    lead.press("Open a plan")
    lead.press("Open the plan")
    lead.sees("Write what worries you")
    lead.fill("What worries you", f"{story.forename} misses Mondays and hides at lunch. In art she shines. Ŵy ŷd! 🙂")
    lead.choose("Attendance")
    lead.fill("What has been tried", "A quiet start in the library helped; telephone calls did not.")
    lead.press("Open the plan")
    story.plan = re.sub(r"^https?://[^/]+", "", lead.page.url)
    lead.open(story.plan + "deciding/")
    lead.page.get_by_label("Who is the key adult?").select_option(label=_option(lead, "Who is the key adult?", "Mari Owen"))
    for question in ("When was the ALNCo told?", "When were the staff", "Since when is the education welfare officer involved?"):
        lead.fill_date(question, story.today)
    lead.fill("Name of the education welfare officer", "Carys Lloyd")
    lead.page.get_by_role("group", name="Have the child's needs been assessed?").get_by_label("Yes").check()
    lead.press("Save")
    lead.open(story.plan)
    lead.press("Start a plan")
    lead.sees("Views can be gathered now")


def _option(person: Person, label: str, name: str) -> str:
    options = person.page.get_by_label(label).first.locator("option").all_inner_texts()
    return next(text for text in options if name in text)


def gather_views(story: Story) -> None:
    """Staff answer signed in; the parent by link, in her own time; the child's words are written down; the rest is waived or recorded."""
    lead = story.lead
    lead.open(story.plan + "gathering/staff/ask/")
    lead.choose("Mari Owen")
    lead.press("Ask")
    lead.open(story.plan + "gathering/parent/ask/")
    lead.choose(story.parent)
    lead.press("Ask")
    lead.open(story.plan + "gathering/agencies/ask/")
    lead.fill("Full name", "Priya Nair")
    lead.fill("E-mail address", f"priya.{story.surname.lower()}@agency.invalid")
    lead.press("Ask")
    lead.sees("Choose the agency they work for")
    lead.page.get_by_label("Which agency?").select_option(index=1)  # what was typed is still there
    lead.press("Ask")
    lead.open(story.plan + "gathering/child/ask/")
    lead.press("Ask")
    lead.look("gathering")

    teacher = story.enter("teacher")
    teacher.open("/")
    teacher.press(re.compile(story.forename))
    answer_everything(teacher, f"{story.forename} settles once she is in the room.")
    teacher.sees("Thank")

    parent = story.enter("")
    link = story.link_for(f"{story.surname.lower()}@family.invalid", "views")
    parent.open(link)
    parent.look("parent-views-phone" if story.viewport["width"] < 400 else "")
    answer_everything(parent, "Mornings are hard for all of us. She is happy when she knows the day.")
    parent.sees("Thank")
    parent.page.goto(parent.served.url + link)
    assert "Mornings are hard" not in parent.page.content(), "a used link shows nothing of what was said"

    professional = story.enter("")
    professional.open(story.link_for(f"priya.{story.surname.lower()}@agency.invalid", "views"))
    answer_everything(professional, "We have met twice about reading.")
    professional.sees("Thank")

    lead.open(story.plan + "gathering/")
    lead.press(re.compile("Write down what they say"))
    answer_everything(lead, "I want to come in, but the corridor is too loud.")
    lead.open(story.plan + "gathering/interventions/go-on-without/")
    lead.fill("Why", "It is all under what was tried.")
    lead.submit()
    lead.open(story.plan + "views/")
    lead.sees("the corridor is too loud")
    lead.sees("Mornings are hard")


def answer_everything(person: Person, text: str) -> None:
    """Fill every open question of a questionnaire, choose the first of every choice, and send it."""
    person.page.wait_for_load_state("load")
    person.look()
    for box in person.page.locator("main form textarea:visible").all():
        box.fill(text)
    for group in person.page.locator("main form fieldset:has(input[type=radio])").all():
        group.locator("input[type=radio]").first.check()
    for box in person.page.locator("main form input[type=text]:not([inputmode]):visible").all():
        if not box.input_value():
            box.fill("By talking")
    person.press(re.compile("Send|Save these views|Record|Give", re.I))


def organise_the_meeting(story: Story) -> None:
    """A day, a place, the adult the child chose, the people; invitations with a calendar file; a reply by link."""
    lead = story.lead
    lead.open(story.plan)
    lead.press("Call the meeting")
    lead.open(story.plan + "organising/")
    lead.fill_date("On which day is the meeting?", dt.date(2001, 1, 1))
    lead.press("Save day and place")
    lead.sees("There is a problem")
    lead.fill_date("On which day is the meeting?", story.today)
    lead.fill("When does it begin?", "14:00")
    lead.fill("Where is it?", "The family room")
    lead.press("Save day and place")
    lead.open(story.plan + "organising/chosen-adult/")
    lead.page.locator("main form input[type=text]:visible").first.fill("Mari Owen")
    lead.submit()
    lead.open(story.plan + "organising/people/")
    lead.choose(story.parent)
    lead.choose(story.child)
    lead.submit()
    lead.open(story.plan + "organising/")
    lead.press(re.compile("^(Invite|Send)"))
    lead.look("organising")
    parent = story.enter("")
    parent.open(story.link_for(f"{story.surname.lower()}@family.invalid", "reply"))
    parent.page.locator("main input[type=radio]").first.check()
    parent.submit()
    lead.open(story.plan + "organising/")
    lead.sees("Coming")


def hold_the_meeting(story: Story) -> None:
    """The form on one screen; two people type in one section, and neither loses a word."""
    lead = story.lead
    lead.open(story.plan + "meeting/")
    lead.press("Begin the meeting")
    lead.open(story.plan + "meeting/")
    write_section(lead, "What is working", "Art, and walking in with a friend.")
    write_section(lead, "What does the child say?", "I want to come in, but the corridor is too loud.")
    write_section(lead, "How were their views gathered?", "Talking over drawing")
    lead.look("meeting-phone" if story.viewport["width"] < 400 else "meeting")
    for number, (statement, start) in enumerate(
        (
            ("I come in on time on four days of the week", "1 day a week in September"),
            ("I stay in three of five lessons a day until the bell", "1 lesson of 5"),
            ("I eat lunch with a friend three times a week", "0 lunches"),
        ),
        start=1,
    ):
        lead.open(story.plan + "outcomes/new/?way=quick")
        lead.fill("What is working now?", "Art and the library")
        lead.fill("What is not working now?", "The corridor")
        lead.fill("What positive change is wanted?", "Mornings feel possible")
        lead.fill("The outcome", statement)
        lead.fill("How will we see it?", "counted each week")
        lead.fill("Where do things stand now?", start)
        lead.fill("Number now", "1")
        lead.fill("Number wanted", "4")
        lead.fill_date("By when?", story.today + dt.timedelta(days=40))
        lead.submit()
        lead.look("eight-checks" if number == 1 else "")
    for party, text, owner in (
        ("The school will do this to help", "Open the library door at 8:30", "Mari Owen"),
        ("The school will do this when things go wrong", "Walk alongside and wait until it is calm", "Mari Owen"),
        ("Parents or carers agree to", "Look at the plan of the day together", story.parent),
        ("The child or young person agrees to", "Send a thumbs up by 8:15", story.child),
    ):
        lead.open(story.plan + "commitments/new/")
        lead.choose(party)
        lead.fill("What will they do?", text)
        lead.fill("Who will do it?", owner)
        lead.choose("All the time, until the next review")
        lead.submit()
    lead.open(story.plan + "meeting/")
    # the date that the rules suggest stands there already: a school day, earlier than the latest
    review = lead.page.get_by_role("group", name="Date of the next review").locator("xpath=ancestor::form")
    with lead.page.expect_navigation(wait_until="load"):
        review.get_by_role("button", name="Save").click()
    lead.open(story.plan + "check/")
    lead.look("check")
    lead.press("Close the words for signing")


def write_section(person: Person, question: str, text: str) -> None:
    """Type an answer of the meeting's form; with script it saves itself, without it by the part's button."""
    box = person.page.locator("main").get_by_role("textbox", name=question).first
    box.fill(text)
    form = box.locator("xpath=ancestor::form")
    if person.scripted:
        box.blur()
        from playwright.sync_api import expect

        expect(form).to_contain_text(re.compile("Saved at"), timeout=60_000)
    else:
        with person.page.expect_navigation(wait_until="load"):
            form.get_by_role("button").first.click()


def sign_the_plan(story: Story) -> None:
    """The child on the shared screen; the parent by link, on her own; the lead for the school. Agreeing waits for all three."""
    lead = story.lead
    lead.open(story.plan + "signatures/")
    lead.look("signatures")
    sign_on_screen(lead, story.child)
    lead.open(story.plan + "signatures/")
    lead.press(re.compile(f"Send.*{story.parent}", re.S))
    parent = story.enter("")
    link = story.link_for(f"{story.surname.lower()}@family.invalid", "sign")
    parent.open(link)
    parent.sees("Art, and walking in with a friend.")
    parent.press("Send my answer")
    parent.sees("There is a problem")
    give_signature(parent, story.parent)
    parent.look("parent-signed")
    parent.page.goto(parent.served.url + link)
    assert "Send my answer" not in parent.page.content(), "a link signs once"
    sign_on_screen(lead, "Siân Rees")
    lead.open(story.plan + "signatures/")
    lead.press("Agree the plan")


def sign_on_screen(lead: Person, name: str) -> None:
    lead.press(re.compile(f"On this screen.*{name}", re.S))
    lead.press(re.compile("^I am"))
    give_signature(lead, name)


def give_signature(person: Person, name: str) -> None:
    person.choose("I agree with the plan")
    person.fill("Type your name to sign", name)
    person.press("Send my answer")


def send_and_live(story: Story) -> None:
    """To the authority in its own form; the officer has it; the key adult checks in with the child."""
    lead = story.lead
    lead.open(story.plan + "send/")
    lead.press(re.compile("^Send"))
    lead.look("sent")
    officer = story.enter("ewo")
    officer.open("/monitoring/plans/")
    officer.look("authority-list")
    officer.open("/monitoring/received/")
    while not officer.page.locator("main").filter(has_text=story.child).count():
        officer.press("Next")  # those who have waited longest come first
    officer.page.locator("main tr, main li").filter(has_text=story.child).first.get_by_role("button").first.click()
    officer.page.wait_for_timeout(500)
    officer.open(story.plan)
    officer.open(story.plan + "documents/")
    with officer.page.expect_download() as download:
        officer.page.locator("main a[href*='/files/']").first.click()
    assert download.value.suggested_filename.endswith((".pdf", ".docx"))
    stranger = story.enter("other-authority")
    answer = stranger.page.goto(stranger.served.url + story.plan)
    assert answer is not None
    assert answer.status == 404, "another authority must not even learn that the plan exists"
    teacher = story.enter("teacher")
    teacher.open(story.plan + "check-ins/")
    teacher.choose("4 – Going quite well")
    teacher.fill("In the child's own words", "Came in three times. The library is good.")
    teacher.press("Record the check-in")
    teacher.sees("The library is good")


def review_and_close(story: Story) -> None:
    """Progress against each outcome, each promise kept or not, one decision; a review that lacks something says all of it."""
    lead = story.lead
    lead.open(story.plan + "reviews/")
    lead.press(re.compile("Begin the review|Go on with review"))
    lead.press(re.compile("^Record"))
    lead.sees("There is a problem")
    for group in lead.page.locator("main form fieldset:has(input[type=radio])").all():
        group.locator("input[type=radio]").first.check()
    lead.choose("The plan ends: the outcomes are achieved")
    lead.fill_date("Date of the review", story.today)
    for box in lead.page.locator("main form textarea:visible").all():
        box.fill("Better than in September.")
    for box in lead.page.locator("main form input[inputmode=decimal]:visible").all():
        box.fill("4")
    lead.look("review")
    lead.press(re.compile("^Record"))
    lead.open(story.plan)
    lead.sees("Closed")
    lead.look("closed")
