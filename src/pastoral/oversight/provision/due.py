"""What an officer owes about providers: an alarm, what ran out or soon will, visits, papers. A finding needs a child; these have none."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.together import together
from pastoral.foundation.govuk.parts import Tone
from pastoral.foundation.govuk.words import say
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.queries import in_force_within, version_rows
from pastoral.records.providers.alarm import ALARMING
from pastoral.records.providers.assurance.judging import Standing, standings
from pastoral.records.providers.models import Attending, DatedItem, Listing, Provider, TestResult, Visit, VisitAction

from .showing import test_of

NEAR = dt.timedelta(days=14)


@dataclass(frozen=True)
class Task:
    """One thing to do about a provider, and by when; `since` where it is the day on which it began."""

    provider: str
    title: str
    href: str
    why: str = ""
    due: dt.date | None = None
    since: dt.date | None = None
    tone: Tone = "now"


def to_do(access: Access, today: dt.date) -> list[Task]:
    """Of providers that the officer's authority uses, the most pressing first. One query; another where one of them is on the list."""
    if not (access.authority_ids and access.may(Permission.MANAGE_DIRECTORY)):
        return []
    ours = sorted(access.authority_ids)
    there = Attending.objects.visible_to(access).filter(Q(until__isnull=True) | Q(until__gte=today), authority__in=ours)
    used = Q(provider__in=there.order_by().values("provider_id"))
    asked = {
        "tested": TestResult.objects.visible_to(access).filter(authority__in=ours, site=None, result__in=ALARMING),
        "listed": Listing.objects.visible_to(access).filter(used, authority__in=ours).exclude(status=Listing.Status.REMOVED),
        "visits": Visit.objects.visible_to(access).filter(authority__in=ours, held_on__isnull=True, due_on__lte=today + NEAR),
        "actions": VisitAction.objects.visible_to(access).filter(
            authority__in=ours, done_on__isnull=True, closed_on__isnull=True, due_on__lt=today
        ),
        "waiting": DatedItem.objects.visible_to(access).filter(used, state=DatedItem.State.GIVEN, received_by=None),
    }  # fmt: skip
    about = Q(pk__in=[])
    for query in asked.values():
        about |= Q(pk__in=query.order_by().values("provider_id"))
    found = together(
        **asked, providers=Provider.objects.visible_to(access).filter(about).defer("source_row", "about"),
        authorities=Authority.objects.filter(pk__in=ours), versions=version_rows(ours, today),
    )  # fmt: skip
    providers = {row.pk: row for row in found["providers"]}
    authorities = {row.pk: row for row in found["authorities"]}
    for row in found["listed"]:
        row.provider, row.authority = providers[row.provider_id], authorities[row.authority_id]
    names = {key: row.name for key, row in providers.items()}
    tasks = [
        *(_alarm(row, names[row.provider_id]) for row in found["tested"]),
        *_run_out(standings(access, found["listed"], today, in_force_within(found["versions"], ours, today)), today),
        *(_visit(row, names[row.provider_id], today) for row in found["visits"]),
        *_counted(Counter(row.provider_id for row in found["actions"]), names, late=True),
        *_counted(Counter(row.provider_id for row in found["waiting"]), names, late=False),
    ]
    order: dict[str, int] = {"late": 0, "soon": 1}
    return sorted(tasks, key=lambda task: (order.get(task.tone, 2), task.since or task.due or dt.date.max, task.provider))


def _alarm(row: TestResult, name: str) -> Task:
    status = test_of(row.result)
    why = (
        _(
            "It must not be used while it is not registered. Place nobody new there. Report it, and decide what happens to the children "
            "who are there."
        )
        if row.result == TestResult.Result.MET
        else _("One more child full time, from any council, and it must register as a school.")
    )  # fmt: skip
    return Task(
        name, status.text if status else "", reverse("provision-registration", args=[row.provider_id]), why, since=row.since,
        tone="late" if row.result == TestResult.Result.MET else "soon",
    )  # fmt: skip


def _run_out(found: list[Standing], today: dt.date) -> list[Task]:
    """Every date of a provider in use that has passed, or that its authority's policy calls near."""
    tasks: list[Task] = []
    for one in found:
        href = reverse("provider-assurance", args=[one.listing.provider_id])
        for date in (*one.out, *one.late, *one.soon):
            tone: Tone = "late" if date.ends_on < today else "soon"
            words = say(date.sentence)
            tasks.append(Task(one.facts.name, words[:1].upper() + words[1:], href, due=date.ends_on, tone=tone))
    return tasks


def _visit(row: Visit, name: str, today: dt.date) -> Task:
    late = row.due_on is not None and row.due_on < today
    return Task(
        name, _("Visit"), reverse("provider-visit", args=[row.pk]), str(row.get_why_display()), due=row.due_on,
        tone="late" if late else "soon",
    )  # fmt: skip


def _counted(counts: Counter[int], names: dict[int, str], *, late: bool) -> list[Task]:
    tasks = []
    for key, number in counts.items():
        title = (
            ngettext("%(num)s thing to put right is late", "%(num)s things to put right are late", number)
            if late
            else ngettext("%(num)s paper to check", "%(num)s papers to check", number)
        )
        tasks.append(
            Task(names[key], title % {"num": number}, reverse("provider-assurance", args=[key]), tone="late" if late else "now")
        )
    return tasks
