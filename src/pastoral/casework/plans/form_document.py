"""The authority's own forms as document trees, built from sealed content alone: the file says exactly what was signed.

The order and the words of the forms come from the policy pack (F-NPT-01 and its like); a pack with other sections prints another form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.documents.charts import Measured, progress_chart
from pastoral.foundation.documents.tree import (
    Answer,
    BothLanguages,
    Box,
    BoxPart,
    Document,
    Fact,
    Facts,
    Heading,
    Language,
    Paragraph,
    Printable,
    Signature,
    Signatures,
    Table,
    TickItem,
    TickList,
    YesNo,
)
from pastoral.foundation.documents.wording import say_date
from pastoral.foundation.questions.definitions import Form, Question, Section
from pastoral.records.policy.packs import Pack
from pastoral.rules.psp import CHECK_IN_LABELS

_DJANGO_CODE = {"en": "en-gb", "cy": "cy"}
DRAWN_SIZE = (600, 180)  # the space of the page's signature pad
BLANK_LINES = {"reason": 8, "strategies": 6, "working": 6}
BLANK_ATTENDEES, BLANK_PROFESSIONALS, BLANK_TARGETS, BLANK_SIGNATURES = 8, 3, 3, 6
# What the meeting has not written itself is what was written when the plan was opened.
_FALLS_BACK = {"reason": "concern", "strategies": "strategies_tried"}


@dataclass(frozen=True)
class _Making:
    """One form in one language while it is made."""

    content: Mapping[str, Any]
    pack: Pack
    form: Form
    language: Language
    blank: bool
    signatures: tuple[Any, ...] = ()

    def day(self, iso: Any) -> str:
        return say_date(dt.date.fromisoformat(iso), self.language) if iso and not self.blank else ""

    def text(self, value: Any) -> str:
        return "" if self.blank or value is None else str(value)

    def yes_no(self, value: Any) -> YesNo:
        return YesNo(value if isinstance(value, bool) and not self.blank else None)


def plan_form(
    content: Mapping[str, Any],
    *,
    signatures: Iterable[Any],
    seal: str,
    pack: Pack,
    authority: Any,
    language: str,
    blank: bool,
    signing: bool = True,
) -> Printable:
    """The plan's form. `language` is "en", "cy" or "both"; `signatures` are the rows bound to this seal; `blank` prints empty boxes.

    Without `signing` the box of signatures is left out: the page on which somebody reads before they sign.
    """
    signed = tuple(signatures)

    def make(one: Language) -> Document:
        making = _Making(content, pack, pack.forms["psp"], one, blank, signed)
        box = _plan_box if signing else _plan_box_unsigned
        return _document(making, "psp", box, authority=authority, seal="" if blank else seal, also=_add_ons(making))

    return _in(language, make)


def form_beside(
    content: Mapping[str, Any], *, code: str, pack: Pack, authority: Any, language: str, blank: bool
) -> Printable:
    """A form that stands beside the plan's own, such as the summary before the meeting. Nobody signs it, so it has no seal."""

    def make(one: Language) -> Document:
        return _document(_Making(content, pack, pack.forms[code], one, blank), code, _plan_box, authority=authority, seal="")

    return _in(language, make)


def review_form(
    content: Mapping[str, Any], *, child: str, school: str, seal: str, pack: Pack, authority: Any, language: str
) -> Printable:
    """The review's form: progress drawn and said, each promise kept or not, the views, and the one decision."""
    whole = {**(content.get("answers") or {}), **content, "name": child, "school": school}
    code = "review_final" if content.get("is_final") and "review_final" in pack.forms else "review"

    def make(one: Language) -> Document:
        making = _Making(whole, pack, pack.forms[code], one, blank=False)
        return _document(making, code, _review_box, authority=authority, seal=seal)

    return _in(language, make)


def signature_page(
    *, name: str, role: str, title: str, number: int, seal: str, authority: Any, language: str
) -> Printable:
    """One sheet to be signed by hand and scanned back; it carries the seal of the words that it signs."""

    def make(one: Language) -> Document:
        with override(_DJANGO_CODE[one]):
            return Document(
                title=_("Signature page"),
                language=one,
                organisation=_organisation(authority, one),
                seal=seal,
                parts=(
                    Paragraph(_("I have read this plan, or it was read to me.")),
                    Facts((Fact(_("Plan"), title), Fact(_("Version"), str(number)), Fact(_("Seal"), seal[:12])), columns=1),
                    TickList((TickItem(_("I agree with the plan")), TickItem(_("I do not agree. My reason:")))),
                    Answer("", "", 4),
                    Box(_("Signed"), (Signatures((Signature(role=role, name=name),)),)),
                ),
            )  # fmt: skip

    return _in(language, make)


def _in(language: str, make: Callable[[Language], Document]) -> Printable:
    if language == "both":
        return BothLanguages(make("cy"), make("en"))
    return make("cy" if language == "cy" else "en")


def _document(
    making: _Making, code: str, box: Callable[[_Making, str], Box | None], *, authority: Any, seal: str,
    also: Iterable[tuple[_Making, str]] = (),
) -> Document:  # fmt: skip
    """`also` are sections of forms beside this one: (their making, key), printed after it."""
    layout = making.pack.layouts[code]
    with override(_DJANGO_CODE[making.language]):
        boxes = [found for key in layout.order for found in _with_arrangements(making, code, key, box(making, key))]
        boxes += [_questions_box(other, other.form.section(key)) for other, key in also]
        return Document(
            title=making.form.title.said(making.language),
            language=making.language,
            organisation=_organisation(authority, making.language),
            strapline=making.pack.labels.plan.said(making.language),
            form_code=layout.code,
            seal=seal,
            blank=making.blank,
            parts=tuple(found for found in boxes if found is not None),
        )


def _organisation(authority: Any, language: Language) -> str:
    return str((authority.name_cy or authority.name) if language == "cy" else authority.name)


# The plan


def _plan_box(making: _Making, key: str) -> Box | None:
    special: dict[str, Callable[[_Making], tuple[BoxPart, ...]]] = {
        "attendees": _attendees, "outcomes": _outcomes, "commitments": _commitments, "signatures": _signatures,
    }  # fmt: skip
    if key in special:
        return Box(making.pack.parts[key].said(making.language), special[key](making))
    section = making.form.section(key)
    if section.owner == "record":
        return Box(section.title.said(making.language), (_record(making, section, _plan_value),))
    return _questions_box(making, section)


def _questions_box(making: _Making, section: Section) -> Box:
    title, key = section.title.said(making.language), section.key
    answers = {} if making.blank else dict(making.content["sections"].get(key) or {})
    for question, column in _FALLS_BACK.items():
        if not making.blank and not str(answers.get(question) or "").strip():
            answers[question] = making.content.get(column) or ""
    hint = section.hint or (section.questions[0].hint if len(section.questions) == 1 else section.hint)
    return Box(title, _answers(making, section, answers), note=hint.said(making.language) if making.blank else "")


def _add_ons(making: _Making) -> list[tuple[_Making, str]]:
    """The sections of the optional forms that this plan has (an incident support plan); an empty form prints none."""
    if making.blank:
        return []
    return [
        (replace(making, form=making.pack.forms[code]), section.key)
        for code in making.content.get("add_ons") or ()
        if code in making.pack.forms
        for section in making.pack.forms[code].sections
        if section.owner != "record"
    ]


def _with_arrangements(making: _Making, code: str, key: str, box: Box | None) -> list[Box | None]:
    """How often somebody meets the child, and until when, before the day of the review, where the authority's plans say it."""
    policy = making.pack.psp
    if code != "psp" or key != "review_date" or not (policy.check_in_choices or policy.end_date_needed):
        return [box]
    often = CHECK_IN_LABELS.get(str(making.content.get("check_in_every") or ""), "")
    facts = [Fact(_("How often somebody meets the child"), "" if making.blank or not often else _(often))]
    if policy.end_date_needed:
        facts.append(Fact(_("The plan ends on"), making.day(making.content.get("ends_on"))))
    return [Box(_("How often we meet, and until when"), (Facts(tuple(facts), columns=1),)), box]


def _plan_box_unsigned(making: _Making, key: str) -> Box | None:
    return None if key == "signatures" else _plan_box(making, key)


def _plan_value(making: _Making, key: str) -> str | YesNo:
    """A cell of the form that the record itself fills (F-NPT-01, 1 to 14 and 28)."""
    content, child = making.content, making.content["child"]
    yes_no = {"fsm": "free_school_meals", "cla": "looked_after", "school_idp": "school_idp", "la_idp": "la_idp"}
    if key in yes_no:
        return making.yes_no(child[yes_no[key]])
    if key in ("meeting_on", "next_review_on"):
        return making.day(content[key])
    if key == "date_of_birth":
        return making.day(child[key])
    if key == "attendance_percent":
        return f"{content[key]}%" if content[key] is not None and not making.blank else ""
    if key == "lead":
        return making.text(", ".join(filter(None, (content["lead"], content["lead_post"]))))
    return making.text(child.get(key, content.get(key)))


def _record(making: _Making, section: Section, value: Callable[[_Making, str], str | YesNo]) -> Facts:
    rows = tuple(
        Fact(q.text.said(making.language), value(making, q.key), wide=q.key in ("aln_need", "lead", "attended_by"))
        for q in section.questions
    )
    return Facts(rows, columns=2 if len(rows) > 2 else 1)


def _answers(making: _Making, section: Section, answers: Mapping[str, Any]) -> tuple[BoxPart, ...]:
    """The questions of a section with their answers; of a long list of them (the thirteen factors), those that were answered."""
    title = section.title.said(making.language)
    long = len(section.questions) > 4
    parts: list[BoxPart] = []
    for question in section.questions:
        label = question.text.said(making.language)
        value = answers.get(question.key)
        if question.kind == "many_of":
            chosen = set(value or ())
            state = None if making.blank else True
            listed = [o for o in question.options if making.blank or o.value in chosen]
            if listed:
                parts.append(TickList(tuple(TickItem(o.text.said(making.language), state) for o in listed), caption=label))
        elif question.kind == "yes_no":
            parts.append(Facts((Fact(label, making.yes_no(value)),), columns=1))
        else:
            said = _said(making, question, value)
            if making.blank or said or not long:
                lines = BLANK_LINES.get(question.key, 2 if long else 4)
                nothing = "" if making.blank else _("Nothing was written.")
                parts.append(Answer("" if label == title else label, said or nothing, lines))
    return tuple(parts) or (Paragraph(_("Nothing was written.")),)


def _said(making: _Making, question: Question, value: Any) -> str:
    if value in (None, "", [], ()):
        return ""
    if question.kind == "one_of":
        return next((o.text.said(making.language) for o in question.options if o.value == value), str(value))
    if question.kind == "date":
        return making.day(value)
    if isinstance(value, (list, tuple)):
        return "\n".join(str(item) for item in value)
    return making.text(value)


def _attendees(making: _Making) -> tuple[BoxPart, ...]:
    rows = () if making.blank else tuple(
        (a["name"], a["role"], a["agency"], _came(a)) for a in making.content["attendees"]
    )  # fmt: skip
    if not rows and not making.blank:
        return (Paragraph(_("Nobody was written down.")),)
    return (
        Table(
            headings=(_("Name"), _("Role"), _("Organisation"), _("Present or apologies")),
            rows=rows,
            blank_rows=BLANK_ATTENDEES if making.blank else 0,
            widths=(4, 4, 4, 3),
        ),
    )


def _came(attendee: Mapping[str, Any]) -> str:
    if attendee["present"]:
        return _("Present")
    if attendee["reply"] == "apologies":
        return _("Apologies")
    return _("Not present") if attendee["present"] is False else ""


def _outcomes(making: _Making) -> tuple[BoxPart, ...]:
    if making.blank:
        return tuple(Answer(_("Target %(number)s") % {"number": n}, "", 4) for n in range(1, BLANK_TARGETS + 1))
    parts: list[BoxPart] = []
    for outcome in making.content["outcomes"]:
        label = _("Target %(number)s") % {"number": outcome["number"]}
        if outcome["from_child"]:
            label = _("%(target)s, in the child's own words") % {"target": label}
        parts += [Answer(label, outcome["statement"], 3), Facts(tuple(_target_facts(making, outcome)), columns=2)]
    if making.content["fewer_outcomes_reason"]:
        parts.append(Answer(_("Why there are fewer targets than the form has room for"), making.content["fewer_outcomes_reason"]))
    return tuple(parts) or (Answer("", "", 3),)


def _target_facts(making: _Making, outcome: Mapping[str, Any]) -> Iterable[Fact]:
    if outcome["positive_change"]:
        yield Fact(_("Positive change wanted"), outcome["positive_change"], wide=True)
    yield Fact(_("Now"), outcome["starting_point"] or _measured(outcome["baseline"], outcome["unit"]))
    yield Fact(_("How we will know"), outcome["measure"])
    yield Fact(_("Target"), _measured(outcome["target"], outcome["unit"]))
    yield Fact(_("By"), making.day(outcome["target_on"]))
    for label, key in (
        (_("Steps on the way"), "steps"), (_("Reward"), "reward"), (_("Support"), "supported_by"),
        (_("How progress is checked"), "assessment"),
    ):  # fmt: skip
        if outcome.get(key):
            yield Fact(label, outcome[key], wide=True)


def _measured(value: Any, unit: str) -> str:
    return f"{value} {unit}".strip() if value is not None else ""


def _commitments(making: _Making) -> tuple[BoxPart, ...]:
    """F-NPT-01, 22 to 24: the school in two parts, parent or carer, other professionals; and the child, who promises too."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in () if making.blank else making.content["commitments"]:
        found.setdefault(row["party"], []).append(row)

    def promises(party: str, *, owner: bool = True) -> str:
        return "\n".join(_promise(making, row, owner=owner) for row in found.get(party, ()))

    parents = sorted({row["owner_name"] for row in found.get("parent", ()) if row["owner_name"]})
    others = tuple(
        (row["owner_name"], row["owner_agency"], _promise(making, row, owner=False)) for row in found.get("professional", ())
    )
    parts: list[BoxPart] = [
        Heading(_("School agrees to"), 3),
        Answer(_("Proactive: changes and support"), promises("school_proactive"), 5),
        Answer(_("Reactive: how setbacks are handled, for safety, reflection and learning"), promises("school_reactive"), 5),
        Answer(
            _("Parent or carer %(names)s agrees to") % {"names": ", ".join(parents)} if parents else _("Parent or carer agrees to"),
            promises("parent", owner=len(parents) > 1), 4,
        ),
        Heading(_("Other professionals agree to"), 3),
        Table(
            headings=(_("Name"), _("Organisation"), _("Agrees to")), rows=others, widths=(4, 4, 8),
            blank_rows=BLANK_PROFESSIONALS if making.blank else 0,
        ) if others or making.blank else Paragraph(_("No other professional has agreed to anything in this plan.")),
    ]  # fmt: skip
    if making.blank or found.get("child"):
        parts.append(Answer(_("Child or young person agrees to"), promises("child", owner=False), 3))
    return tuple(parts)


def _promise(making: _Making, row: Mapping[str, Any], *, owner: bool) -> str:
    said = row["text"].strip()
    when = _("ongoing") if row["ongoing"] else making.day(row["by_when"])
    tail = ", ".join(filter(None, (row["owner_name"] if owner else "", when)))
    return f"{said} ({tail})" if tail else said


def _signatures(making: _Making) -> tuple[BoxPart, ...]:
    roles = {
        "child": _("Child or young person"), "school": _("School"), "parent": _("Parent or carer"),
        "professional": _("Other professional"),
    }  # fmt: skip
    rows = [] if making.blank else [_signed(making, row, roles) for row in making.signatures if row.answer != "waiting" or row.name]
    if making.pack.psp.everyone_signs:
        return (Signatures((*rows, *_empty_for_everyone(making, roles))),)
    have = {row.party for row in making.signatures} if not making.blank else set()
    empty = [Signature(role=roles[party]) for party in making.pack.psp.signatories if party not in have]
    return (Signatures((*rows, *empty)),)


def _empty_for_everyone(making: _Making, roles: Mapping[str, str]) -> list[Signature]:
    """A line for each person who was there and has not been asked; on an empty form, lines to be filled in by hand."""
    if making.blank:
        return [Signature(role=_("Name and role")) for _line in range(BLANK_SIGNATURES)]
    asked = {row.name for row in making.signatures}
    return [
        Signature(role=one["role"] or roles.get(one["party"], ""), name=one["name"])
        for one in making.content["attendees"]
        if one["present"] and one["name"] not in asked
    ]


def _signed(making: _Making, row: Any, roles: Mapping[str, str]) -> Signature:
    answers = {
        "agrees": _("Agreed"),
        "refuses": _("Did not agree: %(reason)s") % {"reason": row.reason},
        "unavailable": _("Could not be asked: %(reason)s") % {"reason": row.reason},
    }
    routes = {
        "screen": _("Signed on the shared screen"), "link": _("Answered by link"), "account": _("Answered when signed in"),
        "call": _("Said by telephone, written down by %(who)s") % {"who": row.recorded_by},
        "paper": _("Signed on paper; the scan is kept"),
    }  # fmt: skip
    answer = answers.get(row.answer, "")
    if row.answer == "agrees" and row.typed:
        answer = f"{row.typed}\n{answer}"
    return Signature(
        role=_role_of(row, roles),
        name=row.name,
        answer=answer,
        date=say_date(row.answered_on, making.language) if row.answered_on else "",
        drawn=row.drawn or None,
        drawn_size=DRAWN_SIZE,
        note=routes.get(row.route, ""),
    )


def _role_of(row: Any, roles: Mapping[str, str]) -> str:
    """As what somebody signs: their party, or the role that they have at the meeting."""
    by_name = row.party == "professional" or (getattr(row, "attendee_id", None) is not None and row.party != "child")
    return row.capacity.replace("_", " ") or roles["professional"] if by_name else roles[row.party]


# The review


def _review_box(making: _Making, key: str) -> Box | None:
    special = {"progress": _progress, "promises_kept": _kept}
    if key in special:
        return Box(making.pack.parts[key].said(making.language), special[key](making))
    section = making.form.section(key)
    title = section.title.said(making.language)
    if section.owner == "record":
        return Box(title, (_record(making, section, _review_value),))
    return Box(title, _answers(making, section, making.content))


def _review_value(making: _Making, key: str) -> str:
    value = making.content.get(key)
    return making.day(value) if key.endswith("_on") else making.text(value)


def _reached(code: str) -> str:
    return {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}.get(code, "")


def _progress(making: _Making) -> tuple[BoxPart, ...]:
    parts: list[BoxPart] = []
    for row in making.content["progress"]:
        parts += [
            Answer(_("Target %(number)s") % {"number": row["number"]}, row["statement"], 2),
            Facts(
                (
                    Fact(_("At the start"), row["starting_point"] or _measured(row["baseline"], row["unit"])),
                    Fact(_("Now"), _measured(row["value"], row["unit"])),
                    Fact(_("Target"), _measured(row["target"], row["unit"])),
                    Fact(_("Reached?"), _reached(row["reached"])),
                    *((Fact(_("In words"), row["comment"], wide=True),) if row["comment"] else ()),
                ),
            ),
        ]
        drawing = outcome_chart(row, began_on=making.content.get("began_on"), language=making.language)
        if drawing is not None:
            parts.append(drawing)
    return tuple(parts) or (Answer("", "", 3),)


def outcome_chart(row: Mapping[str, Any], *, began_on: str | None, language: Language) -> Any:
    """An outcome's progress as a drawing; None where it has no numbers. `series` is [[ISO day, text of a number], ...]."""
    if row["baseline"] is None or row["target"] is None or not began_on or not row["target_on"]:
        return None
    began, by = dt.date.fromisoformat(began_on), dt.date.fromisoformat(row["target_on"])
    return progress_chart(
        title=row["statement"] or row["measure"],
        measured=[Measured(dt.date.fromisoformat(day), Decimal(value)) for day, value in row.get("series", ())],
        baseline=Measured(began, Decimal(row["baseline"])),
        target=Measured(by, Decimal(row["target"])),
        language=language,
        unit=row["unit"],
    )


def _kept(making: _Making) -> tuple[BoxPart, ...]:
    rows = tuple(
        (row["owner_name"], row["text"], _reached(row["kept"]), row["comment"]) for row in making.content["kept"]
    )
    headings = (_("Who"), _("What was agreed"), _("Done?"), _("In words"))
    return (Table(headings=headings, rows=rows, widths=(3, 6, 2, 4)),)
