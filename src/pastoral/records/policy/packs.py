"""A published pack as the rest of Pastoral reads it: typed, immutable, made once for each version."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.utils import translation
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from pastoral.foundation.govuk.words import date_long, lower_first
from pastoral.foundation.questions.definitions import Form, Language, Text, from_pack
from pastoral.rules.calendar import CalendarDays, CalendarWeeks, SchoolDays
from pastoral.rules.engine import Policy
from pastoral.rules.lifecycles import SKIPPED
from pastoral.rules.psp import PlanFacts, PspPolicy
from pastoral.rules.sentences import Sentence, say

from .models import PolicyVersion
from .schema import PARAMETERS, VALUES, Day

NO_WORDS = Text()
# The rules of a nation and of the whole country, where a pack names no families of its own (versions of before there were any).
FAMILIES = {
    "england": ("ENG", "UK", "CAL", "HRS", "CODE", "PLAN"),
    "wales": ("WAL", "UK", "CAL", "HRS", "CODE", "PLAN"),
}
# Plans of versions of before there were families were all judged under these numbers.
FORMER_FAMILIES = ("NPT",)
NO_LOCAL_RULE = say("POLICY.no_local_rule", "There is no local rule on this.")


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter's value. `layer` is "authority" or "nation"; `local` is false where the authority says nothing."""

    key: str
    value: Any
    source: str
    status: str
    layer: str
    local: bool = True
    note: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class NoLocalRule:
    """The authority's source is silent, and so is the nation: nothing may be invented (SYS-06)."""

    key: str
    source: str = ""
    status: str = ""
    note: Text = NO_WORDS

    @property
    def sentence(self) -> Sentence:
        return NO_LOCAL_RULE


@dataclass(frozen=True, slots=True)
class Choice:
    """One item of a pack's list: a reason, an agency, a factor."""

    code: str
    text: Text
    hint: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told of an event. `role` is the recipient's code in rules/psp/notices.py; `mailbox` the mailbox's purpose."""

    role: str
    title: Text
    gets: str  # copy, invite, tell
    when: str  # a condition of the closed list
    by: str  # mailbox, contact, person
    mailbox: str
    source: str
    status: str

    def applies(self, facts: PlanFacts) -> bool:
        """Whether this recipient is told about this plan."""
        return {
            "always": True,
            "attendance_or_reduced_hours": facts.attendance_issue or facts.reduced_timetable,
            "reduced_hours": facts.reduced_timetable,
            "social_worker": facts.has_social_worker,
            "looked_after": facts.looked_after,
            "alternative_provision": facts.alternative_provision,
            "exclusion_risk": "exclusion_risk" in facts.reasons,
        }[self.when]


@dataclass(frozen=True, slots=True)
class StageLabel:
    """A stage as the authority calls it, and the role that owns the next step. One that is not used is passed at once."""

    status: str
    title: Text
    owner: str
    uses: bool = True


@dataclass(frozen=True, slots=True)
class RegisterCode:
    """A code of the register: what it means and how it counts (schema.CODE_CLASSES), each with how sure that is."""

    code: str
    text: Text
    counts: str
    source: str
    status: str
    counts_status: str


@dataclass(frozen=True)
class Labels:
    """The authority's own names for things (SYS-04)."""

    plan: Text  # Pastoral Support Programme
    plan_short: Text  # PSP
    roles: Mapping[str, Text]
    roles_do: Mapping[str, Text]
    stages: Mapping[str, StageLabel]

    def role(self, code: str) -> Text:
        """The local title of a role; the code itself, in words, where the pack has none."""
        return self.roles.get(code) or Text(code.replace("_", " "))

    def stage(self, status: str) -> Text:
        return self.stages[status].title


@dataclass(frozen=True)
class FormLayout:
    """A form in order: keys of its sections of questions and of the parts that have pages of their own."""

    order: tuple[str, ...]
    code: str  # the form's own number, F-NPT-01; "" where it has none
    source: str
    status: str


@dataclass(frozen=True)
class Pack:
    """An authority's policy from one start date. Everything is resolved: nation and authority together."""

    version_id: int
    code: str
    title: Text
    nation: str
    starts_on: str
    ends_on: str  # the last day; "" while nothing is planned to follow
    languages: tuple[Language, ...]
    documents: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Value | NoLocalRule]
    labels: Labels
    psp: PspPolicy
    policy: Policy  # what every other kind of record is judged by
    forms: Mapping[str, Form]
    layouts: Mapping[str, FormLayout]
    parts: Mapping[str, Text]  # titles of the parts of forms that are not questions
    lists: Mapping[str, tuple[Choice, ...]]
    events: Mapping[str, tuple[Recipient, ...]]
    codes: Mapping[str, RegisterCode]
    rules: Mapping[str, str]

    def parameter(self, key: str) -> Value | NoLocalRule:
        """`psp.max_review_weeks` and the like; KeyError for a key that no pack can have."""
        if key not in PARAMETERS:
            raise KeyError(key)
        return self.parameters.get(key) or NoLocalRule(key)

    def number(self, key: str) -> int | None:
        """A whole-number parameter, or None for "no local rule"."""
        found = self.parameter(key)
        return int(found.value) if isinstance(found, Value) else None

    def source(self, key: str) -> str:
        """Where a parameter comes from, as people read it: "PSP guidance, Stage Five"; "" where nothing is said."""
        return self.source_in_words(self.parameter(key).source)

    def source_in_words(self, source: str) -> str:
        """A source of the pack ("guidance: Stage Five") with the document's title in the reader's language.

        The place in a document is quoted as it stands there; why a value is ours is written in English alone.
        """
        code, _colon, place = source.partition(": ")
        if code == "ours":
            return "" if language_now() == "cy" else place[:1].upper() + place[1:]
        if not place:
            return source
        title = text_of(self.documents.get(code, {}).get("title", {}))
        return f"{said(title)}: {place}" if title else source

    def recipients(self, event: str) -> tuple[Recipient, ...]:
        """Who is told of `plan_agreed`, `review_recorded` or `exclusion_risk`, in the pack's order."""
        return self.events.get(event, ())

    def recipient(self, event: str, role: str) -> Recipient | None:
        return next((found for found in self.recipients(event) if found.role == role), None)

    def choices(self, name: str) -> tuple[Choice, ...]:
        """The pack's list called `reasons`, `agencies`, `factors` or `views_methods`."""
        return self.lists.get(name, ())

    def choice_text(self, name: str, code: str) -> Text:
        """The words of one choice; the code itself where a later pack no longer has it."""
        return next((choice.text for choice in self.choices(name) if choice.code == code), Text(code))

    def views_form(self, kind: str, *, primary: bool = False) -> Form:
        """The questions asked of `staff`, `child`, `parent`, `interventions` or `agencies`; a simpler one for primary."""
        if kind == "child" and primary:
            return self.forms["views_child_primary"]
        return self.forms[f"views_{kind}"]

    @property
    def sentence_no_local_rule(self) -> Sentence:
        return NO_LOCAL_RULE


def pack_of(policy_version_id: int) -> Pack:
    """The pack of a published version. Cached: a version never changes. PolicyVersion.DoesNotExist for an unknown id."""
    return _pack_of(policy_version_id)


@lru_cache(maxsize=64)
def _pack_of(policy_version_id: int) -> Pack:
    return pack_from(PolicyVersion.objects.get(pk=policy_version_id).content, version_id=policy_version_id)


def forget_packs() -> None:
    """Empty the cache: a test's database begins its ids anew, a version of a real one never changes."""
    _pack_of.cache_clear()


def pack_from(content: Mapping[str, Any], *, version_id: int = 0) -> Pack:
    """The pack that a resolved content describes (loading.load, PolicyVersion.content)."""
    languages: tuple[Language, ...] = tuple(content["languages"])
    parameters = {key: _parameter(key, ruling) for key, ruling in content["parameters"].items()}
    lists = {name: tuple(_choice(item) for item in items) for name, items in content["lists"].items()}
    roles = {code: text_of(role["title"]) for code, role in content["roles"].items()}
    return Pack(
        version_id=version_id,
        code=content["code"],
        title=text_of(content["title"]),
        nation=content["nation"],
        starts_on=content["starts_on"],
        ends_on=content["ends_on"] or "",
        languages=languages,
        documents=MappingProxyType(content["documents"]),
        parameters=MappingProxyType(parameters),
        labels=_labels(content, roles),
        psp=_psp_policy(content, parameters, lists),
        policy=_policy(content, parameters),
        forms=MappingProxyType({code: _form(code, form, languages) for code, form in content["forms"].items()}),
        layouts=MappingProxyType(
            {
                code: FormLayout(tuple(form["order"]), form.get("code", ""), form["source"], form["status"])
                for code, form in content["forms"].items()
            }
        ),
        parts=MappingProxyType({code: text_of(part["title"]) for code, part in content["parts"].items()}),
        lists=MappingProxyType(lists),
        events=MappingProxyType(
            {
                event: tuple(
                    Recipient(**{"mailbox": "", **recipient}, title=roles[recipient["role"]]) for recipient in told
                )
                for event, told in content["recipients"].items()
            }
        ),
        codes=MappingProxyType(
            {
                code: RegisterCode(code, **{**said_of, "text": text_of(said_of["text"])})
                for code, said_of in content.get("codes", {}).items()
            }
        ),
        rules=MappingProxyType(content["rules"]),
    )


def text_of(table: Mapping[str, str]) -> Text:
    """A pack's `{ en, cy }` as Text."""
    return Text(table.get("en", ""), table.get("cy", ""))


def language_now() -> Language:
    """The language of the page being made."""
    return "cy" if (translation.get_language() or "en").startswith("cy") else "en"


def said(text: Text) -> str:
    """The text in the language of the page being made."""
    return text.said(language_now())


def value_in_words(value: Value | NoLocalRule, pack: Pack) -> str:
    """A parameter as a plain sentence in the reader's language, "no local rule" said where there is none."""
    parameter = PARAMETERS[value.key]
    if isinstance(value, NoLocalRule):
        return _("{topic}: there is no local rule").format(topic=parameter.topic)
    sentence = str(parameter.sentence).format(value=_value_said(value.value, pack, value.key))
    return _OF_ONE.sub(r"\1", sentence) if value.value == 1 and language_now() == "en" else sentence


def _value_said(value: Any, pack: Pack, key: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(_value_said(item, pack, key) for item in value) or _("none")
    if isinstance(value, date):
        return date_long(value)
    if isinstance(value, str):
        if key in _NAMED_BY_THE_PACK:
            return lower_first(_NAMED_BY_THE_PACK[key](pack, value))
        for known in (f"{key}:{value}", value):
            if known in VALUES:
                return str(VALUES[known])
        return _inside_a_sentence(said(pack.labels.roles[value])) if value in pack.labels.roles else value
    return f"{value:g}" if isinstance(value, float) else str(value)


# "1 school days" is English for one too many; Welsh has the singular after every number.
_OF_ONE = re.compile(r"\b(1 (?:school |calendar )?(?:day|week|month|year|hour|minute|session|outcome|reference))s\b")


def _inside_a_sentence(title: str) -> str:
    """ "Local authority" as "local authority"; a title with a name in it ("Director of Education") stays as it is."""
    is_name = any(word[:1].isupper() and word[1:2].islower() for word in title.split()[1:])
    return title if is_name else lower_first(title)


def _day_and_month(_pack: Pack, value: str) -> str:
    """ "12-31" as "31 December"."""
    month, day = value.split("-")
    return date_format(date(2000, int(month), int(day)), "j F")


def _part_title(pack: Pack, key: str) -> str:
    """A section or part of the plan's form as the form calls it."""
    section = next((one for one in pack.forms["psp"].sections if one.key == key), None)
    return said(section.title if section is not None else pack.parts.get(key, Text(key)))


# Parameters whose values are codes of the pack's own, or a day: what says them.
_NAMED_BY_THE_PACK: dict[str, Callable[[Pack, str], str]] = {
    "psp.documents_wanted": lambda pack, code: said(pack.choice_text("pack_items", code)),
    "psp.meeting_sections_needed": _part_title,
    "ages.prescribed_days": _day_and_month,
}


def _parameter(key: str, ruling: Mapping[str, Any]) -> Value | NoLocalRule:
    note = text_of(ruling.get("note", {}))
    if "value" not in ruling:
        return NoLocalRule(key, ruling["source"], ruling["status"], note)
    return Value(
        key=key,
        value=_value(key, ruling["value"]),
        source=ruling["source"],
        status=ruling["status"],
        layer=ruling["layer"],
        local=ruling["layer"] == "authority" and not ruling.get("no_local_rule", False),
        note=note,
    )


def _value(key: str, value: Any) -> Any:
    """A value as code reads it: lists as tuples, days as dates."""
    known = PARAMETERS.get(key)
    if known is not None and isinstance(known.of, Day):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def _choice(item: Mapping[str, Any]) -> Choice:
    return Choice(item["code"], text_of(item["text"]), text_of(item.get("hint", {})))


def _form(code: str, form: Mapping[str, Any], languages: tuple[str, ...]) -> Form:
    return from_pack({"code": code, "title": form["title"], "sections": form["sections"]}, languages=languages)


def _labels(content: Mapping[str, Any], roles: dict[str, Text]) -> Labels:
    return Labels(
        plan=text_of(content["plan"]["name"]),
        plan_short=text_of(content["plan"]["short"]),
        roles=MappingProxyType(roles),
        roles_do=MappingProxyType({code: text_of(role.get("does", {})) for code, role in content["roles"].items()}),
        stages=MappingProxyType(
            {
                status: StageLabel(status, text_of(stage["title"]), stage["owner"], stage.get("uses", True))
                for status, stage in content["stages"].items()
            }
        ),
    )


def _policy(content: Mapping[str, Any], parameters: Mapping[str, Value | NoLocalRule]) -> Policy:
    return Policy(
        authority=content["code"],
        nation=content["nation"],
        values=MappingProxyType({key: one.value for key, one in parameters.items() if isinstance(one, Value)}),
        families=tuple(content.get("families") or FAMILIES[content["nation"]]),
        severities=MappingProxyType(
            {number: effect for number, effect in content["rules"].items() if effect != "usual"}
        ),
    )


def _psp_policy(
    content: Mapping[str, Any], parameters: Mapping[str, Value | NoLocalRule], lists: Mapping[str, tuple[Choice, ...]]
) -> PspPolicy:
    def given(name: str) -> Any:
        found = parameters.get(f"psp.{name}")
        return found.value if isinstance(found, Value) else None

    def asked(name: str, *, usual: bool) -> bool:
        return usual if given(name) is None else bool(given(name))

    def weeks(name: str) -> CalendarWeeks | None:
        return None if given(name) is None else CalendarWeeks(given(name))

    def codes(name: str) -> tuple[str, ...]:
        return tuple(choice.code for choice in lists.get(name, ()))

    unused = tuple(status for status in SKIPPED if not content["stages"][status].get("uses", True))
    copies = given("copy_to_authority")

    def within(name: str) -> SchoolDays | None:
        days = given(f"{name}_within_days")
        return None if days is None else SchoolDays(days)

    return PspPolicy(
        max_review_weeks=CalendarWeeks(given("max_review_weeks")),
        first_review_weeks=CalendarWeeks(given("first_review_weeks")),
        check_in_days=CalendarDays(given("check_in_days")),
        notice_days=None if given("notice_days") is None else CalendarDays(given("notice_days")),
        outcomes_wanted=given("outcomes_wanted"),
        inputs_wanted=given("inputs_wanted"),
        factors=codes("factors"),
        signatories=given("signatories"),
        review_decisions=given("review_decisions"),
        alnco_within=within("alnco"),
        staff_within=within("staff"),
        wellbeing_within=within("wellbeing"),
        send_within=within("send"),
        review_copy_within=within("review_copy"),
        signature_within=within("signature"),
        child_view_to_close=given("child_view_to_close"),
        severities=tuple(sorted((number, effect) for number, effect in content["rules"].items() if effect != "usual")),
        families=(*(content.get("families") or FORMER_FAMILIES), "PLAN"),
        nation=content["nation"],
        unused_stages=unused,
        review_schedule=tuple(CalendarWeeks(count) for count in given("review_schedule_weeks") or ()),
        interim_reviews_needed=given("interim_reviews_needed") or 0,
        final_review_weeks=weeks("final_review_weeks"),
        verdicts=tuple(given("verdicts") or ()),
        verdict_steps=codes("verdict_next_steps"),
        end_date_needed=asked("end_date_needed", usual=False),
        target_fields=tuple(given("target_fields") or ()),
        outcome_sequence=asked("outcome_sequence", usual=True),
        support_sequence=asked("support_sequence", usual=True),
        check_in_choices=tuple(given("check_in_choices") or ()),
        documents_wanted=tuple(given("documents_wanted") or codes("pack_items")),
        reviews_are_sent="sent" not in unused if copies is None else "review" in copies,
        sections_needed=tuple(given("meeting_sections_needed") or ()),
        part_titles=_part_titles(content),
    )


def _part_titles(content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The parts of the plan's form as it calls them, in English: for sentences of the rules."""
    sections = {one["key"]: one["title"]["en"] for one in content["forms"]["psp"]["sections"]}
    parts = {code: part["title"]["en"] for code, part in content["parts"].items()}
    return tuple({**parts, **sections}.items())
