"""Notes at their levels, corrections that keep both texts, people with dates, and one timeline of what each may read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from pastoral.foundation.access import Access
from pastoral.foundation.access.value import NotAllowed
from pastoral.foundation.accounts.models import Invitation, PupilGrant
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.models import Event
from pastoral.foundation.audit.recording import looked, recording
from pastoral.records.cases import queries, services, timeline
from pastoral.records.cases.models import Involvement, Note
from pastoral.rules.sentences import Refused
from world import World


def write(world: World, level: str, text: str, *, persona: str = "pastoral-lead") -> Note:
    with world.acting(persona) as access:
        return services.write_note(world.tomos, text=text, level=level, by=access)


@pytest.fixture
def three_notes(world: World) -> dict[str, Note]:
    return {level: write(world, level, f"The {level} text") for level in ("shared", "staff", "restricted")}


@pytest.mark.parametrize(
    ("persona", "levels"),
    [
        ("pastoral-lead", {"shared", "staff", "restricted"}),
        ("safeguarding-officer", {"shared", "staff", "restricted"}),
        ("teacher", {"shared", "staff"}),
        ("professional", {"shared", "staff"}),
        ("director", {"shared", "staff"}),
        ("provider", set()),
        ("parent", {"shared"}),
        ("young-person", {"shared"}),
        ("other-authority", set()),
        ("support", set()),
    ],
)
def test_each_person_reads_the_levels_that_are_theirs(
    world: World, three_notes: dict[str, Note], persona: str, levels: set[str], client: Client
) -> None:
    with world.acting(persona) as access:
        assert {note.level for note in queries.notes(access, world.tomos).items} == levels
        assert {entry.level for entry in timeline.entries(access, world.tomos).items} == levels
    client.force_login(world.people[persona])
    for page in ("notes", "timeline"):
        answer = client.get(f"/pupils/{world.tomos.pk}/{page}/")
        if not levels and persona != "provider":  # a provider may open the page of its pupil, and finds nothing to read
            assert answer.status_code in (403, 404)
            continue
        assert answer.status_code == 200
        for level in ("shared", "staff", "restricted"):
            assert (f"The {level} text" in answer.content.decode()) is (level in levels), (page, level)


def test_nobody_writes_at_a_level_that_they_cannot_read(world: World) -> None:
    with world.acting("teacher") as access:
        services.write_note(world.tomos, text="Seen by staff", level="staff", by=access)
        with pytest.raises(NotAllowed):
            services.write_note(world.tomos, text="Hidden from me", level="restricted", by=access)
    for persona in ("parent", "director", "provider"):
        with world.acting(persona) as access, pytest.raises(NotAllowed):
            services.write_note(world.tomos, text="Not mine to write", level="shared", by=access)


def test_a_correction_replaces_the_note_and_both_are_kept(world: World) -> None:
    first = write(world, "staff", "He was late on Monday")
    with world.acting("pastoral-lead") as access:
        second = services.correct_note(first, text="He was late on Tuesday", level="staff", reason="Wrong day", by=access)
        (listed,) = queries.notes(access, world.tomos).items
        assert (listed, [old.text for old in listed.earlier]) == (second, ["He was late on Monday"])
        assert Note.objects.visible_to(access).get(pk=first.pk).text == "He was late on Monday"
        event = Event.objects.visible_to(access).get(verb="note.corrected")
        assert event.changes == {"replaces": first.pk, "level": ["staff", "staff"]}
        assert event.reason == "Wrong day"
        with pytest.raises(Refused):
            services.correct_note(first, text="A third text", level="staff", reason="Two tabs", by=access)


def test_a_shared_note_that_becomes_restricted_leaves_the_familys_page(world: World) -> None:
    first = write(world, "shared", "Something that should not have been shared")
    with world.acting("pastoral-lead") as access:
        services.correct_note(first, text="The same, restricted", level="restricted", reason="Not for the family", by=access)
    for persona in ("parent", "teacher"):
        with world.acting(persona) as access:
            assert not queries.notes(access, world.tomos).items
            entries = timeline.entries(access, world.tomos).items
            assert [entry.code for entry in entries] == ["note.written"]
            assert queries.texts_of(access, [first.pk]) == {}


def test_a_teacher_corrects_only_their_own_notes(world: World) -> None:
    theirs = write(world, "staff", "By the teacher", persona="teacher")
    not_theirs = write(world, "staff", "By the lead")
    with world.acting("teacher") as access:
        services.correct_note(theirs, text="By the teacher, better", level="staff", reason="Spelling", by=access)
        with pytest.raises(NotAllowed):
            services.correct_note(not_theirs, text="Changed", level="staff", reason="Why not", by=access)


def test_no_free_text_about_the_child_is_in_the_audit_trail(world: World, three_notes: dict[str, Note]) -> None:
    with world.acting("pastoral-lead") as access:
        kept = [str(event.changes) for event in Event.objects.visible_to(access).filter(verb__startswith="note.")]
    assert len(kept) == 3
    assert not any("text" in one for one in kept)


def test_a_note_is_sent_once_also_by_a_double_click(world: World, client: Client) -> None:
    client.force_login(world.people["pastoral-lead"])
    path = f"/pupils/{world.tomos.pk}/notes/add/"
    form = client.get(path).content.decode()
    token = form.split('name="submission_token" value="')[1].split('"')[0]
    typed = {"text": "Diacritics: ŵ ŷ ô 🙂 " + "x" * 9_900, "level": "staff", "submission_token": token}
    first, second = client.post(path, typed), client.post(path, typed)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    with world.acting("pastoral-lead") as access:
        (note,) = queries.notes(access, world.tomos).items
        assert note.text.startswith("Diacritics: ŵ ŷ ô 🙂")


def test_a_refused_form_keeps_what_was_typed(world: World, client: Client) -> None:
    client.force_login(world.people["teacher"])
    path = f"/pupils/{world.tomos.pk}/notes/add/"
    answer = client.post(path, {"text": "y" * 10_001, "level": "restricted"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is a problem" in page
    assert "y" * 10_001 in page
    assert "y" * 10_001 in client.get(path).content.decode(), "the back button finds it again"


def test_involving_a_person_names_them_for_the_child_and_ending_it_closes_the_way_in(world: World) -> None:
    director = world.people["director"]
    with world.acting("pastoral-lead") as access:
        person = services.involve(world.cerys, name="Alun Prosser", involved_as="key_adult", user=director, by=access)
        again = services.involve(world.cerys, name="Alun Prosser", involved_as="key_adult", user=director, by=access)
        assert again.pk == person.pk
    assert world.cerys.pk in access_of(director).pupil_ids
    assert PupilGrant.objects.filter(user=director, pupil=world.cerys, role="teacher").count() == 1
    with world.acting("pastoral-lead") as access:
        services.end_involvement(person, by=access)
        now, before = queries.people(access, world.cerys)
        assert (now, [one.name for one in before]) == ([], ["Alun Prosser"])
        codes = [entry.code for entry in timeline.entries(access, world.cerys, kind="person").items]
        assert codes == ["person.ended", "person.involved"]
    assert world.cerys.pk not in access_of(director).pupil_ids


def test_ending_one_of_two_posts_leaves_the_way_in_open(world: World) -> None:
    user = world.people["director"]
    with world.acting("pastoral-lead") as access:
        one = services.involve(world.cerys, name="A", involved_as="key_adult", user=user, by=access)
        services.involve(world.cerys, name="A", involved_as="class_teacher", user=user, by=access)
        services.end_involvement(one, by=access)
        assert world.cerys.pk in access_of(user).pupil_ids
        with pytest.raises(Refused):
            other = Involvement.objects.visible_to(access).get(until=None)
            services.end_involvement(other, by=access, on=dt.date(2020, 1, 1))


def test_a_person_from_outside_is_invited_for_this_child_alone(world: World, client: Client) -> None:
    client.force_login(world.people["pastoral-lead"])
    path = f"/pupils/{world.tomos.pk}/people/add/"
    typed: dict[str, Any] = {"name": "Rhys Evans", "involved_as": "professional", "agency": "CAMHS", "invite": "yes"}
    refused = client.post(path, typed)
    assert refused.status_code == 422
    assert "e-mail address to send the invitation to" in refused.content.decode()
    answer = client.post(path, {**typed, "email": "rhys.evans@example.com"})
    assert answer.status_code == 302
    invitation = Invitation.objects.get(email="rhys.evans@example.com")
    assert (invitation.pupil_id, invitation.role) == (world.tomos.pk, "professional")
    client.force_login(world.people["teacher"])
    assert client.get(path).status_code == 403
    client.force_login(world.people["other-authority"])
    assert client.get(f"/pupils/{world.tomos.pk}/people/").status_code == 404


def test_ending_it_also_closes_an_account_that_came_from_an_invitation(world: World) -> None:
    from pastoral.foundation.accounts.invitations import accept, state
    from pastoral.records.cases.invitations import invite

    with world.acting("pastoral-lead") as access:
        for email in ("accepted@example.com", "waiting@example.com"):
            invite(world.tomos, name="Rhys Evans", involved_as="professional", email=email, by=access)
    user = accept(invitation=Invitation.objects.get(email="accepted@example.com"), name="Rhys Evans", password="x" * 14)
    assert world.tomos.pk in access_of(user).pupil_ids
    with world.acting("pastoral-lead") as access:
        involved, _ended = queries.people(access, world.tomos)
        assert {one.email: one.can_sign_in for one in involved} == {"accepted@example.com": True, "waiting@example.com": False}
        for one in involved:
            services.end_involvement(one, by=access)
    assert world.tomos.pk not in access_of(user).pupil_ids
    assert state(Invitation.objects.get(email="waiting@example.com")) == "withdrawn"


def test_the_family_sees_who_is_involved_but_not_how_to_reach_them(world: World, client: Client) -> None:
    with world.acting("pastoral-lead") as access:
        services.involve(
            world.tomos, name="Priya Nair", involved_as="professional", email="priya@example.com", telephone="01639 123456", by=access
        )
    for persona, sees in (("parent", False), ("young-person", False), ("teacher", True)):
        client.force_login(world.people[persona])
        page = client.get(f"/pupils/{world.tomos.pk}/people/").content.decode()
        assert "Priya Nair" in page
        assert ("priya@example.com" in page) is sees, persona


def test_who_looked_says_who_and_when_and_nobody_elses_child(world: World, client: Client) -> None:
    for persona in ("teacher", "teacher", "ewo"):
        with world.acting(persona) as access:
            looked(access, world.tomos)
    with world.acting("pastoral-lead") as access:
        looked(access, world.cerys)
    client.force_login(world.people["parent"])
    page = client.get(f"/pupils/{world.tomos.pk}/who-looked/").content.decode()
    assert "Education welfare officer" in page
    assert "2 times" in page or "2 o" in page or "2" in page
    with world.acting("parent") as access:
        found = queries.who_looked(access, world.tomos).items
        assert {(look.user_id, look.times) for look in found} == {
            (world.people["teacher"].pk, 2), (world.people["ewo"].pk, 1), (world.people["parent"].pk, 1),
        }  # fmt: skip
        assert not queries.who_looked(access, world.cerys).items
    assert client.get(f"/pupils/{world.cerys.pk}/who-looked/").status_code == 404
    client.force_login(world.people["teacher"])
    assert client.get(f"/pupils/{world.tomos.pk}/who-looked/").status_code == 403


def test_the_timeline_speaks_the_readers_language_and_dates_are_dates(world: World) -> None:
    timeline.register({"test.done": "Done on {day}: {what}"}, kinds={"test": "Tests"})
    try:
        with world.acting("pastoral-lead") as access, recording("test.done", by=access, subject=world.tomos):
            params = {"day": dt.date(2026, 9, 7), "what": Involvement.As.KEY_ADULT.label}
            timeline.add(world.tomos, "test.done", by=access, params=params)
        with world.acting("pastoral-lead") as access:
            (entry,) = timeline.entries(access, world.tomos).items
        assert timeline.sentence_of(entry) == "Done on 7 September 2026: Key adult"
        with translation.override("cy"):
            assert "7 Medi 2026" in timeline.sentence_of(entry)
        with pytest.raises(ValueError, match="different words"):
            timeline.register({"test.done": "Something else"})
        with pytest.raises(ValueError, match="no registered code"), world.acting("pastoral-lead") as access:
            timeline.add(world.tomos, "test.unknown", by=access)
    finally:
        del timeline.SENTENCES["test.done"]
        del timeline.KINDS["test"]


def test_the_timeline_is_read_in_pages_of_two_queries(world: World, django_assert_num_queries: Any) -> None:
    with world.acting("pastoral-lead") as access:
        for number in range(30):
            services.write_note(world.tomos, text=f"Note {number}", level="staff", by=access)
        with django_assert_num_queries(2):
            first = timeline.entries(access, world.tomos, "1")
        assert (len(first.items), first.total, first.pages) == (25, 30, 2)
        assert len(timeline.entries(access, world.tomos, "2", kind="note").items) == 5
        assert timeline.entries(access, world.tomos, kind="person").total == 0


def test_a_line_that_leads_nowhere_any_more_is_still_a_line(world: World) -> None:
    from pastoral.records.cases.addresses import address
    from pastoral.records.cases.presenter import events_of

    with world.acting("pastoral-lead") as access, recording("test", by=access, subject=world.tomos):
        entry = timeline.add(world.tomos, "file.added", by=access, params={"title": "Scan"}, link=("page-that-went", 3))
    (event,) = events_of([entry], {})
    assert (event.title, event.href) == ("A file was added: Scan.", "")
    assert address("pupil-notes", world.tomos.pk) == f"/pupils/{world.tomos.pk}/notes/"


def test_nobody_signed_in_sees_nothing(world: World, client: Client, three_notes: dict[str, Note]) -> None:
    for page in ("notes", "timeline", "people", "who-looked"):
        assert client.get(f"/pupils/{world.tomos.pk}/{page}/").status_code == 302
    with world.acting("pastoral-lead"):
        assert not Note.objects.visible_to(Access.nobody()).exists()
