"""Gate 2: every way to read a scoped model without saying for whose eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, Subquery

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.scope import Unscoped
from pastoral.foundation.accounts.models import PupilGrant, SignedLink, User
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority, School
from pastoral.records.pupils.models import Contact, Pupil
from world import World

everyone = Pupil.objects


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("pupil", "name")


def posted_foreign_key(access: Access) -> Any:
    return ContactForm({"pupil": "1", "name": "A"}).is_valid()


def rendered_choices(access: Access) -> Any:
    return str(ContactForm()["pupil"])


REFUSED: dict[str, Callable[[Access], Any]] = {
    "iteration": lambda a: list(everyone.all()),
    "bool": lambda a: bool(everyone.filter(surname="x")),
    "len": lambda a: len(everyone.all()),
    "index": lambda a: everyone.all()[0],
    "slice": lambda a: list(everyone.all()[:2]),
    "count": lambda a: everyone.count(),
    "exists": lambda a: everyone.filter(pk=1).exists(),
    "contains": lambda a: everyone.contains(Pupil(pk=1)),
    "get": lambda a: everyone.get(pk=1),
    "first": lambda a: everyone.first(),
    "last": lambda a: everyone.last(),
    "latest": lambda a: everyone.latest("pk"),
    "aggregate": lambda a: everyone.aggregate(Max("pk")),
    "annotate": lambda a: list(everyone.annotate(n=Count("pk"))),
    "values": lambda a: list(everyone.values("surname")),
    "values_list": lambda a: list(everyone.values_list("surname", flat=True)),
    "iterator": lambda a: list(everyone.iterator()),
    "in_bulk": lambda a: everyone.in_bulk([1]),
    "dates": lambda a: list(everyone.dates("date_of_birth", "year")),
    "datetimes": lambda a: list(everyone.datetimes("created_at", "year")),
    "distinct": lambda a: list(everyone.distinct()),
    "select_for_update": lambda a: list(everyone.select_for_update()),
    "raw": lambda a: list(everyone.raw("select * from pupils_pupil")),
    "explain": lambda a: everyone.all().explain(),
    "as text": lambda a: str(everyone.all().query),
    "update": lambda a: everyone.update(surname="x"),
    "delete": lambda a: everyone.all().delete(),
    "get_or_create": lambda a: everyone.get_or_create(pk=1),
    "update_or_create": lambda a: everyone.update_or_create(pk=1),
    "or, unscoped right": lambda a: list(everyone.visible_to(a) | everyone.all()),
    "or, unscoped left": lambda a: list(everyone.all() | everyone.visible_to(a)),
    "and": lambda a: list(everyone.visible_to(a) & everyone.all()),
    "xor": lambda a: list(everyone.visible_to(a) ^ everyone.all()),
    "union": lambda a: list(everyone.visible_to(a).union(everyone.all())),
    "union, unscoped left": lambda a: list(everyone.all().union(everyone.visible_to(a))),
    "union with nothing": lambda a: list(everyone.none().union(everyone.all())),
    "or with nothing": lambda a: list(everyone.none() | everyone.all()),
    "intersection": lambda a: list(everyone.visible_to(a).intersection(everyone.all())),
    "difference": lambda a: list(everyone.visible_to(a).difference(everyone.all())),
    "__in": lambda a: list(School.objects.filter(pk__in=everyone.values("school"))),
    "__in of a scoped query": lambda a: list(Contact.objects.visible_to(a).filter(pupil__in=everyone.all())),
    "Exists": lambda a: list(School.objects.filter(Exists(everyone.filter(school=OuterRef("pk"))))),
    "Subquery": lambda a: list(School.objects.annotate(n=Subquery(everyone.filter(school=OuterRef("pk")).values("pk")[:1]))),
    "default form choices": rendered_choices,
    "posted foreign key": posted_foreign_key,
    "select_related from a plain model": lambda a: list(PupilGrant.objects.select_related("pupil")),
    "filter across from a plain model": lambda a: list(SignedLink.objects.filter(pupil__surname="Morgan")),
    "exclude across from a plain model": lambda a: list(SignedLink.objects.exclude(pupil__surname="Morgan")),
    "order across from a plain model": lambda a: list(PupilGrant.objects.order_by("pupil__surname")),
    "values across from a plain model": lambda a: list(PupilGrant.objects.values("pupil__surname")),
    "backwards from a plain model": lambda a: list(School.objects.filter(pupils__surname="Morgan")),
    "count across from a plain model": lambda a: School.objects.filter(pupils__surname="Morgan").count(),
    "exists across from a plain model": lambda a: School.objects.filter(pupils__surname="Morgan").exists(),
    "annotate across from a plain model": lambda a: list(Authority.objects.annotate(n=Count("pupils"))),
    "update across from a plain model": lambda a: User.objects.filter(grants__pupil__surname="x").update(name="x"),
    "delete across from a plain model": lambda a: PupilGrant.objects.filter(pupil__surname="x").delete(),
    "children of a plain model": lambda a: list(School.objects.get(number="D014001").pupils.all()),
    "prefetch from a plain model": lambda a: list(School.objects.prefetch_related("pupils")),
    "prefetch from a plain model with a query": lambda a: list(
        School.objects.prefetch_related(Prefetch("pupils", queryset=everyone.all()))
    ),
    "children of a row that was never loaded": lambda a: list(Pupil(pk=1).contact_set.all()),
}


@pytest.mark.parametrize("way", REFUSED)
def test_a_query_that_does_not_say_for_whose_eyes_raises(world: World, way: str) -> None:
    with world.acting("pastoral-lead") as access, recording("test", by=access, subject=world.tomos):
        with pytest.raises(Unscoped), transaction.atomic():
            REFUSED[way](access)


ALLOWED: dict[str, Callable[[Access], Any]] = {
    "visible_to": lambda a: everyone.visible_to(a),
    "filter before": lambda a: everyone.filter(left_on=None).visible_to(a),
    "filter after": lambda a: everyone.visible_to(a).filter(left_on=None),
    "or of two scoped": lambda a: everyone.visible_to(a).filter(forename="Tomos") | everyone.visible_to(a).filter(forename="Cerys"),
    "union of two scoped": lambda a: everyone.visible_to(a).filter(forename="Tomos").union(everyone.visible_to(a)),
    "scoped __in": lambda a: everyone.visible_to(a).filter(pk__in=everyone.visible_to(a).values("pk")),
    "values then again": lambda a: everyone.visible_to(a).filter(pk__in=list(everyone.visible_to(a).values_list("pk", flat=True))),
    "scoped Exists from a plain model": lambda a: [
        p for s in School.objects.filter(Exists(everyone.visible_to(a).filter(school=OuterRef("pk")))) for p in s.pupils.visible_to(a)
    ],
    "parents of scoped children": lambda a: [c.pupil for c in Contact.objects.visible_to(a).select_related("pupil")] + [
        *everyone.visible_to(a).filter(forename="Cerys")
    ],
    "joins from a scoped model": lambda a: everyone.visible_to(a).filter(
        Q(contact__name="Elin Morgan") | Q(school__name="Ysgol Bro Hebog")
    ).distinct(),
    "sliced and ordered": lambda a: everyone.visible_to(a).order_by("surname")[:10],
}  # fmt: skip


@pytest.mark.parametrize("way", ALLOWED)
def test_a_scoped_query_gives_the_pupils_of_her_school(world: World, way: str) -> None:
    with world.acting("pastoral-lead") as access:
        assert {p.pk for p in ALLOWED[way](access)} == {world.tomos.pk, world.cerys.pk}


def test_rows_of_a_parent_that_was_loaded_may_be_read(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        tomos = Pupil.objects.visible_to(access).prefetch_related("contact_set").get(pk=world.tomos.pk)
        assert [c.name for c in tomos.contact_set.all()] == ["Elin Morgan"]
        assert tomos.contact_set.count() == 1
        ordered = Prefetch("contact_set", queryset=Contact.objects.order_by("-name"), to_attr="people")
        found = Pupil.objects.visible_to(access).prefetch_related(ordered).get(pk=world.cerys.pk)
        assert found.people == []  # a query given to a prefetch is narrowed to the parents it is for


def test_nothing_is_visible_to_nobody(world: World) -> None:
    with world.acting("system"):
        assert list(Pupil.objects.visible_to(Access.nobody())) == []
        assert list(Contact.objects.visible_to(Access.nobody())) == []
        assert list(Pupil.objects.none()) == []


def test_visible_to_does_not_lean_on_row_security(world: World) -> None:
    everything = Access.system(authority_id=world.authority.pk, doing="test")
    with world.acting("system"):
        for key, expected in {
            "pastoral-lead": {world.tomos, world.cerys}, "ewo": {world.tomos, world.cerys, world.ifan}, "parent": {world.tomos},
            "teacher": {world.tomos}, "other-authority": set(), "support": set(),
        }.items():  # fmt: skip
            assert set(Pupil.objects.visible_to(world.access(key))) == expected, key
        assert set(Pupil.objects.visible_to(everything)) == {world.tomos, world.cerys, world.ifan}


def test_unscoped_wants_a_reason(world: World) -> None:
    with pytest.raises(ValueError, match="reason"):
        Pupil.objects.unscoped(reason="")


def test_a_form_with_scoped_choices_refuses_a_posted_pupil_of_another_authority(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        form = ContactForm({"pupil": str(world.olivia.pk), "name": "A"})
        form.fields["pupil"].queryset = Pupil.objects.visible_to(access)
        assert not form.is_valid()
        form = ContactForm({"pupil": str(world.tomos.pk), "name": "A"})
        form.fields["pupil"].queryset = Pupil.objects.visible_to(access)
        form.instance = Contact(**scope_of(world.tomos))
        assert form.is_valid()
