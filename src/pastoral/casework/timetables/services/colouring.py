"""The colour of the audit matrix is worked out at every change and every night, and kept where it differs from the last one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases import timeline
from pastoral.records.cases.models import Note
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced.audit import Audit, audit

from ..attended import RUNNING, with_attendance
from ..facts import facts_of
from ..models import ColourChange, Timetable
from ..rows import Rows, rows_of

BATCH = 500
NIGHT = "night"
# As the timeline says it; lazily, so that each reader has it in their own language.
SAID = {
    ("green", False): _("green"), ("amber", False): _("amber"), ("red", False): _("red"),
    ("red", True): _("red, not confirmed yet"), ("not_rated", False): _("not yet rated"),
}  # fmt: skip


def has_matrix(row: Timetable) -> bool:
    """Whether this timetable's authority audits with the matrix of F-NPT-06."""
    policy = pack_of(row.policy_version_id).policy
    return policy.in_force("NPT-AUD-01") and policy.value("reduced.audit") == "matrix"


def keep_colours(authority_id: int, timetable_ids: Iterable[int], *, because: str) -> int:
    """Work out these colours and keep those that differ from the last; returns how many. Doing it twice writes nothing more.

    Pastoral itself looks, so that a colour does not depend on who happened to save. What does not run has none.
    """
    with entered(Access.system(authority_id=authority_id, doing="working out the colours of the audit")) as access:
        return _keep(access, list(timetable_ids), because)


def keep_all_colours(authority_id: int, *, batch: int = BATCH) -> int:
    """Every running timetable of an authority, a batch to a transaction."""
    access = Access.system(authority_id=authority_id, doing="working out the colours of the audit every night")
    changed, after = 0, 0
    while True:
        with entered(access):
            ids = list(
                Timetable.objects.visible_to(access).filter(pk__gt=after, status__in=RUNNING)
                .order_by("pk").values_list("pk", flat=True)[:batch]
            )  # fmt: skip
            changed += _keep(access, ids, NIGHT)
        if len(ids) < batch:
            return changed
        after = ids[-1]


def _keep(access: Access, ids: list[int], because: str) -> int:
    there = Timetable.objects.visible_to(access).filter(pk__in=ids, status__in=RUNNING, excluded="")
    rows = [row for row in there.select_related("pupil__authority", "school__authority", "plan") if has_matrix(row)]
    if not rows:
        return 0
    own = rows_of(access, [row.pk for row in rows])
    found = _audits(access, rows, own)
    differing = [row for row in rows if _differs(found[row.pk], own[row.pk].colours[-1] if own[row.pk].colours else None)]
    if not differing:
        return 0
    # Two at one moment: the second waits here, and then finds the colour already kept.
    locked = Timetable.objects.visible_to(access).select_for_update(of=("self",))
    list(locked.filter(pk__in=[row.pk for row in differing]).order_by("pk").values_list("pk", flat=True))
    last = _last(access, [row.pk for row in differing])
    differing = [row for row in differing if _differs(found[row.pk], last.get(row.pk))]
    if differing:
        with recording("timetable.coloured", by=access, reason=because) as record:
            for row in differing:
                _write(row, found[row.pk], last.get(row.pk), because, access)
                record.about(row, changes={"colour": found[row.pk].colour, "provisional": found[row.pk].provisional})
    return len(differing)


def _audits(access: Access, rows: list[Timetable], own: Mapping[int, Rows]) -> dict[int, Audit]:
    facts = with_attendance(access, rows, own, facts_of(access, rows, own))
    calendars = calendars_of({row.school_id: row.school for row in rows}.values())
    today = timezone.localdate()
    return {
        row.pk: audit(facts[row.pk], pack_of(row.policy_version_id).policy, calendars[row.school_id], today) for row in rows
    }


def _last(access: Access, ids: list[int]) -> Mapping[int, ColourChange]:
    rows = ColourChange.objects.visible_to(access).filter(timetable_id__in=ids)
    return {row.timetable_id: row for row in rows.order_by("timetable_id", "-id").distinct("timetable_id")}


def _differs(now: Audit, last: ColourChange | None) -> bool:
    return last is None or (now.colour, now.provisional, bool(now.set_aside)) != (last.colour, last.provisional, last.set_aside)


def _write(row: Timetable, now: Audit, last: ColourChange | None, because: str, access: Access) -> None:
    ColourChange(
        **scope_of(row.pupil), timetable=row, colour=now.colour, provisional=now.provisional, set_aside=bool(now.set_aside),
        state={one.code: one.holds for one in now.indicators}, because=because[:40],
    ).save()  # fmt: skip
    looks_as_before = last is not None and (last.colour, last.provisional) == (now.colour, now.provisional)
    if not looks_as_before:
        timeline.add(
            row.pupil, "timetable.coloured", by=access, params={"colour": SAID[(now.colour, now.provisional)]},
            level=Note.Level.STAFF, link=("timetable-audit", row.pk),
        )  # fmt: skip
