"""Nothing about a child is written with nobody's name on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction

from access.rows import make_row
from pastoral.foundation.access.models import ScopedModel, scope_of
from pastoral.foundation.access.writing import WriteWithoutEvent, is_recording
from pastoral.foundation.audit.models import Event
from pastoral.foundation.audit.recording import NoEvent, recording
from pastoral.records.pupils.models import Contact, FormerUpn, Need, Pupil
from world import World

WRITES: dict[str, Callable[[Any, Pupil], Any]] = {
    "save": lambda a, p: p.save(),
    "save a new one": lambda a, p: FormerUpn(**scope_of(p), upn="A").save(),
    "create": lambda a, p: FormerUpn.objects.create(**scope_of(p), upn="A"),
    "bulk_create": lambda a, p: FormerUpn.objects.bulk_create([FormerUpn(**scope_of(p), upn="A")]),
    "bulk_create of none": lambda a, p: FormerUpn.objects.bulk_create([]),
    "bulk_update": lambda a, p: Pupil.objects.visible_to(a).bulk_update([p], ["surname"]),
    "update": lambda a, p: Pupil.objects.visible_to(a).update(surname="x"),
    "delete a query": lambda a, p: Contact.objects.visible_to(a).delete(),
    "delete a row": lambda a, p: p.contact_set.get().delete(),
    "get_or_create": lambda a, p: FormerUpn.objects.visible_to(a).get_or_create(upn="A", defaults=scope_of(p)),
    "update_or_create": lambda a, p: Contact.objects.visible_to(a).update_or_create(name="Elin Morgan", defaults={"email": ""}),
    "related create": lambda a, p: p.contact_set.create(**scope_of(p), name="A"),
    "related add": lambda a, p: p.contact_set.add(*p.contact_set.all()),
    "related set": lambda a, p: p.contact_set.set(p.contact_set.all()),
    "related update": lambda a, p: p.contact_set.update(name="A"),
    "base manager": lambda a, p: Pupil._base_manager.filter(pk=p.pk).update(surname="x"),
    "base manager delete": lambda a, p: Contact._base_manager.filter(pupil=p).delete(),
    "raw save": lambda a, p: p.save_base(raw=True),
}


@pytest.mark.parametrize("way", [w for w in WRITES if w != "related set"])
def test_a_write_outside_a_recording_raises_and_changes_nothing(world: World, way: str) -> None:
    with world.acting("pastoral-lead") as access:
        pupil = Pupil.objects.visible_to(access).get(pk=world.tomos.pk)
        pupil.surname = "Changed"
        with pytest.raises(WriteWithoutEvent), transaction.atomic():
            WRITES[way](access, pupil)
        again = Pupil.objects.visible_to(access).get(pk=world.tomos.pk)
        assert (again.surname, again.contact_set.get().name) == ("Morgan", "Elin Morgan")


def test_a_cascade_from_a_plain_row_is_a_write_too(world: World) -> None:
    from pastoral.foundation.accounts.models import User

    other = User.objects.create_user("other@demo.invalid", name="Other")
    with world.acting("system") as access, recording("test", by=access, subject=world.tomos):
        contact = make_row(Contact, world.tomos)
        contact.user = other
        contact.save()
    with world.acting("system"), pytest.raises(WriteWithoutEvent), transaction.atomic():
        other.delete()  # would set the contact's account to nothing


def test_a_recording_that_says_nothing_is_an_error_and_keeps_nothing(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        with pytest.raises(NoEvent), recording("pupil.edited", by=access):
            Pupil.objects.visible_to(access).filter(pk=world.tomos.pk).update(surname="Changed")
        assert Pupil.objects.visible_to(access).get(pk=world.tomos.pk).surname == "Morgan"


def test_a_recording_that_fails_keeps_neither_write_nor_event(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        before = Event.objects.visible_to(access).count()
        with pytest.raises(ZeroDivisionError), recording("pupil.edited", by=access, subject=world.tomos):
            Pupil.objects.visible_to(access).filter(pk=world.tomos.pk).update(surname="Changed")
            _ = 1 / 0
        assert not is_recording()
        assert Pupil.objects.visible_to(access).get(pk=world.tomos.pk).surname == "Morgan"
        assert Event.objects.visible_to(access).count() == before


def test_an_event_says_who_what_whom_and_why(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        with recording("need.added", by=access, reason="from the register") as record:
            need = make_row(Need, world.tomos)
            record.about(need, changes={"kind": need.kind})
        event = Event.objects.visible_to(access).get(verb="need.added")
    assert (event.actor, event.user_id) == ("Siân Rees (Head of pastoral care)", world.people["pastoral-lead"].pk)
    assert (event.subject_type, event.subject_id) == ("pupils.need", need.pk)
    assert (event.pupil_id, event.school_id, event.authority_id) == (world.tomos.pk, world.school.pk, world.authority.pk)
    assert (event.changes, event.reason) == ({"kind": "school_idp"}, "from the register")


def test_deleting_a_plain_row_never_takes_a_childs_record_with_it() -> None:
    allowed = {"questions.Draft.user", "questions.Submission.user"}  # a person's own unsaved work goes with them
    found = {
        f"{m._meta.label}.{f.name}"
        for m in apps.get_models()
        if issubclass(m, ScopedModel)
        for f in m._meta.concrete_fields
        if isinstance(f, models.ForeignKey)
        and f.remote_field.on_delete is models.CASCADE
        and not issubclass(f.related_model, ScopedModel)
    }
    assert found <= allowed


def test_events_cannot_be_changed_or_removed_through_django_either(world: World) -> None:
    with world.acting("system") as access, recording("test", by=access, subject=world.tomos):
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.visible_to(access).update(actor="somebody else")
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.visible_to(access).delete()
