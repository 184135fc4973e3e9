"""Looks again at records and stores what the rules say now: opened, changed, cleared, and nothing where nothing changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.apps import apps
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import Recording, recording

from .models import Finding
from .registry import JUDGES, FoundNow, Judged
from .sentences import same

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
    """Judge every record of an authority, a batch to a transaction. What has not changed is not written."""
    total = Looked()
    access = Access.system(authority_id=authority_id, doing="looking at the rules every night")
    for judged in list(JUDGES.values()):
        with entered(access):
            open_ones = Finding.objects.visible_to(access).filter(
                subject_type=judged.subject_type, cleared_on__isnull=True
            )
            ids = set(judged.every(access)) | set(open_ones.values_list("subject_id", flat=True))
        for some in _batches(sorted(ids), batch):
            with entered(access):
                scopes = _scopes(judged.subject_type, some, access)
                total += _store(judged, scopes, access, timezone.localdate())
                total += _clear_lost(judged.subject_type, set(some) - set(scopes), access)
    return total


def _scopes(subject_type: str, ids: list[int], access: Access) -> dict[int, _Scope]:
    """Whose record each is, for those that `access` can see. One query."""
    model = apps.get_model(subject_type)
    pupil = "pk" if subject_type == "pupils.pupil" else "pupil_id"
    rows = model.objects.visible_to(access).filter(pk__in=ids).values_list("pk", pupil, "authority_id", "school_id")
    return {pk: _Scope(*scope) for pk, *scope in rows}


def _store(judged: Judged, scopes: dict[int, _Scope], access: Access, today: dt.date) -> Looked:
    ids = list(scopes)
    if not ids:
        return Looked()
    said = judged.judge(access, ids)
    standing: dict[int, dict[tuple[str, str], Finding]] = defaultdict(dict)
    stored = Finding.objects.visible_to(access).filter(
        subject_type=judged.subject_type, subject_id__in=ids, cleared_on__isnull=True
    )
    for finding in stored:
        standing[finding.subject_id][(finding.rule, finding.about)] = finding
    opened: list[Finding] = []
    changed: list[Finding] = []
    cleared: list[Finding] = []
    for pk, scope in scopes.items():
        here = standing[pk]
        for found in _distinct(said.get(pk, [])):
            values = _values(found)
            finding = here.pop((found.rule, found.about), None)
            if finding is None:
                opened.append(_opened(judged.subject_type, pk, scope, found, values, today))
            elif any(not same(getattr(finding, name), value) for name, value in values.items()):
                for name, value in values.items():
                    setattr(finding, name, value)
                changed.append(finding)
        cleared += here.values()
    _write(access, judged.subject_type, opened=opened, changed=changed, cleared=cleared)
    return Looked(len(opened), len(changed), len(cleared))


def _clear_lost(subject_type: str, ids: set[int], access: Access) -> Looked:
    """Clear what is still open about records that are gone."""
    if not ids:
        return Looked()
    lost = list(
        Finding.objects.visible_to(access).filter(
            subject_type=subject_type, subject_id__in=ids, cleared_on__isnull=True
        )
    )
    _write(access, subject_type, opened=[], changed=[], cleared=lost)
    return Looked(cleared=len(lost))


def _write(
    access: Access, subject_type: str, *, opened: list[Finding], changed: list[Finding], cleared: list[Finding]
) -> None:
    if not (opened or changed or cleared):
        return
    with recording("findings.changed", by=access) as record:
        # Two who save at once open the same finding once: the second insert finds it there.
        Finding.objects.bulk_create(opened, ignore_conflicts=True, batch_size=BATCH)
        mine = Finding.objects.visible_to(access)
        mine.bulk_update(changed, _COMPARED_FIELDS, batch_size=BATCH)
        mine.filter(pk__in=[finding.pk for finding in cleared]).update(cleared_on=timezone.localdate())
        _record(record, subject_type, {"opened": opened, "changed": changed, "cleared": cleared})


_COMPARED_FIELDS = ["owner" if name == "owner_id" else name for name in _COMPARED]


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
    for pk, changes in sorted(rules.items()):
        named: dict[str, Any] = {
            name: getattr(scope[pk], name) for name in ("pupil_id", "authority_id", "school_id") if name in fields
        }
        record.about(model(pk=pk, **named), changes={how: sorted(set(numbers)) for how, numbers in changes.items()})


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


def _opened(
    subject_type: str, pk: int, scope: _Scope, found: FoundNow, values: dict[str, Any], today: dt.date
) -> Finding:
    return Finding(
        pupil_id=scope.pupil_id,
        authority_id=scope.authority_id,
        school_id=scope.school_id,
        subject_type=subject_type,
        subject_id=pk,
        rule=found.rule,
        about=found.about,
        since=today,
        **values,
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


def _batches(ids: list[int], size: int) -> Iterator[list[int]]:
    them = iter(ids)
    while some := list(islice(them, size)):
        yield some
