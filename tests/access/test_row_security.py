"""Gate 3: PostgreSQL itself, asked past the query gate. Everything here runs as the web role."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, models, transaction

from access.rows import make_row, pupil_models
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import PupilScoped, ScopedModel, scope_of
from pastoral.foundation.access.row_security import entered, is_secured, policies
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases.models import Note
from pastoral.records.pupils.models import Contact, FormerUpn, Pupil
from world import World

WHY = "asks row security alone"

# Models that point at a pupil without being PupilScoped, and why that is right.
OTHERWISE = {
    "audit.Event": "written by anyone who acts, read by those who reach the pupil: a policy of its own",
    "audit.Viewed": "as audit.Event",
    "outbox.OutboundMessage": "also holds messages about no pupil: a policy of its own",
    "pupils.ImportRow": "a row of a file, before it is anybody's record: the policy of its school",
    "accounts.PupilGrant": "is what reach is made from, so it must be read before there is any",
    "accounts.Invitation": "is read by somebody who has no account yet; holds a key, no data",
    "accounts.SignedLink": "is what reach is made from; holds a key, no data",
}


def counted(table: str, condition: str = "true", *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table} where {condition}", values)
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("model", pupil_models(), ids=lambda m: m._meta.label)
def test_a_row_about_a_pupil_is_seen_by_those_who_reach_the_pupil_only(world: World, model: type[PupilScoped]) -> None:
    with world.acting("system") as access, recording("test.row", by=access, subject=world.tomos):
        row = make_row(model, world.tomos)
    table = model._meta.db_table
    assert is_secured(model)
    assert counted(table, "id = %s", row.pk) == 0, "outside every transaction of ours nothing is set"
    with entered(Access.nobody()):
        assert counted(table) == 0
    with world.acting("other-authority"):
        assert counted(table) == 0
    for key in ("pastoral-lead", "ewo", "parent"):
        with world.acting(key):
            assert counted(table, "id = %s", row.pk) == 1, key


@pytest.mark.parametrize("model", pupil_models(), ids=lambda m: m._meta.label)
def test_a_row_cannot_claim_another_authority_or_school_than_its_pupils(world: World, model: type[PupilScoped]) -> None:
    everywhere = Access(authority_ids=frozenset({world.authority.pk, world.other_authority.pk}), actor="test")
    refused = pytest.raises(IntegrityError, match="_scope_is_pupils")
    with refused, entered(everywhere), recording("test.row", by=everywhere, subject=world.tomos):
        row = make_row(model, world.tomos)
        model._base_manager.filter(pk=row.pk).update(authority=world.other_authority, school=world.other_school)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_every_model_that_points_at_a_pupil_is_guarded_or_listed() -> None:
    pointing = {
        m._meta.label
        for m in apps.get_models()
        for f in m._meta.concrete_fields
        if isinstance(f, models.ForeignKey) and f.related_model is Pupil and not issubclass(m, PupilScoped)
    }
    assert pointing == set(OTHERWISE)


def test_every_scoped_model_has_row_security_or_holds_no_pupils_data() -> None:
    secured = set(policies())
    without = {
        m._meta.label for m in apps.get_models() if issubclass(m, ScopedModel) and m._meta.db_table not in secured
    }
    of_providers = {label for label in without if label.startswith("providers.")}  # organisations and counts, no child (ADR 0008)
    of_registers = {"registers.Register", "registers.Batch"}  # a day and a group of a provider, and who sent: no child
    assert without - of_providers - of_registers == {"questions.Submission"}  # a token and an address, of no child


def test_a_row_for_another_authoritys_pupil_is_refused(world: World) -> None:
    with world.acting("pastoral-lead") as access, pytest.raises(ProgrammingError, match="row-level security"):
        with recording("note.written", by=access, subject=world.tomos), transaction.atomic():
            FormerUpn(**scope_of(world.olivia), upn="A1").save()


def test_a_pupil_of_another_authority_cannot_be_added(world: World) -> None:
    with world.acting("ewo") as access, pytest.raises(ProgrammingError, match="row-level security"):
        with recording("pupil.added", by=access, subject=world.tomos), transaction.atomic():
            Pupil(
                authority=world.other_authority, school=world.other_school, forename="A", surname="B",
                date_of_birth="2013-01-01", search_name="a b",
            ).save()  # fmt: skip


def test_a_pupil_cannot_be_moved_out_of_reach_or_taken_in(world: World) -> None:
    with world.acting("pastoral-lead") as access, pytest.raises(ProgrammingError, match="row-level security"):
        with recording("pupil.moved", by=access, subject=world.tomos), transaction.atomic():
            Pupil.objects.unscoped(reason=WHY).filter(pk=world.tomos.pk).update(
                authority=world.other_authority, school=world.other_school
            )
    with world.acting("pastoral-lead") as access, recording("pupil.moved", by=access, subject=world.tomos):
        taken = Pupil.objects.unscoped(reason=WHY).filter(pk=world.olivia.pk).update(school=world.school)
    assert taken == 0


def test_when_a_pupil_moves_school_every_row_about_them_moves_too(world: World) -> None:
    made = []
    with world.acting("system") as access, recording("test.row", by=access, subject=world.tomos):
        for model in pupil_models():
            made.append(make_row(model, world.tomos))
        Pupil.objects.visible_to(access).filter(pk=world.tomos.pk).update(school=world.second_school)
    with world.acting("system"):
        for row in made:
            assert counted(row._meta.db_table, "id = %s and school_id = %s", row.pk, world.second_school.pk) == 1, row
    with world.acting("pastoral-lead"):
        assert counted("pupils_contact", "pupil_id = %s", world.tomos.pk) == 0


def test_the_web_role_owns_nothing_and_is_nobody_special(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == ("pastoral_web", False, False, False, False)
        cursor.execute(
            "select count(*) from pg_class where pg_get_userbyid(relowner) = current_user and relnamespace = 'public'::regnamespace"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("select relname from pg_class where relrowsecurity")
        assert {m._meta.db_table for m in pupil_models()} | {"pupils_pupil", "audit_event"} <= {r[0] for r in cursor.fetchall()}


@pytest.mark.parametrize(
    "statement",
    [
        "alter table pupils_pupil disable row level security",
        "drop policy reach on pupils_pupil",
        "create policy all_of_it on pupils_pupil using (true)",
        "truncate pupils_pupil cascade",
        "truncate audit_event",
        "drop table audit_event",
        "update audit_event set actor = 'somebody else'",
        "delete from audit_event",
        "update audit_viewed set actor = 'somebody else'",
        "delete from audit_viewed",
        'insert into audit_link (chain, position, "table", entry, day, previous, hash) '
        "values (0, 1, 'audit_event', 1, now(), '', '')",
        "update audit_link set hash = ''",
        "delete from audit_link",
        "alter table audit_event disable trigger chain",
        "create or replace function audit_hash(previous text, place bigint, tbl text, content text) "
        "returns text language sql as 'select 1::text'",
        "create table public.mine (id int)",
        "set role postgres",
        "set session_replication_role = replica",
        "insert into django_migrations (app, name, applied) values ('x', 'x', now())",
        "update pastoral_setup set value = 'x'",
    ],
)  # fmt: skip
def test_the_web_role_cannot(world: World, statement: str) -> None:
    with world.acting("system"), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_person_reads_own_drafts_only(world: World) -> None:
    from pastoral.foundation.questions.models import Draft

    with world.acting("parent") as access, recording("draft.kept", by=access, subject=world.tomos):
        Draft(user=world.people["parent"], form_key="/x", values={"a": 1}).save()
    with world.acting("ewo"):
        assert counted("questions_draft") == 0
    with world.acting("parent"):
        assert counted("questions_draft") == 1


def test_reach_ends_with_its_block_and_nests(world: World) -> None:
    with world.acting("pastoral-lead"):
        assert counted("pupils_pupil") == 2
        with world.acting("other-authority"):
            assert counted("pupils_pupil") == 1
        assert counted("pupils_pupil") == 2
        with pytest.raises(ZeroDivisionError), world.acting("ewo"):
            _ = 1 / 0
        assert counted("pupils_pupil") == 2
    assert counted("pupils_pupil") == 0


@pytest.mark.parametrize("setting", ["1) or (true", "'", "{1}", "1,x"])
def test_a_reach_that_is_not_numbers_lets_nothing_through(world: World, setting: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('pastoral.authorities', %s, true)", [setting])
        cursor.execute("select 1 from pupils_pupil")
        assert not cursor.fetchall()
        raise DatabaseError("nothing came through")


def test_anybodys_deed_is_recorded_also_what_they_may_not_read(world: World) -> None:
    with world.acting("support") as access, recording("support.asked", by=access, subject=world.authority):
        pass
    with world.acting("support"):
        assert counted("audit_event", "verb = 'support.asked'") == 0
    with world.acting("ewo"):
        assert counted("audit_event", "verb = 'support.asked'") == 1


def test_notes_and_contacts_of_a_pupil_are_out_of_a_named_persons_reach_for_other_pupils(world: World) -> None:
    with world.acting("system") as access, recording("test.row", by=access, subject=world.cerys):
        make_row(Note, world.cerys)
        make_row(Contact, world.cerys)
    with world.acting("teacher"):
        assert counted("cases_note", "pupil_id = %s", world.cerys.pk) == 0
        assert counted("pupils_contact", "pupil_id = %s", world.cerys.pk) == 0
        assert counted("pupils_contact", "pupil_id = %s", world.tomos.pk) == 1
