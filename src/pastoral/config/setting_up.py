"""What the command line does with the record: the demo, pupils from a file, the first account."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from pastoral.foundation.access import Access

from .console import Failed, Progress, tell
from .environment import read_environment
from .migrate import said, say
from .run import command


class AlreadyThere(Exception):
    """The demo cannot be added to what is in the database."""


def load_demo(*, if_empty: bool) -> bool:
    """Load the demo authority; False when there was something already and `if_empty` was given."""
    from pastoral.records.organisations.models import Authority

    owner = read_environment().database_owner_url
    state = said(owner, "demo")
    if state == "loading":
        tell("The last attempt to load the demo was interrupted: starting again from an empty database.")
        in_new_process("demo", "reset", "--yes")
        return True
    if state == "loaded" or Authority.objects.filter(in_use=True).exists():
        if if_empty:
            return False
        raise AlreadyThere("There is data in this database already. `pastoral demo reset` empties it and starts afresh.")
    from .demo.load import load_demo as load

    say(owner, "demo", "loading")
    tell("Loading the demo authority")
    with Progress("Demo authority") as progress:
        load(progress)
    say(owner, "demo", "loaded")
    return True


def do_nightly_work() -> list[str]:
    """Run each periodic job once, in this process; returns their names."""
    from pastoral.foundation.outbox import jobs

    names = sorted({task.task.name for task in jobs.app.periodic_registry.periodic_tasks.values()} & set(jobs.JOBS))
    for name in names:
        tell(name)
        jobs.JOBS[name]()
    return names


def empty_database() -> None:
    """Drop every table. Needs the owner. The files stay: they are kept by their content and hold nothing twice."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("drop schema public cascade")
        cursor.execute("create schema public")
    connection.close()


def in_new_process(*arguments: str) -> None:
    """Another command with settings of its own (another database role). Raises `Failed` when it fails."""
    env = {**os.environ}
    env.pop("PASTORAL_DATABASE_ROLE", None)
    done = subprocess.run(command(*arguments), env=env, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise Failed(f"`pastoral {' '.join(arguments)}` failed: see above.")


def school_by(text: str) -> Any:
    """The school with this URN, number or id. Raises `Failed` when there is none, or no authority that uses Pastoral."""
    from pastoral.records.organisations.models import School

    schools = School.objects.select_related("authority")
    found = (
        schools.filter(urn=text).first()
        or schools.filter(number=text).first()
        or (schools.filter(pk=int(text)).first() if text.isdigit() and len(text) < 18 else None)
    )
    if found is None:
        raise Failed(
            f"There is no school with URN, number or id {text!r}. Import the register first: `pastoral import schools FILE`."
        )
    if found.authority is None:
        raise Failed(f"{found.name} belongs to no local authority in the register, so its pupils cannot be kept here.")
    return found


def provider_by(text: str) -> Any:
    """The provider with this id or exact name. Raises `Failed` when there is none, or several of one name."""
    from pastoral.records.providers.models import Provider

    providers = Provider.objects.unscoped(reason="the command line names a provider; no child's data")
    found = list(providers.filter(pk=int(text)) if text.isdigit() and len(text) < 18 else providers.filter(name__iexact=text))
    if len(found) != 1:
        raise Failed(
            f"There are {len(found)} providers called {text!r}: give its id." if found
            else f"There is no provider with the name or id {text!r}. Import a directory first: `pastoral import providers FILE`."
        )  # fmt: skip
    return found[0]


def import_pupils(file: Path, school_id: str, *, dry_run: bool) -> Any:
    """Pupils of one school, written by Pastoral itself on behalf of the command line."""
    from pastoral.records.pupils.imports import import_pupils as bring_in

    school = school_by(school_id)
    access = Access.system(authority_id=school.authority_id, doing="import from the command line")
    with Progress("Pupils") as progress:
        return bring_in(file, school, by=access, dry_run=dry_run, progress=progress)


def import_marks(file: Path, school_id: str, *, dry_run: bool) -> Any:
    """Marks of one school's register, written by Pastoral itself on behalf of the command line."""
    from pastoral.records.attendance.importing import import_marks as bring_in

    school = school_by(school_id)
    access = Access.system(authority_id=school.authority_id, doing="import from the command line")
    with Progress("Marks") as progress:
        return bring_in(file, school, by=access, dry_run=dry_run, progress=lambda done: progress(done))


def authority_by(text: str) -> Any:
    """The authority with this name, in either language, or code. Raises `Failed` when there is none, or more than one."""
    from django.db.models import Q

    from pastoral.records.organisations.models import Authority

    found = list(Authority.objects.filter(Q(name__iexact=text) | Q(name_cy__iexact=text) | Q(code=text))[:2])
    if len(found) != 1:
        raise Failed(
            f"There is {'no' if not found else 'more than one'} authority {text!r}. `pastoral import authorities FILE` adds them."
        )
    return found[0]


def import_providers(
    file: Path, authority_name: str, *, column_map: tuple[str, ...], list_name: str, on_quality_list: bool, dry_run: bool
) -> Any:
    """One authority's list of providers, written by Pastoral itself on behalf of the command line."""
    from pastoral.records.providers.imports import import_providers as bring_in

    wrong = [pair for pair in column_map if "=" not in pair]
    if wrong:
        raise Failed(f"--map wants FIELD=COLUMN, for example --map ages='Age group'. This is none: {wrong[0]!r}.")
    authority = authority_by(authority_name)
    access = Access.system(authority_id=authority.pk, doing="import from the command line")
    with Progress("Providers") as progress:
        return bring_in(
            file, authority, by=access, column_map={field: column for field, column in (pair.split("=", 1) for pair in column_map)},
            list_name=list_name, on_quality_list=on_quality_list, dry_run=dry_run, progress=progress,
        )  # fmt: skip


def import_answer(answer: Any) -> dict[str, Any]:
    """Any importer's result as the one object that every import prints."""

    def part(name: str) -> Any:
        return answer[name] if isinstance(answer, dict) else getattr(answer, name)

    rejected = []
    for rejection in part("rejected"):
        if isinstance(rejection, dict):
            row, field, reason = rejection["row"], rejection.get("field", ""), rejection["reason"]
        else:
            row, field, reason = rejection.row, rejection.field, rejection.reason
        rejected.append({"row": row, "field": field, "reason": str(reason)})
    return {**{name: _count(part(name)) for name in ("created", "updated", "unchanged")}, "rejected": rejected}


def _count(value: Any) -> int:
    return value if isinstance(value, int) else len(value)


def create_user(
    *, email: str, name: str, role: str, password: str, authority_code: str | None, school_id: str | None, provider: str | None = None
) -> int:
    """An account with one membership, recorded. Returns its id. Raises `Failed` for what is wrong with the values."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.utils import timezone

    from pastoral.foundation.access import ROLES, Reach, Role
    from pastoral.foundation.accounts.models import Membership, User
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.organisations.models import Authority

    offered = [r.value for r in Role if r not in (Role.LINK, Role.SYSTEM) and ROLES[r].reach is not Reach.PUPILS]
    if role not in offered:
        raise Failed(f"There is no role {role!r}. The roles are: {', '.join(offered)}.")
    try:
        validate_email(email)
        validate_password(password, User(email=email, name=name))
    except ValidationError as problem:
        raise Failed(" ".join(problem.messages)) from None
    if User.objects.filter(email=email.lower()).exists():
        raise Failed("There is an account with this e-mail address already.")
    school = school_by(school_id) if school_id else None
    authority = school.authority if school else None
    if authority_code:
        authority = Authority.objects.filter(code=authority_code).first()
        if authority is None:
            raise Failed(
                f"There is no authority with the code {authority_code!r}. `pastoral import authorities FILE` adds them."
            )
    reach = ROLES[Role(role)].reach
    if reach is Reach.SCHOOL and school is None:
        raise Failed("This role works in a school: add --school.")
    if reach is Reach.AUTHORITY and authority is None:
        raise Failed("This role works in an authority: add --authority.")
    if reach is Reach.PROVIDER and not provider:
        raise Failed("This role works for a provider: add --provider.")
    if provider and reach is not Reach.PROVIDER:
        raise Failed("This role does not work for a provider: leave --provider out.")
    there = provider_by(provider) if provider else None
    by = Access(actor="Pastoral: createuser")
    if authority:
        by = Access.system(authority_id=authority.pk, doing="createuser")
    with recording("account.made", by=by) as record:
        user = User.objects.create_user(email, name=name, password=password)
        place = {"provider": there} if there is not None else {"authority": authority, "school": school}
        Membership.objects.create(user=user, role=role, since=timezone.localdate(), **place)
        if authority is not None and not authority.in_use:
            authority.in_use = True
            authority.save(update_fields=["in_use"])
        record.about(user, changes={"role": role})
    return user.pk


def keep_mailbox(*, authority_code: str, purpose: str, title: str, email: str) -> bool:
    """Where an authority wants a kind of paper sent (SYS-05), recorded. True when it had none for this purpose before."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from pastoral.foundation.audit.recording import recording
    from pastoral.records.organisations.models import Authority, Mailbox
    from pastoral.records.policy.schema import MAILBOXES

    if purpose not in MAILBOXES:
        raise Failed(f"Nothing is sent for {purpose!r}. The purposes are: {', '.join(sorted(MAILBOXES))}.")
    try:
        validate_email(email)
    except ValidationError as problem:
        raise Failed(" ".join(problem.messages)) from None
    authority = Authority.objects.filter(code=authority_code).first()
    if authority is None:
        raise Failed(f"There is no authority with the code {authority_code!r}. `pastoral import authorities FILE` adds them.")
    by = Access.system(authority_id=authority.pk, doing="mailbox")
    with recording("mailbox.kept", by=by) as record:
        box, new = Mailbox.objects.update_or_create(
            authority=authority, purpose=purpose, defaults={"title": title, "email": email}
        )
        record.about(box, changes={"purpose": purpose})
    return new
