"""What the style guide shows: invented people, every part, every field empty and in error."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.template import engines

from pastoral.foundation.documents.charts import Measured, progress_chart
from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.page import NavigationLink, Page
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.parts import Column, Event, IdentityBar, Link, Owed, Row, Stage, Status, Task

KEPT_AT = dt.datetime(2026, 9, 7, 14, 5)
MINE = "He settles when he can show me his drawings.\n\nMornings go better since breakfast club."
THEIRS = "He settles in art, and when Mr Rees meets him at the gate."


class EveryField(PastoralForm):
    """One of each."""

    name = fields.TextField("Full name", hint="As it is on the register", missing="Enter the pupil’s full name")
    working = fields.LongTextField("What is working", hint="At school and at home", missing="Say what is working")
    summary = fields.LongTextField("In short", max_words=50, required=False)
    meeting = fields.DateField(
        "Meeting date",
        hint="For example, 27 3 2027",
        earliest=dt.date(2026, 9, 7),
        too_early="{Name} must be after the plan was opened on {date}",
    )
    at = fields.TimeField("Time of the meeting", hint="For example, 9:30am")
    agrees = fields.YesNoField("Does the young person agree?")
    venue = fields.ChoiceField(
        "Where is the meeting?",
        name="where the meeting is",
        choices=[("school", "At the school"), ("home", "At home"), ("other", "Somewhere else")],
        hints={"home": "Ask the family first"},
        reveals={"other": "venue_other"},
        divider_before="other",
    )
    venue_other = fields.TextField("Say where", name="where the meeting is")
    year = fields.SelectField("Year group", choices=[(str(n), f"Year {n}") for n in range(7, 12)])
    coming = fields.ManyField(
        "Who is coming?",
        choices=[("parent", "Parent or carer"), ("child", "The young person"), ("none", "Nobody yet")],
        none="none",
    )
    hours = fields.NumberField("Hours each week", minimum=1, maximum=25, suffix="hours")
    email = fields.EmailField("Email address")
    phone = fields.PhoneField("Telephone number", required=False)
    scan = fields.FileField("Signed copy")
    plan = fields.HiddenField()


class Signing(PastoralForm):
    """A typed name, and a drawing that is never asked for."""

    typed = fields.TextField("Type your full name to sign")
    drawn = fields.HiddenField()


class Filters(PastoralForm):
    """Filters of a list."""

    marks_optional = False

    find = fields.TextField("Name or UPN", required=False)
    stage = fields.SelectField("Stage", choices=[("live", "Live"), ("closed", "Closed")], required=False)


def page() -> Page:
    """A pastoral lead in the demonstration."""
    return Page(
        navigation=(
            NavigationLink("My work", "#1", current=True),
            NavigationLink("Pupils", "#2"),
            NavigationLink("Plans", "#3"),
            NavigationLink("Reports", "#4"),
        ),
        signed_in_as="Siân Pritchard",
        role="Pastoral lead, Ysgol Cwm Derwen",
        sign_out_url="#",
        demo=True,
    )


def context(form: PastoralForm) -> dict[str, Any]:
    """Everything that styleguide.jinja names."""
    return {
        "heading": "Pastoral Support Programme for Llŷr ap Gwynfor",
        "form": form,
        "signing": Signing(),
        "filters": Filters(initial={"stage": "live"}),
        "kept_at": KEPT_AT,
        "mine": MINE,
        "theirs": THEIRS,
        "pupil": IdentityBar(
            name="Llŷr ap Gwynfor",
            href="#pupil",
            preferred_name="Llŷ",
            born=dt.date(2013, 2, 3),
            age=13,
            year_group="Year 9",
            school="Ysgol Cwm Derwen",
            upn="H801200001001",
            flags=(Status("Looked after", "private"),),
        ),
        "links": [
            Link("Overview", "#a", current=True),
            Link("Plan", "#b"),
            Link("Notes", "#c", count=3),
            Link("Timeline", "#d"),
        ],
        "stages": [
            Stage("Deciding", "done", "#"),
            Stage("Gathering views", "done", "#"),
            Stage("Meeting", "now", "#", note="Thursday 10 September"),
            Stage("Signed", "later"),
            Stage("Live", "later"),
            Stage("Closed", "later"),
        ],
        "owed": [
            Owed(
                "Hold the review",
                "#",
                about="Mali Fflur Jenkins, Year 10",
                due="2 days late",
                tone="late",
                why="A review is held at most six weeks after the last.",
            ),
            Owed("Read the views of the parent", "#", about="Llŷr ap Gwynfor, Year 9", due="Today", tone="soon"),
            Owed("Sign the plan", "#", about="Gruffudd Llewelyn-Bowen, Year 8", due="In 3 school days", tone="now"),
        ],
        "tasks": [
            Task("Views of the young person", Status("Done", "good"), "#"),
            Task("Views of the parent", Status("Waiting", "waiting"), "#", hint="Asked on 3 September"),
            Task("Views of the key adult", Status("Overdue", "late"), "#"),
            Task("Set the date", Status("Not yet", "quiet"), hint="First ask the family when they can come"),
        ],
        "tones": [
            ("Signed", "good"),
            ("In progress", "now"),
            ("Due soon", "soon"),
            ("Overdue", "late"),
            ("Waiting for the parent", "waiting"),
            ("Not started", "quiet"),
            ("Restricted", "private"),
        ],
        "rows": [
            Row("Meeting date", "Thursday 10 September 2026", "#date"),
            Row("What is working", "Art and breakfast club\nMr Rees at the gate", "#working"),
            Row("Chosen adult", "Mr Rees"),
        ],
        "columns": [
            Column("The young person", "I like art.\n\nI do not like it when people shout.", by="3 September 2026"),
            Column("The parent", "He sleeps badly before Mondays.", by="Nia Gwynfor, 4 September 2026"),
            Column("The key adult", missing="Asked on 3 September, not answered yet"),
        ],
        "chart": progress_chart(
            title="In lessons by 9am, days each week",
            measured=[Measured(dt.date(2026, 9, day), value) for day, value in ((14, 2), (21, 2), (28, 4))],
            baseline=Measured(dt.date(2026, 9, 7), 1),
            target=Measured(dt.date(2026, 10, 16), 5),
            unit="days",
            language="en",
        ),
        "list": page_of(list(range(130)), "3", 10),
        "events": [
            Event("Plan signed by the parent", KEPT_AT, by="Nia Gwynfor", href="#", status=Status("Signed", "good")),
            Event(
                "Meeting held",
                dt.date(2026, 9, 4),
                by="Siân Pritchard",
                text="Five people came.\n\nThe plan was agreed.",
            ),
        ],
    }


def render(form: PastoralForm, template: str = "styleguide.jinja") -> str:
    """The whole page as a browser gets it."""
    request = SimpleNamespace(page=page(), get_full_path=lambda: "/plans/1/", META={}, GET={})
    backend_context = context(form) | {"request": request, "csrf_input": ""}

    made = next(engine for engine in engines.all() if hasattr(engine, "env")).env
    return made.get_template(template).render(backend_context)
