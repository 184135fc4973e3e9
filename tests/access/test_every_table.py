"""Gate 3 over every table there is: who of the cast sees which rows, asked past gates 1 and 2, against a reckoning by hand.

The reckoning knows the cast from the world (their school, authority, child, provider) and each table's kind from the lists below;
it asks neither `access_of` nor a model's `scope_q`. A new table fails here until somebody has said who may read it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from access.rows import make_row, pupil_models
from pastoral.casework.placements.models import Placement
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import PlacementGrant, SignedLink
from pastoral.foundation.accounts.who import access_by_link
from pastoral.foundation.audit.recording import recording
from pastoral.records.providers.models import Provider
from world import World

# What a provider's people meet of a child: these tables and no others (ADR 0008).
OF_A_PLACE = {
    "placements.ConcernReport", "placements.DirectionNotice", "placements.JointReview", "placements.Message", "placements.Objective",
    "placements.Place", "placements.ProgressPoint", "placements.Protocol", "placements.ProtocolAnswer", "placements.ProviderReport",
    "placements.Ready", "placements.Session", "placements.SharedFile", "placements.SharedSet", "registers.Mark", "registers.WeeklyReturn",
}  # fmt: skip
OF_A_PROVIDER = {"placements.Referral"}
# What an authority keeps about a provider, and whether that provider reads it too.
KEPT_BY_AUTHORITY = {"providers.FactorJudgement", "providers.TestResult"}
KEPT_AND_TOLD = {
    "providers.Declaration", "providers.DeclaredStaff", "providers.Listing", "providers.Visit", "providers.VisitArea",
    "providers.VisitAction",
}  # fmt: skip
OFFICERS_ONLY = {"providers.Attending", "providers.ProviderImport"}
BY_STAFF_AND_OWN = {"providers.DatedItem", "providers.ProfileChange", "providers.ProviderFile"}
# Tested by name elsewhere: drafts, messages, the audit trail, the rows of files; rows that hang on two others.
ELSEWHERE = {
    "attendance.ImportedWeek", "attendance.MarkImport", "audit.Event", "audit.Viewed", "outbox.OutboundMessage", "pupils.ImportRow",
    "pupils.Pupil", "pupils.PupilImport", "questions.Draft", "providers.ListingMove", "providers.ProviderImportRow",
    "providers.ThemeStanding",
}  # fmt: skip

# Tables without row security, each because of what is in it. None holds anything of a child but keys.
OPEN = {
    "the directory, which every member of staff reads and every page about a placement joins": {"providers_provider", "providers_site"},
    "a day and a group of a provider, and who sent it: no child": {"registers_register", "registers_batch"},
    "registers of schools and authorities, their days and rules": {
        "organisations_authority", "organisations_closedday", "organisations_mailbox", "organisations_school", "organisations_term",
        "policy_policyversion",
    },
    "what reach is made from, read before there is any": {
        "accounts_cover", "accounts_invitation", "accounts_membership", "accounts_placementgrant", "accounts_pupilgrant",
        "accounts_signedlink", "accounts_supportsession", "accounts_user",
    },
    "sign-in, of a library": {
        "account_emailaddress", "account_emailconfirmation", "mfa_authenticator", "socialaccount_socialaccount",
        "socialaccount_socialapp", "socialaccount_socialtoken", "auth_group", "auth_group_permissions", "auth_permission",
        "django_session", "django_content_type", "django_migrations",
    },
    "jobs, by key alone": {
        "procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers",
    },
    "hashes, tokens and marks of the installation": {"audit_link", "questions_submission", "pastoral_setup", "cache"},
}  # fmt: skip

# Of these gate 2 gives families, professionals and teachers less than the child's rows: by level of a note, by who a rule speaks to.
NARROWER = {"cases.Note", "cases.TimelineEntry", "findings.Easing", "findings.Finding", "findings.FindingEvent"}

SCHOOL_STAFF = ("pastoral-lead", "alnco", "head")
OFFICERS = ("ewo", "safeguarding-officer", "monitoring-group", "director")
NAMED = ("teacher", "professional", "parent", "young-person", "provider")
AT_PROVIDER = ("provider-lead", "provider-staff")
LINKS = ("link to a parent", "link to the provider")


@dataclass(frozen=True)
class Eyes:
    """What somebody reaches, as the world was made: primary keys."""

    authorities: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()
    pupils: frozenset[int] = frozenset()
    providers: frozenset[int] = frozenset()
    placements: frozenset[int] = frozenset()
    homes: frozenset[int] = frozenset()

    @property
    def is_staff(self) -> bool:
        return bool(self.authorities or self.schools)


Rule = Callable[[Eyes, dict[str, Any]], bool]


def reaches(eyes: Eyes, row: dict[str, Any]) -> bool:
    return row["authority_id"] in eyes.authorities or row["school_id"] in eyes.schools or row["pupil_id"] in eyes.pupils


def of_a_place(eyes: Eyes, row: dict[str, Any]) -> bool:
    return reaches(eyes, row) or (row["placement_id"] in eyes.placements and row.get("withdrawn_at") is None)


RULES: dict[str, Rule] = {
    **dict.fromkeys(OF_A_PLACE, of_a_place),
    **dict.fromkeys(OF_A_PROVIDER, lambda eyes, row: reaches(eyes, row) or row["provider_id"] in eyes.providers),
    **dict.fromkeys(KEPT_BY_AUTHORITY, lambda eyes, row: row["authority_id"] in eyes.homes),
    **dict.fromkeys(
        KEPT_AND_TOLD,
        lambda eyes, row: row["authority_id"] in eyes.homes
        or (row["provider_id"] in eyes.providers and row.get("held_on", True) is not None),
    ),
    **dict.fromkeys(OFFICERS_ONLY, lambda eyes, row: row["authority_id"] in eyes.authorities),
    **dict.fromkeys(BY_STAFF_AND_OWN, lambda eyes, row: eyes.is_staff or row["provider_id"] in eyes.providers),
}


def rule_of(label: str) -> Rule:
    return RULES.get(label, reaches)


def all_asked() -> list[Any]:
    """Every model with row security whose rows this file makes."""
    return [*pupil_models(), *(apps.get_model(label) for label in sorted(set(RULES) - {m._meta.label for m in pupil_models()}))]


@dataclass
class Full:
    """A row of every table about each of four children and for each pair of authority and provider."""

    world: World
    shared: Placement  # Tomos's, with Hafan Workshop
    other: Provider
    everything: dict[str, list[dict[str, Any]]]


def read(model: Any) -> list[dict[str, Any]]:
    """Every row of a table that the database hands out now: raw SQL, past the managers."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {model._meta.db_table}")
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture
def full(world: World) -> Full:
    return make_full(world)


def make_full(world: World) -> Full:
    both = frozenset({world.authority.pk, world.other_authority.pk})
    everywhere = Access(actor="test", authority_ids=both, home_authority_ids=both)
    made: dict[str, set[int]] = {}
    with entered(everywhere), recording("test.row", by=everywhere, subject=world.tomos):
        other = Provider(name="Another Workshop", registration="not_applicable")
        other.save()
        for child, provider in ((world.tomos, world.provider), (world.cerys, other), (world.ifan, other), (world.olivia, other)):
            for model in pupil_models():
                row = make_row(model, child, provider=provider)
                made.setdefault(model._meta.label, set()).add(row.pk)
        for child, provider in ((world.tomos, world.provider), (world.tomos, other), (world.olivia, world.provider), (world.olivia, other)):
            for label in sorted(set(RULES) - {m._meta.label for m in pupil_models()}):
                row = make_row(apps.get_model(label), child, provider=provider, authority=child.authority)
                made.setdefault(label, set()).add(row.pk)
        shared = Placement.objects.visible_to(everywhere).filter(pupil=world.tomos).order_by("pk")[0]  # which the other rows hang on
        PlacementGrant.objects.create(provider=world.provider, placement_id=shared.pk, since="2026-01-01")
        everything = {model._meta.label: read(model) for model in all_asked()}
    for label, keys in made.items():
        assert keys <= {row["id"] for row in everything[label]}, f"{label}: its rows are hidden even from both authorities"
    return Full(world, shared, other, everything)


def cast(full: Full) -> dict[str, tuple[Access, Eyes]]:
    """Everybody, each with the access that the middleware makes and with what they reach by hand."""
    world = full.world
    here, there = frozenset({world.authority.pk}), frozenset({world.other_authority.pk})
    hafan, tomos = frozenset({world.provider.pk}), frozenset({world.tomos.pk})
    eyes: dict[str, Eyes] = {
        **dict.fromkeys(SCHOOL_STAFF, Eyes(schools=frozenset({world.school.pk}), homes=here)),
        **dict.fromkeys(OFFICERS, Eyes(authorities=here, homes=here)),
        **dict.fromkeys(NAMED, Eyes(pupils=tomos)),
        **dict.fromkeys(AT_PROVIDER, Eyes(providers=hafan, placements=frozenset({full.shared.pk}))),
        "other-authority": Eyes(authorities=there, homes=there),
        "support": Eyes(),
    }
    found = {key: (world.access(key), one) for key, one in eyes.items()}
    parent = SignedLink(purpose="sign", pupil=world.tomos, authority=world.authority, school=world.school, person="Elin Morgan")
    provider = SignedLink(purpose="protocol", subject_id=full.shared.pk, provider=world.provider, person="Bethan Howells")
    found["link to a parent"] = (access_by_link(parent), Eyes(pupils=tomos, homes=here))
    found["link to the provider"] = (access_by_link(provider), Eyes(providers=hafan, placements=frozenset({full.shared.pk})))
    found["nobody"] = (Access.nobody(), Eyes())
    return found


def test_every_table_is_guarded_or_has_a_reason_not_to_be(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        )
        tables = dict(cursor.fetchall())
    unguarded = {name for name, is_secured in tables.items() if not is_secured}
    named = set().union(*OPEN.values())
    assert unguarded == named, (unguarded - named, named - unguarded)
    guarded = {m._meta.label for m in apps.get_models() if tables.get(m._meta.db_table)}
    reckoned = {m._meta.label for m in all_asked()} | ELSEWHERE
    assert guarded == reckoned, (guarded - reckoned, reckoned - guarded)


def test_a_provider_meets_the_tables_of_a_place_and_no_others_of_a_child(full: Full) -> None:
    """What a mistake in a query could show at most: none of the child's record, the commissioner's cost, doubts or file."""
    with entered(full.world.access("provider-lead")):
        met = {model._meta.label for model in pupil_models() if read(model)}
    assert met == OF_A_PLACE | OF_A_PROVIDER


def test_everybody_sees_in_every_table_just_the_rows_reckoned_by_hand(full: Full) -> None:
    wrong: list[str] = []
    for name, (access, eyes) in cast(full).items():
        with entered(access):
            for model in all_asked():
                label = model._meta.label
                should = {row["id"] for row in full.everything[label] if rule_of(label)(eyes, row)}
                does = {row["id"] for row in read(model)}
                if does != should:
                    wrong.append(f"{name}, {label}: sees {sorted(does - should)} too many, {sorted(should - does)} too few")
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_query_gate_alone_says_the_same_in_every_table(full: Full) -> None:
    """Gate 2 with row security wide open: each model's own `scope_q` against the same reckoning."""
    both = frozenset({full.world.authority.pk, full.world.other_authority.pk})
    wrong: list[str] = []
    for name, (access, eyes) in cast(full).items():
        with entered(Access(actor="test", authority_ids=both, home_authority_ids=both)):
            for model in all_asked():
                label = model._meta.label
                should = {row["id"] for row in full.everything[label] if rule_of(label)(eyes, row)}
                does = set(model.objects.visible_to(access).values_list("pk", flat=True))
                if does - should or (does != should and not (label in NARROWER and eyes.pupils)):
                    wrong.append(f"{name}, {label}: sees {sorted(does - should)} too many, {sorted(should - does)} too few")
    assert not wrong, "\n" + "\n".join(wrong)


def test_when_sharing_has_ended_a_provider_meets_no_table_of_a_child(full: Full) -> None:
    PlacementGrant.objects.filter(placement_id=full.shared.pk).update(until="2026-01-02")
    link = SignedLink(purpose="protocol", subject_id=full.shared.pk, provider=full.world.provider, person="Bethan Howells")
    for access in (full.world.access("provider-lead"), full.world.access("provider-staff"), access_by_link(link)):
        with entered(access):
            assert {model._meta.label for model in pupil_models() if read(model)} <= OF_A_PROVIDER


def test_what_is_taken_back_is_hidden_by_the_database_too(full: Full) -> None:
    system = full.world.system()
    with entered(system), recording("test.row", by=system, subject=full.world.tomos):
        for label in ("placements.SharedSet", "placements.SharedFile"):
            apps.get_model(label).objects.visible_to(system).filter(placement=full.shared).update(withdrawn_at="2026-11-01T10:00:00Z")
    with entered(full.world.access("provider-staff")):
        assert not read(apps.get_model("placements.SharedSet"))
        assert not read(apps.get_model("placements.SharedFile"))
