"""Looks again at records and stores what the rules say now: opened, changed, cleared, and nothing where nothing changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any, NamedTuple

from django.apps import apps
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import Recording, recording

from .easing import end as end_easings
from .easing import facts_digest
from .escalation import levels
from .models import Easing, Finding, FindingEvent
from .registry import JUDGES, FoundNow, Judged
from .sentences import SentenceEncoder, same

BATCH = 500
_ABOUT = 120  # characters that the column holds
_COMPARED = (
    "effect", "colour", "code", "text", "params", "remedy", "remedy_params", "facts", "owner_role", "owner_id", "due_on",
    "link_name", "link_key",
)  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """What looking again did, in findings."""

    opened: int = 0
    changed: int = 0
    cleared: int = 0

    def __add__(self, other: Looked) -> Looked:
        return Looked(self.opened + other.opened, self.changed + other.changed, self.cleared + other.cleared)

    @property
    def nothing(self) -> bool:
        return not (self.opened or self.changed or self.cleared)


@dataclass(frozen=True)
class _Scope:
    pupil_id: int
    authority_id: int
    school_id: int


def look_again(subject_type: str, ids: Iterable[int], *, by: Access) -> Looked:
    """Judge these records now and store what has changed. Ids that `by` cannot see, or without a judge, are left alone.

    The judgement itself is Pastoral's own: it sees the whole record, so it does not depend on who happened to save.
    """
    judged = JUDGES.get(subject_type)
    wanted = sorted(set(ids))
    if judged is None or not wanted:
        return Looked()
    by_authority: dict[int, dict[int, _Scope]] = defaultdict(dict)
    for pk, scope in _scopes(subject_type, wanted, by).items():
        by_authority[scope.authority_id][pk] = scope
    total = Looked()
    for authority_id, scopes in sorted(by_authority.items()):
        with entered(Access.system(authority_id=authority_id, doing="looking at the rules again")) as pastoral:
            total += _store(judged, scopes, pastoral, timezone.localdate())
    return total


def judge_everything(authority_id: int, *, batch: int = BATCH) -> Looked:
    """Judge every open record of an authority, a batch to a transaction. What has not changed is not written.

    Records are read by key, a batch at a time, so that memory does not grow with their number. Findings that are still open
    about records beyond those (closed since, or gone) are looked at with the batch that their key falls into.
    """
    total = Looked()
    access = Access.system(authority_id=authority_id, doing="looking at the rules every night")
    for judged in list(JUDGES.values()):
        after: int | None = 0
        while after is not None:
            with entered(access):
                some, after = _next_batch(judged, access, after, batch)
                scopes = _scopes(judged.subject_type, some, access)
                total += _store(judged, scopes, access, timezone.localdate())
                total += _clear_lost(judged.subject_type, set(some) - set(scopes), access)
    return total


def _next_batch(judged: Judged, access: Access, after: int, size: int) -> tuple[list[int], int | None]:
    """The next records by key, and where to go on from (None at the end). Two queries."""
    ids = list(judged.every(access).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])
    last = ids[-1] if len(ids) == size else None
    standing = Finding.objects.visible_to(access).filter(
        subject_type=judged.subject_type, cleared_on__isnull=True, subject_id__gt=after
    )
    if last is not None:
        standing = standing.filter(subject_id__lte=last)
    return sorted({*ids, *standing.order_by().values_list("subject_id", flat=True).distinct()}), last


def _scopes(subject_type: str, ids: list[int], access: Access) -> dict[int, _Scope]:
    """Whose record each is, for those that `access` can see. One query."""
    model = apps.get_model(subject_type)
    pupil = "pk" if subject_type == "pupils.pupil" else "pupil_id"
    rows = model.objects.visible_to(access).filter(pk__in=ids).values_list("pk", pupil, "authority_id", "school_id")
    return {pk: _Scope(*scope) for pk, *scope in rows}


@dataclass
class _Changes:
    """What is to be written. `before` has, by finding, each column that changed with its old value."""

    opened: list[Finding] = field(default_factory=list)
    changed: list[Finding] = field(default_factory=list)
    cleared: list[Finding] = field(default_factory=list)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    easings_ended: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))

    @property
    def nothing(self) -> bool:
        return not (self.opened or self.changed or self.cleared)


class _Standing(NamedTuple):
    """What a night needs to know of an open finding that says what it said before."""

    pk: int
    subject_id: int
    rule: str
    about: str
    said: str
    since: dt.date
    effect: str
    due_on: dt.date | None
    eased: str
    eased_until: dt.date | None
    escalated: str
    school_id: int
    authority_id: int

    def eased_on(self, day: dt.date) -> str:
        return self.eased


def _store(judged: Judged, scopes: dict[int, _Scope], access: Access, today: dt.date) -> Looked:
    """What is said now against what stands: whole rows are read only of what differs."""
    ids = list(scopes)
    if not ids:
        return Looked()
    said = judged.judge(access, ids)
    mine = Finding.objects.visible_to(access)
    standing: dict[int, dict[tuple[str, str], _Standing]] = defaultdict(dict)
    stored = mine.filter(subject_type=judged.subject_type, subject_id__in=ids, cleared_on__isnull=True)
    for row in stored.values_list(*_Standing._fields):
        one = _Standing(*row)
        standing[one.subject_id][(one.rule, one.about)] = one
    changes = _Changes()
    same_as_before: list[_Standing] = []
    differs: dict[int, FoundNow] = {}
    gone: list[int] = []
    for pk, scope in scopes.items():
        here = standing[pk]
        for found in _distinct(said.get(pk, [])):
            before = here.pop((found.rule, found.about), None)
            if before is None:
                changes.opened.append(_opened(judged.subject_type, pk, scope, found, today))
            elif before.eased or before.said != _digest(found) or before.since != min(found.since or before.since, today):
                differs[before.pk] = found
            else:
                same_as_before.append(before)
        gone += [one.pk for one in here.values()]
    whole = mine.in_bulk([*differs, *gone]) if differs or gone else {}
    looked_at = [whole[pk] for pk in differs if pk in whole]
    for finding in looked_at:
        found = differs[finding.pk]
        _compare(finding, {**_values(found), "said": _digest(found)}, found.since, today, changes)
    changes.cleared = [whole[pk] for pk in gone if pk in whole]
    looked_at += _escalate([*changes.opened, *looked_at], same_as_before, mine, today, changes)
    changes.changed = [finding for finding in looked_at if finding.pk in changes.before]
    for finding in changes.cleared:
        if finding.eased:
            changes.easings_ended[Easing.Ended.CLEARED].append(finding)
    _write(access, judged.subject_type, changes, today)
    return Looked(len(changes.opened), len(changes.changed), len(changes.cleared))


def _compare(
    finding: Finding, values: dict[str, Any], since: dt.date | None, today: dt.date, changes: _Changes
) -> None:
    """Give the finding what is said now, and keep what was said before."""
    before: dict[str, Any] = {}
    if since is not None:
        values["since"] = min(since, today)
    for name, value in values.items():
        old = getattr(finding, name)
        if old is not value and old != value and not same(old, value):
            before[name] = old
            setattr(finding, name, value)
    if finding.eased:
        ended = _easing_is_over(finding, values, before, today)
        if ended:
            before |= {"eased": finding.eased, "eased_until": finding.eased_until}
            changes.easings_ended[ended].append(finding)
    if before:
        changes.before[finding.pk] = before


def _easing_is_over(finding: Finding, values: dict[str, Any], before: dict[str, Any], today: dt.date) -> str:
    """Why an officer's decision no longer holds; "" while it does."""
    if not finding.eased_on(today):
        return Easing.Ended.DATE
    was = {name: before.get(name, values[name]) for name in ("code", "facts", "params")}
    return Easing.Ended.FACTS if facts_digest(was) != facts_digest(values) else ""


def _escalate(
    whole: list[Finding], rest: list[_Standing], mine: Any, today: dt.date, changes: _Changes
) -> list[Finding]:
    """What waits too long goes up; what waits no longer comes down. Returns the rows that only this has changed."""
    over = {id(one) for them in changes.easings_ended.values() for one in them}
    for finding in whole:
        if id(finding) in over:  # it counts in full again from now on
            finding.eased, finding.eased_until = "", None
    level_of = levels([*whole, *rest], today=today)
    moved = {
        one.pk: level_of.get(place, "")
        for place, one in enumerate(rest, start=len(whole))
        if one.escalated != level_of.get(place, "")
    }
    read = list(mine.filter(pk__in=moved)) if moved else []
    levels_now = [level_of.get(place, "") for place in range(len(whole))] + [moved[one.pk] for one in read]
    for finding, level in zip([*whole, *read], levels_now, strict=True):
        if finding.escalated != level:
            if finding.pk is not None:
                changes.before.setdefault(finding.pk, {})["escalated"] = finding.escalated
            finding.escalated = level
    return read


def _clear_lost(subject_type: str, ids: set[int], access: Access) -> Looked:
    """Clear what is still open about records that are gone."""
    if not ids:
        return Looked()
    lost = list(
        Finding.objects.visible_to(access).filter(
            subject_type=subject_type, subject_id__in=ids, cleared_on__isnull=True
        )
    )
    changes = _Changes(cleared=lost)
    changes.easings_ended[Easing.Ended.CLEARED] += [finding for finding in lost if finding.eased]
    _write(access, subject_type, changes, timezone.localdate())
    return Looked(cleared=len(lost))


def _write(access: Access, subject_type: str, changes: _Changes, today: dt.date) -> None:
    if changes.nothing:
        return
    with recording("findings.changed", by=access) as record:
        now = timezone.now()
        for finding in changes.opened:
            finding.found_at = now
        # Two who save at once open the same finding once: the second insert finds it there.
        Finding.objects.bulk_create(changes.opened, ignore_conflicts=True, batch_size=BATCH)
        mine = Finding.objects.visible_to(access)
        for why, findings in changes.easings_ended.items():
            end_easings(findings, why, by=access)
        mine.bulk_update(changes.changed, _WRITTEN, batch_size=BATCH)
        mine.filter(pk__in=[finding.pk for finding in changes.cleared]).update(
            cleared_on=today, eased="", eased_until=None, escalated=""
        )
        opened = mine.filter(subject_type=subject_type, found_at=now) if changes.opened else []
        FindingEvent.objects.bulk_create(list(_events(access, opened, changes, now)), batch_size=5 * BATCH)
        _record(
            record, subject_type,
            {"opened": changes.opened, "changed": changes.changed, "cleared": changes.cleared},
        )  # fmt: skip


def _events(access: Access, opened: Iterable[Finding], changes: _Changes, at: dt.datetime) -> Iterator[FindingEvent]:
    """The history's lines: what opened, what changed and from what, what went up, what cleared."""

    def event(finding: Finding, what: str, more: dict[str, Any] | None = None) -> FindingEvent:
        return FindingEvent(
            pupil_id=finding.pupil_id, authority_id=finding.authority_id, school_id=finding.school_id, finding=finding,
            at=at, what=what, actor=access.actor, changes=more or {},
        )  # fmt: skip

    for finding in opened:
        yield event(finding, FindingEvent.What.OPENED)
        if finding.escalated:
            yield event(finding, FindingEvent.What.ESCALATED, {"escalated": ["", finding.escalated]})
    for finding in changes.changed:
        before = changes.before[finding.pk]
        said = {name: [old, getattr(finding, name)] for name, old in before.items() if name in _SHOWN}
        said |= {name: [] for name in before if name in _READ}
        if said:
            yield event(finding, FindingEvent.What.CHANGED, said)
        if before.get("escalated", finding.escalated) != finding.escalated and finding.escalated:
            change = {"escalated": [before["escalated"], finding.escalated]}
            yield event(finding, FindingEvent.What.ESCALATED, change)
    for finding in changes.cleared:
        yield event(finding, FindingEvent.What.CLEARED)


# Changes whose two values the history shows, and those of which it only says that they changed.
_SHOWN = frozenset({"effect", "colour", "due_on", "since"})
_READ = frozenset({"text", "params", "remedy", "facts", "owner_role", "owner_id"})
_WRITTEN = [
    *("owner" if name == "owner_id" else name for name in _COMPARED), "said", "since", "eased", "eased_until", "escalated",
]  # fmt: skip


def _record(record: Recording, subject_type: str, what: dict[str, list[Finding]]) -> None:
    """One event for each record, with the numbers of the rules."""
    model = apps.get_model(subject_type)
    rules: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    scope: dict[int, Finding] = {}
    for how, findings in what.items():
        for finding in findings:
            rules[finding.subject_id][how].append(finding.rule)
            scope[finding.subject_id] = finding
    fields = {field.attname for field in model._meta.concrete_fields}
    for pk, changed in sorted(rules.items()):
        named: dict[str, Any] = {
            name: getattr(scope[pk], name) for name in ("pupil_id", "authority_id", "school_id") if name in fields
        }
        record.about(model(pk=pk, **named), changes={how: sorted(set(numbers)) for how, numbers in changed.items()})


def _values(found: FoundNow) -> dict[str, Any]:
    return {
        "effect": found.effect,
        "colour": found.colour,
        "code": found.sentence.code,
        "text": found.sentence.text,
        "params": dict(found.sentence.params),
        "remedy": found.remedy.text if found.remedy else "",
        "remedy_params": dict(found.remedy.params) if found.remedy else {},
        "facts": {"said": [list(fact) for fact in found.facts]} if found.facts else {},
        "owner_role": found.owner_role,
        "owner_id": found.owner_id,
        "due_on": found.due_on,
        "link_name": found.link_name,
        "link_key": found.link_key,
    }


def _digest(found: FoundNow) -> str:
    """What is said, as a short text that differs when it does."""
    values = _values(found)
    compared = [values[name] for name in _COMPARED if name != "link_key"]
    return blake2b(_AS_JSON(compared).encode(), digest_size=16).hexdigest()


_AS_JSON = SentenceEncoder(sort_keys=True).encode


def _opened(subject_type: str, pk: int, scope: _Scope, found: FoundNow, today: dt.date) -> Finding:
    return Finding(
        pupil_id=scope.pupil_id,
        authority_id=scope.authority_id,
        school_id=scope.school_id,
        subject_type=subject_type,
        subject_id=pk,
        rule=found.rule,
        about=found.about,
        since=min(found.since or today, today),
        said=_digest(found),
        **_values(found),
    )


def _distinct(found: list[FoundNow]) -> Iterator[FoundNow]:
    """A rule may say two things about the same point (no owner, no date): the later ones are told apart by their code."""
    seen: set[tuple[str, str]] = set()
    for one in found:
        about = one.about[:_ABOUT]
        if (one.rule, about) in seen:
            about = f"{about[: _ABOUT - 41]}#{one.sentence.code[:40]}"
        if (one.rule, about) not in seen:
            seen.add((one.rule, about))
            yield replace(one, about=about)
