"""Keeping count of who is taught where, without a name, and having the provider tested again when that changes (HRS-07)."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from pastoral.casework.plans.services.changing import look
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.providers import factors
from pastoral.records.providers.alarm import alarm
from pastoral.records.providers.models import Attending
from pastoral.records.providers.testing import Changed, retest
from pastoral.records.pupils.facts import PupilFacts, facts_of_many
from pastoral.records.pupils.models import CareStatus, Need, Pupil
from pastoral.rules.key_stages import is_compulsory_school_age
from pastoral.rules.placements.facts import PREPARED

from ..models import Placement, Session

SUBJECT = "placements.placement"
DOING = "who is taught where"
BATCH = 1_000
KEPT = ("authority_id", "provider_id", "site_id", "person", "since", "until", "hours", "full_time", "compulsory_age", "looked_after",
        "ehcp", "idp", "sen")  # fmt: skip


def keep(placement_ids: Iterable[int], *, authority_id: int) -> None:
    """Count these placements of one authority as they stand now; test their providers again where that changed anything.

    A placement counts from when it is being prepared: the test must speak before the child who makes it a school begins.
    """
    after = keep_rows(placement_ids, authority_id=authority_id)
    if after:
        examine(after)


def keep_all(authority_id: int) -> set[int]:
    """Every placement of an authority that is not closed, and those that were counted; gives back the providers that changed."""
    with entered(Access.system(authority_id=authority_id, doing=DOING)) as access:
        open_ones = Placement.objects.visible_to(access).filter(stage__in=PREPARED).values_list("pk", flat=True)
        counted = Attending.objects.visible_to(access).filter(until=None).values_list("placement", flat=True)
        ids = sorted({*open_ones, *counted})
    changed: set[int] = set()
    for first in range(0, len(ids), BATCH):
        changed |= keep_rows(ids[first : first + BATCH], authority_id=authority_id)
    return changed


def examine(provider_ids: Collection[int] | None = None) -> list[Changed]:
    """Test, tell the authorities whose result changed, and let the rules look again at their placements with the provider."""
    changed = retest(provider_ids)
    alarm(changed)
    by_authority: dict[int, list[int]] = defaultdict(list)
    for one in changed:
        by_authority[one.authority_id].append(one.provider_id)
    for authority, providers in by_authority.items():
        with entered(Access.system(authority_id=authority, doing=DOING)) as access:
            there = Placement.objects.visible_to(access).filter(provider_id__in=providers).exclude(stage=Placement.Stage.CLOSED)
            look(list(there.order_by("pk").values_list("pk", flat=True)), by=access, subject=SUBJECT)
    return changed


def keep_rows(placement_ids: Iterable[int], *, authority_id: int) -> set[int]:
    """The rows of `Attending`; gives back the providers of those that changed. Eight queries for any number of placements."""
    with entered(Access.system(authority_id=authority_id, doing=DOING)) as access:
        rows = list(
            Placement.objects.visible_to(access).filter(pk__in=list(placement_ids)).select_related("pupil__authority")
            .only("stage", "provider_id", "site_id", "starts_on", "began_on", "ends_on", "ended_on", "authority_id", "pupil__upn",
                  "pupil__date_of_birth", "pupil__year_group", "pupil__language", "pupil__free_school_meals", "pupil__disabled",
                  "pupil__authority__nation")
        )  # fmt: skip
        before = {row.placement: row for row in Attending.objects.visible_to(access).filter(placement__in=[row.pk for row in rows])}
        counted = [row for row in rows if row.provider_id is not None and (row.stage in PREPARED or row.pk in before)]
        wanted = _wanted(access, [row for row in counted if row.stage in PREPARED])
        return _kept(access, rows, before, wanted)


def person(pupil: Pupil) -> str:
    """The same for one child whoever places it, and nothing that leads back to the child: a hash with Pastoral's own key."""
    what = f"upn:{pupil.upn.upper()}" if pupil.upn else f"pupil:{pupil.pk}"
    return hmac.new(settings.SECRET_KEY.encode(), f"attending|{what}".encode(), hashlib.sha256).hexdigest()


def _wanted(access: Access, rows: Sequence[Placement]) -> dict[int, dict[str, Any]]:
    if not rows:
        return {}
    today = timezone.localdate()
    hours = _hours(access, rows, today)
    facts = facts_of_many(access, [row.pupil for row in rows])
    judged = factors.judged_of(access, [(row.authority_id, row.provider_id) for row in rows if row.provider_id])
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        own = hours.get(row.pk)
        found[row.pk] = {
            "authority_id": row.authority_id, "provider_id": row.provider_id, "site_id": row.site_id, "person": person(row.pupil),
            "since": row.began_on or row.starts_on or today, "until": row.ended_on, "hours": own,
            "full_time": factors.full_time_at(judged.get((row.authority_id, row.provider_id or 0), []), row.site_id, own),
            "compulsory_age": is_compulsory_school_age(row.pupil.date_of_birth, max(today, row.starts_on or today)),
            **_groups(facts[row.pupil_id]),
        }  # fmt: skip
    return found


def _groups(facts: PupilFacts) -> dict[str, bool]:
    """The home school's record is the one that knows: what does not stand there is not so."""
    needs = facts.needs
    return {
        "looked_after": CareStatus.Kind.LOOKED_AFTER in facts.care,
        "ehcp": Need.Kind.EHCP in needs,
        "idp": bool(needs & {Need.Kind.SCHOOL_IDP, Need.Kind.LA_IDP}),
        "sen": bool(needs & {Need.Kind.SEN_SUPPORT, Need.Kind.EHCP}),
    }


def _hours(access: Access, rows: Sequence[Placement], today: dt.date) -> dict[int, Decimal]:
    """Placement → hours a week at the provider on the day that counts: today, or its first day where that is to come."""
    day_of = {row.pk: max(today, row.starts_on or today) for row in rows}
    minutes: dict[int, int] = defaultdict(int)
    for one in Session.objects.visible_to(access).filter(placement_id__in=list(day_of)):
        day = day_of[one.placement_id]
        if (one.since is None or one.since <= day) and (one.until is None or one.until >= day):
            minutes[one.placement_id] += _minute(one.ends) - _minute(one.starts)
    return {pk: (Decimal(total) / 60).quantize(Decimal("0.01")) for pk, total in minutes.items()}


def _minute(at: dt.time) -> int:
    return at.hour * 60 + at.minute


def _kept(
    access: Access, rows: Sequence[Placement], before: dict[int, Attending], wanted: dict[int, dict[str, Any]]
) -> set[int]:
    new, other, gone = [], [], []
    changed: set[int] = set()
    for row in rows:
        there, values = before.get(row.pk), wanted.get(row.pk)
        if values is None and there is not None:
            began = row.began_on is not None and row.provider_id == there.provider_id
            if began and there.until is None:
                there.until = row.ended_on or timezone.localdate()
                other.append(there)
            elif not began:
                gone.append(there)
            else:
                continue
            changed.add(there.provider_id)
        elif values is not None and there is None:
            new.append(Attending(placement=row.pk, **values))
            changed.add(values["provider_id"])
        elif values is not None and there is not None and (differing := [n for n in KEPT if getattr(there, n) != values[n]]):
            changed |= {there.provider_id, values["provider_id"]}
            for name in differing:
                setattr(there, name, values[name])
            other.append(there)
    if changed:
        with recording("provider.attending_kept", by=access) as record:
            Attending.objects.bulk_create(new, batch_size=BATCH)
            Attending.objects.visible_to(access).bulk_update(other, KEPT, batch_size=BATCH)
            if gone:
                Attending.objects.visible_to(access).filter(pk__in=[row.pk for row in gone]).delete()
            record.about((new or other or gone)[0].authority, changes={"placements": len(new) + len(other) + len(gone)})
    return changed
