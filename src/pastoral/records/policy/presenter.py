"""A pack as an officer would read it: plain sentences, each with its source; the same for the page and the command line."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pastoral.foundation.govuk.parts import Status, Tone
from pastoral.foundation.questions.definitions import Form, Section
from pastoral.rules import engine
from pastoral.rules.catalogue import by_number

from .packs import NoLocalRule, Pack, Recipient, Value, said, value_in_words
from .schema import CONDITIONS, EVENTS, GROUPS, NOTICE_KINDS, PARAMETERS, REACHED_BY, STATUSES

STATUS_TONES: dict[str, Tone] = {
    "VERIFIED": "good", "KNOWLEDGE": "now", "CONFLICT": "late", "NOT ESTABLISHED": "soon", "OURS": "waiting",
}  # fmt: skip

EFFECTS_SAID: dict[str, str | Promise] = {
    "usual": gettext_lazy("as the guidance has it"), "BLOCK": gettext_lazy("stops the next step"), "WARN": gettext_lazy("warns"),
    "TASK": gettext_lazy("makes a task"), "INFO": gettext_lazy("is shown only"), "OFF": gettext_lazy("does not apply here"),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One statement of the policy: what it says, how sure that is, where it comes from."""

    text: str
    status: Status
    source: str
    note: str = ""
    key: str = ""
    value: object = None


@dataclass(frozen=True)
class Group:
    title: str
    told: list[Told] = field(default_factory=list)
    hint: str = ""


@dataclass(frozen=True)
class Asked:
    """One question of a form in words."""

    text: str
    hint: str
    kind: str
    required: bool
    suggested: bool
    options: list[str]


@dataclass(frozen=True)
class Page:
    """A part of a form: a section with its questions, or a table with a page of its own (no questions)."""

    title: str
    questions: list[Asked]


@dataclass(frozen=True)
class FormShown:
    code: str
    title: str
    number: str
    status: Status
    source: str
    pages: list[Page]


def parameters(pack: Pack) -> list[Group]:
    """Every parameter there is, in the order of the schema: silence is said too."""
    groups = {code: Group(str(title)) for code, title in GROUPS.items()}
    for key in PARAMETERS:
        found = pack.parameter(key)
        groups[key.split(".")[0]].told.append(
            Told(
                text=value_in_words(found, pack),
                status=_parameter_status(found),
                source=pack.source(key),
                note=said(found.note),
                key=key,
                value=None if isinstance(found, NoLocalRule) else found.value,
            )
        )
    return list(groups.values())


def recipients(pack: Pack) -> list[Group]:
    """Who is told of what."""
    return [
        Group(str(title), [_recipient(one, pack) for one in pack.recipients(event)]) for event, title in EVENTS.items()
    ]


def stages(pack: Pack) -> list[tuple[str, str]]:
    """Each stage, and whose the next step is."""
    return [(said(stage.title), said(pack.labels.role(stage.owner))) for stage in pack.labels.stages.values()]


def roles(pack: Pack) -> list[tuple[str, str]]:
    """Each role as the authority calls it, and what it does."""
    return [(said(title), said(pack.labels.roles_do[code])) for code, title in pack.labels.roles.items()]


def list_titles() -> dict[str, str]:
    return {
        "reasons": _("Reasons for a plan"),
        "agencies": _("Partner agencies"),
        "factors": _("What the meeting thinks about"),
        "views_methods": _("How a child's views can be heard"),
        "pack_items": _("The papers of the pre-meeting pack"),
        "verdict_next_steps": _("What may follow the last review"),
    }


def lists(pack: Pack) -> list[tuple[str, list[str]]]:
    return [
        (title, [said(choice.text) for choice in pack.choices(name)])
        for name, title in list_titles().items()
        if pack.choices(name)
    ]


def rules(pack: Pack) -> list[Told]:
    """The rules that the pack speaks of, and how strongly they act."""
    told = []
    for number, effect in sorted(pack.rules.items()):
        title, source = title_and_source(number)
        told.append(
            Told(
                title,
                Status(str(EFFECTS_SAID[effect]), "quiet" if effect == "OFF" else "now"),
                source,
                key=number,
                value=effect,
            )
        )
    return told


def title_and_source(number: str) -> tuple[str, str]:
    """A rule's title in the reader's language, and where it stands; the number itself for one that no longer exists."""
    for registered in engine.RULES.values():
        if number in registered:
            return _(registered[number].title), registered[number].source
    entry = by_number().get(number)
    return (_(entry.title), entry.source) if entry else (number, "")


def forms(pack: Pack) -> list[FormShown]:
    return [
        FormShown(
            code=code,
            title=said(form.title),
            number=pack.layouts[code].code,
            status=status_of(pack.layouts[code].status),
            source=pack.source_in_words(pack.layouts[code].source),
            pages=_pages(form, pack),
        )
        for code, form in pack.forms.items()
    ]


def status_of(status: str) -> Status:
    return Status(str(STATUSES[status]), STATUS_TONES[status])


def _parameter_status(found: Value | NoLocalRule) -> Status:
    if isinstance(found, NoLocalRule):
        return Status(_("No local rule"), "quiet")
    if found.local:
        return status_of(found.status)
    if found.status == "OURS":
        return Status(_("No local rule: our suggestion"), "waiting")
    return Status(_("No local rule: the nation's value"), "now")


def recipient_sentence(one: Recipient) -> str:
    """ "The attendance officer gets a copy, if hours are reduced (at the authority's mailbox)"."""
    return _("%(who)s %(gets)s, %(when)s (%(how)s)") % {
        "who": said(one.title),
        "gets": str(NOTICE_KINDS[one.gets]),
        "when": str(CONDITIONS[one.when]),
        "how": str(REACHED_BY[one.by]),
    }


def _recipient(one: Recipient, pack: Pack) -> Told:
    return Told(
        recipient_sentence(one), status_of(one.status), pack.source_in_words(one.source), key=one.role, value=one.gets
    )


def _pages(form: Form, pack: Pack) -> list[Page]:
    sections: dict[str, Section] = {section.key: section for section in form.sections}
    shown = []
    for key in pack.layouts[form.code].order:
        section = sections.get(key)
        if section is None:
            shown.append(Page(said(pack.parts[key]), []))
            continue
        questions = [
            Asked(
                said(q.text), said(q.hint), q.kind, q.required, q.suggested, [said(option.text) for option in q.options]
            )
            for q in section.questions
        ]
        shown.append(Page(said(section.title), questions))
    return shown
