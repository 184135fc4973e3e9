"""Whose marks are worth judging: the database passes over the children whose school year has nothing to find, most of them.

It lets through too many rather than too few; what is found is settled by `watching`. The condition is asked of one pupil at a time,
over the index of marks, so a night that takes pupils in parts by their key reads each mark once and holds nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Length, Replace

from pastoral.foundation.access.value import Access
from pastoral.records.pupils.models import Pupil
from pastoral.rules.attendance import CodesUnknown, codes_in_force
from pastoral.rules.key_stages import school_year_start

from .comparing import SAME_WEEKS
from .models import MarkWeek
from .watching import DAYS
from .weeks import BLANK, SLOTS, WIDTH, monday_of

NOT_PRESENT = "[A-KM-Z#]"  # any code but present and late
SLOT_OF_LEAVE = "(C |C2|X )"
TO_CONFIRM = "[BKD]|C2"
WITHOUT_LEAVE = "GNOU"
MOST_WITHOUT_LEAVE = 10  # sessions; the fewest that a rule on returns or thresholds asks about (ENG-REG-14)
MOST_ILL = 15  # sessions: fifteen days have at least so many (ENG-REG-10)


def worth_a_look(access: Access, nation: str, today: date, *, reasons: bool = True) -> QuerySet[Pupil]:
    """The pupils on roll whose marks of this school year may have a finding. `reasons`: whether a code N is followed up (ENG-REG-08)."""
    recent = monday_of(today - timedelta(days=DAYS))
    weeks = (
        MarkWeek.objects.visible_to(access)
        .filter(pupil_id=OuterRef("pk"), monday__range=(monday_of(school_year_start(today)), today), codes__regex=NOT_PRESENT)
        .order_by()
        .values("pupil_id")
        .annotate(**_counted(nation, recent))
        .filter(_enough(reasons))
        .values("pupil_id")
    )
    found: QuerySet[Pupil] = Pupil.objects.visible_to(access).filter(Exists(weeks), left_on__isnull=True)
    return found


def _counted(nation: str, recent: date) -> dict[str, Any]:
    of_slot = {
        f"leave_{slot}": Count("pk", filter=Q(codes__regex=f"^.{{{slot * WIDTH}}}{SLOT_OF_LEAVE}")) for slot in range(SLOTS)
    }
    letters = Length("codes") - Length(Func(F("codes"), Value(WITHOUT_LEAVE), Value(""), function="translate"))
    return {
        **of_slot,
        "to_confirm": Count("pk", filter=Q(monday__gte=recent, codes__regex=TO_CONFIRM)),
        "unknown": Count("pk", filter=Q(monday__gte=recent) & ~Q(codes__regex=_in_force(nation, recent))),
        "unauthorised": Sum(letters),
        "no_reason": Count("pk", filter=Q(codes__contains="N")),
        "ill": Sum(Length("codes") - Length(Replace("codes", Value("I"), Value("")))),
    }


def _enough(reasons: bool) -> Q:
    found = Q(to_confirm__gte=1) | Q(unknown__gte=1) | Q(unauthorised__gte=MOST_WITHOUT_LEAVE) | Q(ill__gte=MOST_ILL)
    for slot in range(SLOTS):
        found |= Q(**{f"leave_{slot}__gte": SAME_WEEKS})
    return found | Q(no_reason__gte=1) if reasons else found


def _in_force(nation: str, day: date) -> str:
    """A pattern of weeks with no other codes than those in force."""
    try:
        known = codes_in_force(nation, day).codes
    except CodesUnknown:
        return ".*"
    each = [code.ljust(WIDTH).replace("\\", "\\\\") for code in known]
    return f"^({'|'.join([BLANK, *each])})*$"
