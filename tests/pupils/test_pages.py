"""The pages of pupils: who sees what, two tabs, double clicks, imports from file to undo, without script."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.value import Access
from pastoral.foundation.accounts.models import PupilGrant
from pastoral.foundation.audit.models import Viewed
from pastoral.foundation.audit.recording import recording
from pastoral.records.pupils import panels, queries
from pastoral.records.pupils.models import CareStatus, Contact, FormerUpn, Need, Pupil, PupilImport
from pastoral.rules.upn import make_upn
from world import World, make_pupil

UPN = make_upn("671", "4001", 2018, 1)
BASE = {
    "forename": "Tomos", "surname": "Morgan", "date_of_birth-day": "11", "date_of_birth-month": "2", "date_of_birth-year": "2013",
    "sex": "U", "language": "cy", "year_group": "9", "free_school_meals": "no", "travel_assistance": "no",
}  # fmt: skip
CONTACT = {
    "name": "Gwen Morgan", "relationship": "grandparent", "parental_responsibility": "no", "delegated_authority": "no",
    "lives_with_child": "no", "may_be_contacted": "yes", "reach_by": "telephone", "telephone": "01639 763333", "language": "cy",
    "priority": "2",
}  # fmt: skip


def signed_in(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.people[key])
    return client


def at(name: str, **kwargs: Any) -> str:
    return reverse(name, kwargs=kwargs)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def base_in(page: str) -> str:
    return page.split('name="base" value="')[1].split('"')[0]


def fill(world: World) -> None:
    with world.acting("system") as access, recording("filled", by=access) as record:
        pupil = Pupil.objects.visible_to(access).get(pk=world.tomos.pk)
        pupil.address_line_1, pupil.postcode, pupil.upn = "7 Secret Street", "SA11 1AA", UPN
        pupil.save()
        scope = scope_of(pupil)
        Contact(
            **scope, name="Rhys Morgan", relationship="father", telephone="07700 900111", email="rhys@example.com"
        ).save()
        Need(**scope, kind="school_idp", detail="Speech", since=dt.date(2025, 1, 6)).save()
        CareStatus(**scope, kind="cp", since=dt.date(2025, 1, 6)).save()
        FormerUpn(**scope, upn="X987654321231").save()
        record.about(pupil)


def test_the_list_is_one_s_own_searched_filtered_and_private(world: World, django_assert_max_num_queries: Any) -> None:
    with world.acting("system") as access:
        for n in range(60):
            make_pupil(access, world.school, f"Plentyn{n}", "Prŷs", dt.date(2014, 10, 3))
    client = signed_in(world, "pastoral-lead")
    with django_assert_max_num_queries(15):
        page = text_of(client.get(at("pupils")))
    assert "Showing 1 to 25 of 62" in page
    assert "Price" not in page  # the second school's
    found = client.post(at("pupils"), {"q": "PLENTYN59", "year": "", "left": ""})
    assert "plentyn" not in found["Location"].casefold()
    page = text_of(client.get(found["Location"]))
    assert "Plentyn59" in page
    assert "1 result" in page
    assert "60" in text_of(client.get(at("pupils") + "?year=7"))  # by date of birth, where the school does not say
    assert "No pupil found" in text_of(client.get(at("pupils") + "?year=12"))
    assert "No pupil found" in text_of(client.get(at("pupils") + "?left=on"))


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("pastoral-lead", 200), ("head", 200), ("alnco", 200), ("teacher", 200), ("ewo", 200), ("director", 200),
        ("professional", 200), ("provider", 200), ("parent", 200), ("young-person", 200), ("other-authority", 404), ("support", 403),
    ],
)  # fmt: skip
def test_who_may_open_a_pupil(world: World, key: str, code: int) -> None:
    assert signed_in(world, key).get(at("pupil", pupil_id=world.tomos.pk)).status_code == code


def test_a_pupil_of_another_school_is_not_found_anywhere(world: World) -> None:
    client = signed_in(world, "pastoral-lead")
    for name in ("pupil", "pupil-edit", "contact-add", "need-add", "care-add"):
        assert client.get(at(name, pupil_id=world.ifan.pk)).status_code == 404, name
        assert signed_in(world, "teacher").get(at(name, pupil_id=world.cerys.pk)).status_code in (403, 404), name


def test_the_pupil_page_in_few_queries_and_logged(world: World, django_assert_max_num_queries: Any) -> None:
    fill(world)
    client = signed_in(world, "pastoral-lead")
    client.get(at("pupil", pupil_id=world.tomos.pk))
    with django_assert_max_num_queries(17):  # 15, and a savepoint with its release that only a test has
        page = text_of(client.get(at("pupil", pupil_id=world.tomos.pk)))
    for said in (
        "Tomos Morgan",
        "Year 9",
        UPN,
        "X987654321231",
        "7 Secret Street",
        "School IDP",
        "child protection",
        "07700 900111",
    ):
        assert said in page, said
    with world.acting("system") as access:
        assert Viewed.objects.visible_to(access).filter(pupil=world.tomos).count() == 2


def test_family_and_named_people_see_less(world: World) -> None:
    fill(world)
    url = at("pupil", pupil_id=world.tomos.pk)
    for key in ("parent", "young-person", "teacher", "professional", "provider"):
        page = text_of(signed_in(world, key).get(url))
        assert "Tomos" in page
        for secret in ("07700 900111", "rhys@example.com", "child protection", "X987654321231"):
            assert secret not in page, (key, secret)
        assert ("7 Secret Street" in page) == (key == "young-person"), key
        assert ("School IDP" in page) == (key in ("teacher", "professional")), key
    with world.acting("system") as access, recording("linked", by=access) as record:
        mother = Contact.objects.visible_to(access).get(name="Elin Morgan")
        mother.user = world.people["parent"]
        mother.save()
        record.about(mother)
    page = text_of(signed_in(world, "parent").get(url))
    assert "parent@demo.invalid" in page  # her own
    assert "7 Secret Street" in page  # he lives with her
    assert "rhys@example.com" not in page


def test_a_provider_reads_the_name_and_the_school_and_no_more_of_the_record(world: World) -> None:
    fill(world)
    page = text_of(signed_in(world, "provider").get(at("pupil", pupil_id=world.tomos.pk)))
    assert world.tomos.surname in page
    assert world.school.name in page
    for secret in ("Elin Morgan", "Contacts", "School IDP", "Date of birth", "Born", "Year group", "First language"):
        assert secret not in page, secret
    assert str(world.tomos.date_of_birth.year) not in page
    assert not world.tomos.upn or world.tomos.upn not in page


def test_a_lead_who_is_also_a_parent_elsewhere_only_reads_as_family(world: World) -> None:
    PupilGrant.objects.create(
        user=world.people["pastoral-lead"], pupil=world.ifan, role="parent", since=dt.date(2026, 1, 1)
    )
    client = signed_in(world, "pastoral-lead")
    assert client.get(at("pupil", pupil_id=world.ifan.pk)).status_code == 200
    assert client.get(at("pupil-edit", pupil_id=world.ifan.pk)).status_code == 403
    assert client.post(at("need-add", pupil_id=world.ifan.pk), {"kind": "ehcp"}).status_code == 403


def test_a_pupil_is_added_by_hand_once(world: World) -> None:
    client = signed_in(world, "pastoral-lead")
    page = client.post(
        at("pupil-add"), {**BASE, "forename": "", "upn": "A801200005001", "postcode": "x", "date_of_birth-year": "2099"}
    )
    assert page.status_code == 422
    for said in (
        "Enter the first name",
        "does not fit its digits",
        "Enter a full postcode",
        "must be in the past",
        "Error:",
    ):
        assert said in text_of(page), said
    token = text_of(client.get(at("pupil-add"))).split('name="submission_token" value="')[1].split('"')[0]
    new = {
        **BASE,
        "forename": "Llŷr 🎓",
        "surname": "ap Gwilym",
        "date_of_birth-year": "2012",
        "submission_token": token,
    }
    first, second = client.post(at("pupil-add"), new), client.post(at("pupil-add"), new)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with world.acting("system") as access:
        assert queries.search(access, "llyr gwilym").count() == 1


def test_a_likely_double_is_asked_about_before_it_is_made(world: World) -> None:
    client = signed_in(world, "pastoral-lead")
    page = text_of(client.post(at("pupil-add"), BASE))
    assert "Is this the same child?" in page
    assert at("pupil", pupil_id=world.tomos.pk) in page
    assert client.post(at("pupil-add"), {**BASE, "different": "on"}).status_code == 302
    with world.acting("system") as access:
        assert queries.search(access, "tomos morgan").count() == 2


def test_an_edit_keeps_the_old_upn_and_the_folded_name(world: World) -> None:
    fill(world)
    client = signed_in(world, "pastoral-lead")
    url = at("pupil-edit", pupil_id=world.tomos.pk)
    new = make_upn("671", "4001", 2018, 5)
    answer = client.post(
        url, {**BASE, "base": base_in(text_of(client.get(url))), "upn": new.lower(), "preferred_name": "Twm Siôn"}
    )
    assert answer.status_code == 302
    with world.acting("system") as access:
        pupil = queries.search(access, "twm sion").get()
        assert (pupil.upn, pupil.version) == (new, 2)
        assert UPN in queries.former_upns(access, pupil)
        assert queries.search(access, UPN).get() == pupil
        make_pupil(
            access, world.second_school, "Other", "Child", dt.date(2012, 1, 1), upn=make_upn("671", "4001", 2018, 9)
        )
    page = client.post(
        url, {**BASE, "base": base_in(text_of(client.get(url))), "upn": make_upn("671", "4001", 2018, 9)}
    )
    assert "already has this UPN" in text_of(page)


def test_two_tabs_nothing_is_lost(world: World) -> None:
    one, two = signed_in(world, "pastoral-lead"), signed_in(world, "head")
    url = at("pupil-edit", pupil_id=world.tomos.pk)
    seen_one, seen_two = base_in(text_of(one.get(url))), base_in(text_of(two.get(url)))
    assert one.post(url, {**BASE, "base": seen_one, "preferred_name": "Twm", "town": "Neath"}).status_code == 302
    clash = two.post(url, {**BASE, "base": seen_two, "preferred_name": "Tomi", "middle_names": "Ifan"})
    page = text_of(clash)
    assert clash.status_code == 409
    assert "Twm" in page
    assert "Tomi" in page
    assert 'name="middle_names" value="Ifan"' in page
    keep = {
        **BASE,
        "base": base_in(page),
        "preferred_name": "Tomi",
        "middle_names": "Ifan",
        "keep_preferred_name": "theirs",
        "town": "Neath",
    }
    assert two.post(url, keep).status_code == 302
    with world.acting("system") as access:
        pupil = queries.pupil(access, world.tomos.pk)
    assert (pupil.preferred_name, pupil.middle_names, pupil.town) == ("Twm", "Ifan", "Neath")


def test_what_only_one_changed_is_merged_without_a_question(world: World) -> None:
    client = signed_in(world, "pastoral-lead")
    url = at("pupil-edit", pupil_id=world.tomos.pk)
    seen = base_in(text_of(client.get(url)))
    client.post(url, {**BASE, "base": seen, "town": "Neath"})
    assert client.post(url, {**BASE, "base": seen, "middle_names": "Ifan"}).status_code == 302
    with world.acting("system") as access:
        pupil = queries.pupil(access, world.tomos.pk)
    assert (pupil.town, pupil.middle_names) == ("Neath", "Ifan")
    forged = client.post(url, {**BASE, "base": "forged", "town": "Port Talbot", "middle_names": "Ifan"})
    assert forged.status_code == 409  # without a true base every difference is asked about


def test_contacts_are_added_changed_and_ended(world: World) -> None:
    client = signed_in(world, "pastoral-lead")
    url = at("contact-add", pupil_id=world.tomos.pk)
    page = text_of(client.post(url, {**CONTACT, "name": "", "telephone": "", "email": "nope"}))
    for said in ("Enter the full name", "Enter a telephone number, or choose another way", "in the correct format"):
        assert said in page, said
    assert "Only a foster carer" in text_of(client.post(url, {**CONTACT, "delegated_authority": "yes"}))
    assert client.post(url, CONTACT).status_code == 302
    with world.acting("system") as access:
        gwen = Contact.objects.visible_to(access).get(name="Gwen Morgan")
    change = at("contact-edit", pupil_id=world.tomos.pk, contact_id=gwen.pk)
    base = base_in(text_of(client.get(change)))
    assert client.post(change, {**CONTACT, "base": base, "parental_responsibility": "yes"}).status_code == 302
    assert (
        client.post(change, {**CONTACT, "base": base, "name": "Gwenllian Morgan"}).status_code == 302
    )  # PR stays merged
    today = timezone.localdate()
    end = at("contact-end", pupil_id=world.tomos.pk, contact_id=gwen.pk)
    assert "before" in text_of(client.post(end, {"on-day": "1", "on-month": "1", "on-year": "2001"}))
    assert client.post(end, {"on-day": str(today.day), "on-month": str(today.month), "on-year": str(today.year)}).status_code == 302
    with world.acting("system") as access:
        gwen = Contact.objects.visible_to(access).get(pk=gwen.pk)
    assert (gwen.name, gwen.parental_responsibility, gwen.until) == ("Gwenllian Morgan", True, today)


def test_needs_and_care_have_dates_that_can_be_true(world: World) -> None:
    client = signed_in(world, "alnco")
    since = {"since-day": "6", "since-month": "1", "since-year": "2025"}
    add = at("need-add", pupil_id=world.tomos.pk)
    assert "Select what it is" in text_of(client.post(add, since))
    wrong = client.post(
        add, {**since, "kind": "school_idp", "until-day": "1", "until-month": "1", "until-year": "2024"}
    )
    assert "before it starts" in text_of(wrong)
    assert client.post(add, {**since, "kind": "school_idp"}).status_code == 302
    assert "already recorded" in text_of(client.post(add, {**since, "kind": "school_idp"}))
    assert client.post(at("care-add", pupil_id=world.tomos.pk), {**since, "kind": "cla"}).status_code == 302
    with world.acting("alnco") as access:
        facts = queries.facts_of(access, queries.pupil(access, world.tomos.pk))
    assert facts.looked_after
    assert facts.needs == {"school_idp"}
    assert (facts.age, facts.year.number if facts.year else None) == (13, 9)
    assert [contact.name for contact in facts.may_agree] == ["Elin Morgan"]


def test_two_people_end_one_need_and_one_care_status_and_are_asked_which_day_holds(world: World) -> None:
    one, two = signed_in(world, "alnco"), signed_in(world, "head")

    def kept(model: Any) -> Any:
        with world.acting("system") as access:
            return model.objects.visible_to(access).get(pupil=world.tomos)

    begun = {"since-day": "6", "since-month": "1", "since-year": "2025"}
    for kind, code, model in (("need", "school_idp", Need), ("care", "cla", CareStatus)):
        one.post(at(f"{kind}-add", pupil_id=world.tomos.pk), {**begun, "kind": code})
        url = at(f"{kind}-edit", pupil_id=world.tomos.pk, row_id=kept(model).pk)
        seen = base_in(text_of(two.get(url)))
        ended = {**begun, "kind": code, "base": seen, "until-day": "1", "until-month": "9", "until-year": "2026"}
        assert one.post(url, ended).status_code == 302
        later = {**ended, "until-month": "10"}
        clash = two.post(url, later)
        page = text_of(clash)
        assert clash.status_code == 409
        assert "1 September 2026" in page
        assert "1 October 2026" in page
        assert kept(model).until == dt.date(2026, 9, 1)  # nothing is written before the answer
        assert two.post(url, {**later, "base": base_in(page), "keep_until": "mine"}).status_code == 302
        assert kept(model).until == dt.date(2026, 10, 1)
        earlier = {**begun, "since-year": "2024", "kind": code, "base": seen}
        assert two.post(url, earlier).status_code == 302  # the first day alone: the last day stays as it is now
        row = kept(model)
        assert (row.since, row.until) == (dt.date(2024, 1, 6), dt.date(2026, 10, 1))
        two.post(url, {**earlier, "base": "forged"})
        assert kept(model).until == dt.date(2026, 10, 1)  # without knowing what was seen, every difference is asked


def upload(client: Client, content: str | bytes, name: str = "list.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(at("import-add"), {"file": SimpleUploadedFile(name, data)})


def test_an_import_from_file_to_undo(world: World, django_assert_max_num_queries: Any) -> None:
    client = signed_in(world, "pastoral-lead")
    text = (
        "UPN,Surname,Forename,DOB\n"
        + f"{UPN},Llŷr,Beca,03/04/2014\n,Morgan,Tomos 2,11/02/2013\nA801200005001,Prys,Twm,03/05/2014\n,Rees,Ela,31/02/2010\n"
    )
    went = upload(client, text)
    assert went.status_code == 302
    with django_assert_max_num_queries(15):
        page = text_of(client.get(went["Location"]))
    assert "1 pupil may be here already" in page
    assert "Row 5, date of birth: 31/02/2010 is not a real date. Write it like 11/02/2013." in page
    assert "does not fit its digits" in page
    with world.acting("system") as access:
        batch = PupilImport.objects.visible_to(access).get()
        row = queries.rows(access, batch, outcome="question").get()
    commit = at("import-commit", batch_id=batch.pk)
    assert "Answer the questions first" in text_of(client.post(commit))
    ask = at("import-question", batch_id=batch.pk, row_id=row.pk)
    page = text_of(client.get(ask))
    assert "Tomos 2" in page
    assert "The date of birth and one name are the same." in page
    assert "Select whether this is the same child" in text_of(client.post(ask))
    assert client.post(ask, {"decision": f"same:{world.ifan.pk}"}).status_code == 404  # another school's pupil
    assert client.post(ask, {"decision": "different"}).status_code == 302
    with world.acting("system") as access:
        unread = queries.rows(access, batch, outcome="rejected").first()
    assert client.get(at("import-question", batch_id=batch.pk, row_id=unread.pk)).status_code == 404  # it asks nothing
    assert client.post(commit).status_code == client.post(commit).status_code == 302  # a double click
    page = text_of(client.get(went["Location"]))
    assert "Undo the whole import" in page
    with world.acting("system") as access:
        assert queries.listed(access).count() == 6  # three schools' three, and three new ones
        beca = queries.search(access, UPN).get()
    answer = client.post(at("contact-add", pupil_id=beca.pk), CONTACT)
    assert answer.status_code == 302
    page = text_of(client.post(at("import-undo", batch_id=batch.pk)))
    assert "2 pupils were removed" in page
    assert "a contact that was added or changed" in page
    assert "Beca Llŷr" in page
    with world.acting("system") as access:
        assert queries.listed(access).count() == 4


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "list.csv", "empty"),
        (b"\x89PNG\r\n\x1a\n", "list.csv", "not a CTF or a CSV"),
        ("Surname,Forename,DOB\n" + "x" * 200_000, "list.csv", "The most we can take is"),
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><CTfile>&a;</CTfile>', "ctf.xml", "could do harm"),
        ("<?xml version='1.0'?><Other/>", "ctf.xml", "not a Common Transfer File"),
        ('{"value": []}', "pupils.json", "JSON"),
        ("a,b\n1,2\n", "list.csv", "A class list needs columns"),
    ],
    ids=["empty", "picture", "too-large", "entities", "other-xml", "json", "other-csv"],
)
def test_a_wrong_file_has_a_plain_answer(
    world: World, settings: Any, content: str | bytes, name: str, says: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 100_000
    answer = upload(signed_in(world, "pastoral-lead"), content, name)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "There is a problem" in text_of(answer)


def test_no_file_and_no_permission(world: World) -> None:
    assert "Choose a file with pupils" in text_of(signed_in(world, "pastoral-lead").post(at("import-add")))
    assert signed_in(world, "teacher").get(at("import-add")).status_code == 403
    assert signed_in(world, "ewo").get(at("imports")).status_code == 403


def test_an_import_of_another_school_is_not_found(world: World) -> None:
    client = signed_in(world, "pastoral-lead")
    went = upload(client, "Surname,Forename,DOB\nRees,Ela,03/04/2014\n")
    key = int(went["Location"].rstrip("/").split("/")[-1])
    from pastoral.foundation.accounts.models import Membership, User

    other = User.objects.create_user("lead2@demo.invalid", name="Other Lead")
    Membership.objects.create(
        user=other,
        role="pastoral_lead",
        school=world.second_school,
        authority=world.authority,
        since=dt.date(2026, 1, 1),
    )
    stranger = Client()
    stranger.force_login(other)
    assert stranger.get(at("import", batch_id=key)).status_code == 404
    assert stranger.post(at("import-commit", batch_id=key)).status_code == 404
    assert client.post(at("import-abandon", batch_id=key)).status_code == 302
    assert "Not imported" in text_of(client.get(at("imports")))


def test_other_apps_show_themselves_on_the_pupil_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def panel(access: Access, pupil: Any) -> dict[str, Any]:
        return {"template": "components/empty.jinja", "context": {}}

    monkeypatch.setattr(panels, "_panels", [])
    panels.register(panel)
    panels.register(panel)
    assert len(panels.panels_of(Access.nobody(), None)) == 1
