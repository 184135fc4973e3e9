"""A thousand plans of several authorities at every stage, and as many times that as wanted: copied inside the database, in bulk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from benchmarks.authority import _around
from pastoral.casework.plans.models import Plan
from pastoral.config.demo import stories
from pastoral.config.demo.places import terms_around
from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.audit.recording import recording
from pastoral.records.findings.models import Finding
from pastoral.records.organisations.models import Authority, School, Term
from pastoral.records.policy.queries import version_in_force
from pastoral.records.policy.services import publish_for
from pastoral.records.pupils.models import CareStatus, Contact, Need, Pupil

AUTHORITIES = (
    ("neath-port-talbot", "wales"), ("hillingdon", "england"), ("hampshire", "england"), ("wiltshire", "england"),
    ("worcestershire", "england"), ("plain-wales", "wales"), ("plain-england", "england"),
)  # fmt: skip
SCHOOLS_EACH = 8
FIRST = 1_000
STAGES = ("deciding", "gathering", "organising", "meeting", "agreed", "sent", "live", "live", "live", "live", "live", "reviewed")
AGREED = frozenset({"agreed", "sent", "live", "reviewed"})
STRIDE = 1_000_000  # between the keys of one copy and the next


def first_thousand() -> None:
    """Pupils with a plan each, through Django: what every copy is made from."""
    today = timezone.localdate()
    for index, (pack, nation) in enumerate(AUTHORITIES):
        authority = Authority.objects.create(code=f"N{index:02}", name=f"Night {index}", nation=nation, in_use=True, is_demo=True)
        Term.objects.bulk_create(
            Term(
                authority=authority, name=t.name, starts_on=t.starts_on, ends_on=t.ends_on, half_starts_on=t.half_starts_on,
                half_ends_on=t.half_ends_on,
            )  # fmt: skip
            for t in terms_around(today)
        )
        with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as access:
            publish_for(authority, by=access, like=pack)
            _plans(access, authority, index, today)


def _plans(access: Access, authority: Authority, index: int, today: dt.date) -> None:
    schools = School.objects.bulk_create(
        School(authority=authority, urn=f"N{index}{n:04}", name=f"School {n} of {authority.name}", phase="Secondary", source="bench")
        for n in range(SCHOOLS_EACH)
    )
    leads = []
    for school in schools:
        lead = User.objects.create_user(f"lead{school.pk}@night.invalid", name=f"Lead of {school.name}", is_demo=True)
        Membership.objects.create(user=lead, role=Role.PASTORAL_LEAD, school=school, authority=authority, since=today)
        leads.append(lead)
    version = version_in_force(authority.pk, today)
    numbers = range(index, FIRST, len(AUTHORITIES))
    with recording("benchmark.night", by=access) as record:
        pupils = Pupil.objects.bulk_create(
            Pupil(
                authority=authority, school=schools[n % SCHOOLS_EACH], forename="Nia", surname=f"Night {n}", search_name=f"nia night {n}",
                year_group=str(7 + n % 5), date_of_birth=dt.date(today.year - 13, 1 + n % 12, 1 + n % 28), disabled=n % 9 == 0,
            )  # fmt: skip
            for n in numbers
        )
        Contact.objects.bulk_create(
            Contact(**scope_of(p), name="A parent", relationship="mother", parental_responsibility=True) for p in pupils
        )
        Need.objects.bulk_create(Need(**scope_of(p), kind="school_idp", reference="IDP", since=today) for p in pupils[::4])
        CareStatus.objects.bulk_create(CareStatus(**scope_of(p), kind=CareStatus.Kind.LOOKED_AFTER, since=today) for p in pupils[::11])
        plans = Plan.objects.bulk_create(
            [_plan(p, n, version, leads[n % SCHOOLS_EACH], today) for p, n in zip(pupils, numbers, strict=True)]
        )
        for model, rows in _around(plans, today):
            if model.__name__ != "TimelineEntry":  # no rule reads it
                model.objects.bulk_create(rows, batch_size=5_000)
        record.about(authority, changes={"plans": len(plans)})


def _plan(pupil: Pupil, n: int, version: Any, lead: User, today: dt.date) -> Plan:
    stage, story = STAGES[(n // len(AUTHORITIES)) % len(STAGES)], stories.STORIES[n % 8]
    opened = today - dt.timedelta(days=10 + n % 150)
    return Plan(
        **scope_of(pupil), policy_version=version, status=stage, concern="A worry. " * 20, reasons=list(story.reasons),
        strategies_tried="Tried. " * 20 if n % 5 else "", needs_assessed=bool(n % 3), opened_on=opened, lead=lead if n % 13 else None,
        lead_post="Head of year", alnco_informed_on=opened if n % 3 else None, staff_informed_on=opened if n % 4 else None,
        agreed_on=opened if stage in AGREED else None, starts_on=opened if stage in ("live", "reviewed") else None,
        next_review_on=today + dt.timedelta(days=n % 60 - 20) if stage in AGREED else None,
    )  # fmt: skip


def family() -> list[Any]:
    """The models whose rows are copied: pupils, and everything that leads to them and has rows."""
    left_out = {"audit.Event", "audit.Viewed", "cases.TimelineEntry", "findings.Finding", "findings.FindingEvent", "findings.Easing"}
    return [
        model
        for model in apps.get_models()
        if model._meta.label not in left_out
        and (model is Pupil or any(f.name == "pupil" and f.related_model is Pupil for f in model._meta.fields))
    ]


def copy(connection: Any, first: int, last: int, *, findings: bool) -> None:
    """The copies `first` to `last` of the first thousand, as the owner, table by table, without a check for each row.

    With `findings`, what the rules say of the first thousand is copied as well, so that the night finds nothing to write.
    """
    them = family()
    connection.execute("set session_replication_role = replica")  # what is copied was checked when it was first written
    for model in them:
        table, columns, values = model._meta.db_table, [], []
        for field in model._meta.concrete_fields:
            column = f'"{field.column}"'
            columns.append(column)
            leads_on = isinstance(field, models.ForeignKey) and field.related_model in them
            if field.primary_key or leads_on:
                values.append(f"{column} + k * {STRIDE}")
            elif model is Pupil and field.name == "upn":
                values.append("''")
            else:
                values.append(column)
        connection.execute(
            f"insert into {table} ({', '.join(columns)}) select {', '.join(values)} from {table}, "
            f"generate_series({first}, {last}) as k where id < {STRIDE}"
        )
    if findings:
        _copy_findings(connection, first, last)
    connection.execute("set session_replication_role = default")
    connection.execute("vacuum analyze")


def _copy_findings(connection: Any, first: int, last: int) -> None:
    """A finding points at its record by key, and some say by a key which outcome or promise they are about."""
    shifted = {"id": "nextval(pg_get_serial_sequence('findings_finding', 'id'))"}
    shifted |= {column: f"{column} + k * {STRIDE}" for column in ("pupil_id", "subject_id", "link_key")}
    shifted["about"] = (
        "case when about ~ '^[a-z_]+:[0-9]+' and about not like 'target:%' then "
        "substring(about from '^[a-z_]+:') || "
        f"(substring(about from '^[a-z_]+:([0-9]+)')::bigint + k * {STRIDE}) || "
        "regexp_replace(about, '^[a-z_]+:[0-9]+', '') else about end"
    )
    columns = [field.column for field in Finding._meta.concrete_fields]
    connection.execute(
        f"insert into findings_finding ({', '.join(columns)}) select {', '.join(shifted.get(c, c) for c in columns)} "
        f"from findings_finding, generate_series({first}, {last}) as k where subject_id < {STRIDE} and cleared_on is null"
    )
