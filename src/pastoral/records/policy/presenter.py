"""A pack as an officer would read it: plain sentences, each with its source; the same for the page and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pastoral.foundation.govuk.parts import Status, Tone
from pastoral.foundation.questions.definitions import Form, Section
from pastoral.rules import engine
from pastoral.rules.catalogue import by_number

from .models import PolicyVersion
from .packs import NoLocalRule, Pack, Recipient, Value, said, value_in_words
from .schema import CODE_CLASSES, CONDITIONS, EVENTS, GROUPS, NOTICE_KINDS, PARAMETERS, REACHED_BY, STATUSES

if TYPE_CHECKING:
    from .differences import ChangeGroup

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
    also: Status | None = None  # how sure it is, where `status` says that there is no local rule


@dataclass(frozen=True)
class Group:
    """Statements of one part; `silent` are those on which neither the authority nor the nation says anything."""

    title: str
    told: list[Told] = field(default_factory=list)
    silent: list[Told] = field(default_factory=list)


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


@dataclass(frozen=True)
class CodeShown:
    code: str
    text: str
    counts: str
    status: Status
    counts_status: Status


@dataclass(frozen=True)
class VersionShown:
    """A published version: its first day, whether it is the one on the page, and whether none came before it."""

    starts_on: date
    status: Status
    shown: bool
    first: bool


@dataclass(frozen=True)
class ChangeShown:
    about: str
    was: str
    now: str
    status: Status


def parameters(pack: Pack) -> list[Group]:
    """Every parameter there is, in the order of the schema: silence is said too."""
    groups = {code: Group(str(title)) for code, title in GROUPS.items()}
    for key in PARAMETERS:
        found = pack.parameter(key)
        group = groups[key.split(".")[0]]
        unsaid = isinstance(found, NoLocalRule) and not found.source
        (group.silent if unsaid else group.told).append(
            Told(
                text=value_in_words(found, pack),
                status=_parameter_status(found),
                source=pack.source(key),
                note=said(found.note),
                key=key,
                value=None if isinstance(found, NoLocalRule) else found.value,
                also=_how_sure(found),
            )
        )
    return list(groups.values())


def certainties() -> list[tuple[Status, str]]:
    """What each word on how sure a statement is means, in plain words."""
    return [
        (status_of("VERIFIED"), _("Somebody read it in the document that is named.")),
        (
            status_of("KNOWLEDGE"),
            _("It is done like this, as far as we know. Nobody has checked it in the document: ask before you rely on it."),
        ),
        (
            status_of("CONFLICT"),
            _("Two sources say different things. Pastoral goes by the one that is shown here and says so on the record."),
        ),
        (
            status_of("NOT ESTABLISHED"),
            _("We looked and found nothing that decides it. Nothing is judged by it until your authority says what holds."),
        ),
        (status_of("OURS"), _("Pastoral needs a value and no document gives one. Your authority may put its own in its place.")),
        (
            Status(_("No local rule"), "quiet"),
            _(
                "Your authority's documents say nothing on this. The nation's value is used where there is one. "
                "Another authority's never is."
            ),
        ),
    ]  # fmt: skip


def codes(pack: Pack) -> list[CodeShown]:
    """The register's codes: what each means, how it counts, and how sure each of the two is."""
    return [
        CodeShown(
            code.code, said(code.text), str(CODE_CLASSES[code.counts]), status_of(code.status), status_of(code.counts_status)
        )
        for code in pack.codes.values()
    ]  # fmt: skip


def versions(published: Sequence[PolicyVersion], *, shown: PolicyVersion, today: date) -> list[VersionShown]:
    """Every version of an authority, the newest first as given, and which of them is in force today."""
    begun = [version.pk for version in published if version.starts_on <= today]
    in_force, earlier, coming = (
        Status(_("In force"), "good"),
        Status(_("Earlier"), "quiet"),
        Status(_("Not yet in force"), "waiting"),
    )
    return [
        VersionShown(
            version.starts_on,
            coming if version.pk not in begun else in_force if version.pk == begun[0] else earlier,
            shown=version.pk == shown.pk,
            first=version.pk == published[-1].pk,
        )
        for version in published
    ]


def changes(groups: Iterable[ChangeGroup]) -> list[tuple[str, list[ChangeShown]]]:
    """What a version changes, each change with a word for what it is."""
    tones: dict[str, Tone] = {"added": "good", "dropped": "quiet", "stronger": "soon", "weaker": "soon"}
    return [
        (
            group.title,
            [
                ChangeShown(one.about, one.was, one.now, Status(changed_how(one.what), tones.get(one.what, "now")))
                for one in group.changes
            ],
        )
        for group in groups
    ]


def recipients(pack: Pack) -> list[Group]:
    """Who is told of what."""
    return [
        Group(str(title), [_recipient(one, pack) for one in pack.recipients(event)]) for event, title in EVENTS.items()
    ]


def stages(pack: Pack) -> list[tuple[str, str]]:
    """Each stage, and whose the next step is."""
    return [
        (said(stage.title), said(pack.labels.role(stage.owner)) if stage.uses else _("Not used here: passed at once"))
        for stage in pack.labels.stages.values()
    ]


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


def changed_how(what: str) -> str:
    """The kind of a change (differences.Change.what) in a word or two."""
    return {
        "added": _("new"), "dropped": _("no longer"), "changed": _("changed"), "source": _("other source"),
        "stronger": _("stronger"), "weaker": _("weaker"),
    }[what]  # fmt: skip


def stay_sentence(counts: list[str]) -> str:
    """What becomes of open records when a version changes."""
    return _(
        "Began under the older version, and stay on it until somebody moves them with a reason: {records}."
    ).format(records=", ".join(counts))


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


def _how_sure(found: Value | NoLocalRule) -> Status | None:
    """How sure a value of the nation's is, or that there is none; None where the first tag says it all."""
    said_already = not isinstance(found, NoLocalRule) and (found.local or found.status == "OURS")
    return None if said_already or found.status not in STATUSES else status_of(found.status)


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
