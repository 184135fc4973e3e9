"""What a new version of a pack changes, in plain words: the same for the page and for `pastoral policy diff`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pastoral.foundation.questions.definitions import Form, Question, Section
from pastoral.rules.engine import RULES

from .law import WEAKEST_FIRST
from .packs import FormLayout, NoLocalRule, Pack, Recipient, Value, said, text_of, value_in_words
from .presenter import EFFECTS_SAID, list_titles, recipient_sentence, title_and_source
from .schema import EVENTS, PARAMETERS, STATUSES


@dataclass(frozen=True)
class Change:
    """One thing that is different. `what`: added, dropped, changed, source, stronger or weaker; `was` or `now` may be ""."""

    key: str
    what: str
    was: str = ""
    now: str = ""
    about: str = ""  # where it belongs: a form and its section, an event


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one part of the pack."""

    code: str
    title: str
    changes: tuple[Change, ...]


def differences(old: Pack, new: Pack) -> tuple[ChangeGroup, ...]:
    """Every difference between two packs, in the reader's language; empty where they say the same."""
    parts: tuple[tuple[str, str, Callable[[Pack, Pack], Iterator[Change]]], ...] = (
        ("names", _("Names"), _names),
        ("parameters", _("Numbers and dates"), _parameters),
        ("recipients", _("Who is told"), _recipients),
        ("stages", _("Stages"), _stages),
        ("roles", _("Roles"), _roles),
        ("lists", _("Lists"), _lists),
        ("forms", _("Forms"), _forms),
        ("rules", _("Rules"), _rules),
        ("documents", _("Documents"), _documents),
        ("sources", _("The same as before, from another source"), _sources),
    )
    found = (ChangeGroup(code, title, tuple(change(old, new))) for code, title, change in parts)
    return tuple(group for group in found if group.changes)


def _names(old: Pack, new: Pack) -> Iterator[Change]:
    yield from _told("title", said(old.title), said(new.title))
    yield from _told("plan.name", said(old.labels.plan), said(new.labels.plan), _("What a plan is called"))
    yield from _told("plan.short", said(old.labels.plan_short), said(new.labels.plan_short), _("In short"))
    yield from _told("languages", ", ".join(old.languages), ", ".join(new.languages), _("Languages"))


def _parameters(old: Pack, new: Pack) -> Iterator[Change]:
    for key in PARAMETERS:
        before, after = old.parameter(key), new.parameter(key)
        was, now = _value(before), _value(after)
        if was != now:
            what = "added" if was is None else "dropped" if now is None else "changed"
            yield Change(key, what, value_in_words(before, old), value_in_words(after, new))


def _sources(old: Pack, new: Pack) -> Iterator[Change]:
    """Parameters with the value that they had, and another source or another word on how sure it is."""
    for key in PARAMETERS:
        before, after = old.parameter(key), new.parameter(key)
        same = _value(before) == _value(after)
        was, now = _from(before.status, old.source(key)), _from(after.status, new.source(key))
        if same and was and now and was != now:
            yield Change(key, "source", was, now, value_in_words(after, new))


def _value(given: Value | NoLocalRule) -> object:
    return given.value if isinstance(given, Value) else None


def _from(status: str, source: str) -> str:
    return f"{source} ({STATUSES[status]})" if status in STATUSES and source else source


def _recipients(old: Pack, new: Pack) -> Iterator[Change]:
    for event in EVENTS:
        was = {one.role: one for one in old.recipients(event)}
        now = {one.role: one for one in new.recipients(event)}
        for role in dict.fromkeys((*was, *now)):
            before, after = was.get(role), now.get(role)
            if _acts(before) != _acts(after):
                what = "changed" if before and after else "added" if after else "dropped"
                texts = (recipient_sentence(before) if before else "", recipient_sentence(after) if after else "")
                yield Change(f"{event}.{role}", what, *texts, about=str(EVENTS[event]))


def _acts(one: Recipient | None) -> tuple[str, ...]:
    """What of a recipient has an effect; a new title is told among the roles."""
    return (one.gets, one.when, one.by, one.mailbox) if one else ()


def _stages(old: Pack, new: Pack) -> Iterator[Change]:
    def words(pack: Pack) -> dict[str, str]:
        return {
            status: _("{stage} (next step: {owner})").format(
                stage=said(stage.title), owner=said(pack.labels.role(stage.owner))
            )
            for status, stage in pack.labels.stages.items()
        }

    yield from _worded("", words(old), words(new))


def _roles(old: Pack, new: Pack) -> Iterator[Change]:
    def words(pack: Pack) -> dict[str, str]:
        does = pack.labels.roles_do
        return {
            code: f"{said(title)}: {said(does[code])}" if does.get(code) else said(title)
            for code, title in pack.labels.roles.items()
        }

    yield from _worded("", words(old), words(new))


def _lists(old: Pack, new: Pack) -> Iterator[Change]:
    titles = list_titles()
    for name in dict.fromkeys((*old.lists, *new.lists)):
        yield from _worded(
            name,
            {choice.code: said(choice.text) for choice in old.choices(name)},
            {choice.code: said(choice.text) for choice in new.choices(name)},
            about=titles.get(name, name.replace("_", " ")),
        )


# ── forms ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _forms(old: Pack, new: Pack) -> Iterator[Change]:
    for code in dict.fromkeys((*old.forms, *new.forms)):
        was, now = old.forms.get(code), new.forms.get(code)
        if was is None and now is not None:
            yield Change(code, "added", now=said(now.title))
        elif now is None and was is not None:
            yield Change(code, "dropped", was=said(was.title))
        elif was is not None and now is not None:
            yield from _form(was, now, old.layouts[code], new.layouts[code])


def _form(was: Form, now: Form, before: FormLayout, after: FormLayout) -> Iterator[Change]:
    code, title = now.code, said(now.title)
    yield from _told(code, said(was.title), title, _("The form's title"))
    yield from _told(f"{code}.code", before.code, after.code, _("{form}: the form's number").format(form=title))
    asked, asks = _asked(was), _asked(now)
    for key in dict.fromkeys((*asked, *asks)):
        if key not in asks:
            section, question = asked[key]
            yield Change(f"{code}.{key}", "dropped", was=said(question.text), about=f"{title}: {said(section.title)}")
        elif key not in asked:
            section, question = asks[key]
            yield Change(f"{code}.{key}", "added", now=said(question.text), about=f"{title}: {said(section.title)}")
        else:
            about = f"{title}: {said(asks[key][0].title)}"
            yield from _question(f"{code}.{key}", asked[key][1], asks[key][1], about)
    yield from _pages(code, title, was, now, before, after)


def _asked(form: Form) -> dict[str, tuple[Section, Question]]:
    return {question.key: (section, question) for section in form.sections for question in section.questions}


def _question(key: str, was: Question, now: Question, about: str) -> Iterator[Change]:
    yield from _told(key, said(was.text), said(now.text), about)
    hint = _("{place}: the hint to “{question}”").format(place=about, question=said(now.text))
    yield from _told(f"{key}.hint", said(was.hint), said(now.hint), hint)
    if was.required != now.required:
        words = {True: _("“{question}” must be answered"), False: _("“{question}” may be left out")}
        yield Change(
            f"{key}.required", "stronger" if now.required else "weaker",
            words[was.required].format(question=said(now.text)), words[now.required].format(question=said(now.text)), about,
        )  # fmt: skip
    yield from _worded(
        f"{key}.options",
        {option.value: said(option.text) for option in was.options},
        {option.value: said(option.text) for option in now.options},
        about=_("Choices of “{question}”").format(question=said(now.text)),
    )


def _pages(code: str, title: str, was: Form, now: Form, before: FormLayout, after: FormLayout) -> Iterator[Change]:
    """Sections and tables that came, went or have another title; where only their order changed, that."""
    titles_was = {section.key: said(section.title) for section in was.sections}
    titles_now = {section.key: said(section.title) for section in now.sections}
    yield from _worded(
        f"{code}.order",
        {key: titles_was.get(key, key.replace("_", " ")) for key in before.order},
        {key: titles_now.get(key, key.replace("_", " ")) for key in after.order},
        about=_("{form}: its pages").format(form=title),
    )
    if before.order != after.order and set(before.order) == set(after.order):
        yield Change(
            f"{code}.order", "changed", ", ".join(titles_now.get(key, key.replace("_", " ")) for key in before.order),
            ", ".join(titles_now.get(key, key.replace("_", " ")) for key in after.order),
            _("{form}: the order of its pages").format(form=title),
        )  # fmt: skip


# ── rules and documents ─────────────────────────────────────────────────────────────────────────────────────────────


def _rules(old: Pack, new: Pack) -> Iterator[Change]:
    for family in dict.fromkeys((*old.policy.families, *new.policy.families)):
        if family not in new.policy.families:
            yield Change(family, "dropped", was=_("Rules {family} apply").format(family=family))
        elif family not in old.policy.families:
            yield Change(family, "added", now=_("Rules {family} apply").format(family=family))
    for number in sorted({*old.rules, *new.rules}):
        was, now = old.rules.get(number, "usual"), new.rules.get(number, "usual")
        if was == now:
            continue
        before, after = _strength(number, was), _strength(number, now)
        what = "changed" if before == after else "stronger" if after > before else "weaker"
        yield Change(number, what, str(EFFECTS_SAID[was]), str(EFFECTS_SAID[now]), title_and_source(number)[0])


def _strength(number: str, effect: str) -> int:
    """How strongly a rule acts; "usual" is the strongest effect that the engine has for it."""
    if effect != "usual":
        return WEAKEST_FIRST.index(effect)
    usual = [rules[number].effect for rules in RULES.values() if number in rules]
    return max((WEAKEST_FIRST.index(word) for word in WEAKEST_FIRST if any(word in one for one in usual)), default=1)


def _documents(old: Pack, new: Pack) -> Iterator[Change]:
    def words(pack: Pack) -> dict[str, str]:
        return {
            code: ", ".join(
                part
                for part in (said(text_of(document["title"])), document["publisher"], document.get("dated", ""))
                if part
            )
            for code, document in pack.documents.items()
        }

    yield from _worded("", words(old), words(new))


# ── how things are compared ─────────────────────────────────────────────────────────────────────────────────────────


def _told(key: str, was: str, now: str, about: str = "") -> Iterator[Change]:
    """One text beside another."""
    if was != now:
        yield Change(key, "added" if not was else "dropped" if not now else "changed", was, now, about)


def _worded(key: str, was: Mapping[str, str], now: Mapping[str, str], *, about: str = "") -> Iterator[Change]:
    """Named texts: added, dropped, reworded."""
    for name in dict.fromkeys((*was, *now)):
        yield from _told(f"{key}.{name}" if key else name, was.get(name, ""), now.get(name, ""), about)
