"""A council's table: the published directory whole, any other table by its columns, nothing merged silently, all of it undone."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

import pastoral.records.providers as providers
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.value import NotAllowed
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority, School
from pastoral.records.providers import imports, services
from pastoral.records.providers.models import Listing, Provider, ProviderImport, ProviderImportRow, Site
from pastoral.rules.sentences import Refused

from .making import make_provider

pytestmark = pytest.mark.django_db
SAID = {"registration": "not_applicable", "registration_text": "Asked on the telephone"}
PUBLISHED = Path(providers.__file__).parent / "data" / "worcestershire"


@pytest.fixture
def county(db: None) -> Authority:
    return Authority.objects.create(code="885", name="Worcestershire", nation="england", in_use=True)


def system(authority: Authority) -> Access:
    return Access.system(authority_id=authority.pk, doing="tests")


def bring_in(authority: Authority, path: Path, **more: Any) -> imports.ProviderImportReport:
    return imports.import_providers(path, authority, by=system(authority), **more)


def of(authority: Authority, name: str) -> Provider:
    return Provider.objects.visible_to(system(authority)).get(name=name)


def upload(authority: Authority, text: str, **more: Any) -> ProviderImport:
    return imports.upload(by=system(authority), authority=authority, file_name="list.csv", content=text.encode(), **more)


def test_the_published_tables_come_in_whole(county: Authority) -> None:
    tutors = bring_in(county, PUBLISHED / "providers.csv", list_name="Dynamic Purchasing System", on_quality_list=True)
    settings = bring_in(county, PUBLISHED / "settings.csv", list_name="Settings")
    assert (tutors.created, tutors.rejected, settings.created, settings.rejected) == (16, (), 7, ())
    with entered(system(county)) as access:
        listed = Listing.objects.visible_to(access)
        assert listed.filter(on_quality_list=True).count() == 16
        assert {one.status for one in listed} == {"listed"}
        # no cell of the source is lost
        source = {row["provider"]: row for row in csv.DictReader(io.StringIO((PUBLISHED / "providers.csv").read_text()))}
        for provider in Provider.objects.visible_to(access).filter(name__in=source):
            assert provider.source_row == {heading: cell for heading, cell in source[provider.name].items() if cell}


def test_wor_dir_01_three_values_of_registration_stay_three(county: Authority) -> None:
    report = bring_in(county, PUBLISHED / "providers.csv")
    assert of(county, "Your Ideas").registration == "in_progress"
    assert of(county, "Randstad").registration == "not_applicable"
    hub = of(county, "Enable Others Ltd")
    assert (hub.registration, hub.urn, hub.registration_text) == ("urn", "2668837", "URN 2668837")
    said = [note.reason for note in report.notes if "2668837" in note.reason]
    assert any("six figures" in reason for reason in said)
    assert any("No register" in reason for reason in said)


def test_a_setting_that_the_file_does_not_call_registered_is_left_open(county: Authority) -> None:
    bring_in(county, PUBLISHED / "settings.csv")
    beacon = of(county, "The Beacon Pupil Referral Unit")
    assert (beacon.registration, beacon.kind, beacon.school) == ("", "school", None)
    assert beacon.place_types == ["permanent_exclusion", "outreach", "short_term"]
    assert of(county, "ContinU Plus Academy").phases == ["secondary", "post_16"]


def test_a_provider_that_is_also_a_school_is_linked_and_said_so(county: Authority) -> None:
    school = School.objects.create(authority=county, urn="990501", name="Unity Academy", phase="Alternative provision")
    report = bring_in(county, PUBLISHED / "settings.csv")
    unity = of(county, "Unity Academy")
    assert (unity.school, unity.registration, unity.urn) == (school, "urn", "990501")
    assert any("990501" in note.reason for note in report.notes)


def test_two_sites_with_one_postcode_are_two_sites(county: Authority) -> None:
    School.objects.create(authority=county, urn="990502", name="Near", postcode="WR1 1SA", easting=385000, northing=255500)
    School.objects.create(authority=county, urn="990503", name="Far", postcode="WR1 9ZZ", easting=387000, northing=257500)
    bring_in(county, PUBLISHED / "providers.csv")
    with entered(system(county)) as access:
        two = list(Site.objects.visible_to(access).filter(provider=of(county, "Enable Others Ltd")))
        assert [(site.postcode, site.easting, site.located_by) for site in two] == [("WR1 1SA", 385000, "postcode")] * 2
        near = Site.objects.visible_to(access).filter(provider=of(county, "Worcester Learning Zone")).first()
        assert (near.easting, near.northing, near.located_by) == (386000, 256500, "area")


def test_the_same_file_again_changes_nothing(county: Authority) -> None:
    bring_in(county, PUBLISHED / "providers.csv")
    again = bring_in(county, PUBLISHED / "providers.csv")
    assert (again.created, again.updated, again.unchanged, again.rejected) == (0, 0, 16, ())
    with entered(system(county)) as access:
        assert Provider.objects.visible_to(access).count() == 16
        assert not Provider.objects.visible_to(access).exclude(version=1).exists()


def test_a_dry_run_writes_nothing(county: Authority) -> None:
    assert bring_in(county, PUBLISHED / "providers.csv", dry_run=True).created == 16
    assert not Provider.objects.visible_to(system(county)).exists()


FIRST = "Name,Ages,Places free,Vendor note\nBlue Barn,11-16,4,kept\nQuay House,14 to 19,,\n"


def test_what_a_person_changed_since_stays_and_what_the_file_changed_comes_in(county: Authority, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(FIRST)
    bring_in(county, path)
    barn = of(county, "Blue Barn")
    with entered(system(county)) as access:
        services.save_profile(by=access, provider=barn, values={"least_age": 12, **SAID}, version=barn.version)
    path.write_text(FIRST.replace("14 to 19", "14 to 18"))
    report = bring_in(county, path)
    assert (report.updated, report.unchanged) == (1, 1)
    assert (of(county, "Blue Barn").least_age, of(county, "Quay House").most_age) == (12, 18)


def test_a_provider_of_another_authority_is_asked_about_and_never_overwritten(world: Any, county: Authority) -> None:
    loft = make_provider(world, "The Sail Loft CIC", least_age=12, about="")
    batch = upload(county, "Name,Ages,Overview\nSail Loft,5-16,Boats\n")
    imports.preview(by=system(county), batch=batch, column_map=batch.column_map)
    row = ProviderImportRow.objects.visible_to(system(county)).get(batch=batch)
    assert (row.outcome, row.match) == ("question", loft)
    with pytest.raises(Refused, match="1 rows"):
        imports.commit(by=system(county), batch=batch)
    imports.answer(by=system(county), batch=batch, row_id=row.pk, decision="same", provider_id=loft.pk)
    imports.commit(by=system(county), batch=batch)
    loft.refresh_from_db()
    assert (loft.least_age, loft.about, loft.name) == (12, "Boats", "The Sail Loft CIC")
    assert Listing.objects.visible_to(system(county)).get(provider=loft).status == "listed"
    imports.undo(by=system(county), batch=batch)
    loft.refresh_from_db()
    assert loft.about == ""
    assert not Listing.objects.visible_to(system(county)).filter(provider=loft).exists()


def test_two_rows_of_one_name_are_a_question(county: Authority) -> None:
    batch = upload(county, "Name,Ages\nBlue Barn,5-16\nBlue Barn Ltd,11-16\n")
    imports.preview(by=system(county), batch=batch, column_map=batch.column_map)
    first, second = ProviderImportRow.objects.visible_to(system(county)).filter(batch=batch)
    assert (first.outcome, second.outcome, second.like_row) == ("create", "question", 2)
    imports.answer(by=system(county), batch=batch, row_id=second.pk, decision="different")
    imports.commit(by=system(county), batch=batch)
    assert Provider.objects.visible_to(system(county)).count() == 2


def test_errors_name_line_column_and_what_to_do(county: Authority, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Name,Ages,Free,Checked\n"",5-16,1,\nBarn,from birth,lots,32/13/2026\nA,1,2,3,4,5\n')
    report = bring_in(county, path, column_map={"places_free": "Free", "qa_on": "Checked"})
    assert [(one.row, one.field) for one in report.rejected] == [(2, "Name"), (4, "")] or [
        (one.row, one.field) for one in report.rejected
    ] == [(4, ""), (2, "Name")]
    assert {(one.row, one.field) for one in report.notes} == {(3, "Ages"), (3, "Free"), (3, "Checked")}
    assert report.created == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 a spreadsheet", "spreadsheet"),
        (b"", "no list"),
        (b"Name\nA\n", "no list"),
        (b"\x00\x01\x02,\x00", "not a CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(county: Authority, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        imports.upload(by=system(county), authority=county, file_name="x", content=content)


@pytest.mark.parametrize(
    ("column_map", "said"),
    [
        ({"name": "Nom"}, "no column"),
        ({"colour": "Name"}, "no colour"),
        ({}, "Say which column"),
        ({"name": "Name", "ages": "Name"}, "two things"),
    ],
)
def test_a_column_map_that_cannot_be_is_refused(county: Authority, column_map: dict[str, str], said: str) -> None:
    batch = upload(county, "Name,Ages\nBarn,5-16\n")
    with pytest.raises(Refused, match=said):
        imports.preview(by=system(county), batch=batch, column_map=column_map)


def test_undo_takes_all_back_but_what_somebody_has_worked_with(county: Authority, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(FIRST)
    report = bring_in(county, path)
    access = system(county)
    with entered(access):
        barn = of(county, "Blue Barn")
        services.save_profile(by=access, provider=barn, values={"places": 9, **SAID}, version=barn.version)
        batch = ProviderImport.objects.visible_to(access).get(pk=report.batch_id)
        done = imports.undo(by=access, batch=batch)
        assert (done.removed, done.kept) == (1, [(barn.pk, "Blue Barn")])
        assert [one.name for one in Provider.objects.visible_to(access)] == ["Blue Barn"]
        assert imports.undo(by=access, batch=batch).removed == 0


def test_a_provider_with_a_placement_that_the_undoer_cannot_see_stays(world: Any, tmp_path: Path) -> None:
    from access.rows import make_row
    from pastoral.casework.placements.models import Placement

    path = tmp_path / "list.csv"
    path.write_text(FIRST)
    report = bring_in(world.authority, path)
    barn = of(world.authority, "Blue Barn")
    there = world.system(world.other_authority)
    with entered(there), recording("test.row", by=there) as record:
        row = make_row(Placement, world.olivia)
        row.provider = barn
        row.save()
        record.about(row)
    with entered(world.system()) as access:
        done = imports.undo(by=access, batch=ProviderImport.objects.visible_to(access).get(pk=report.batch_id))
    assert (done.removed, [name for _key, name in done.kept]) == (1, ["Blue Barn"])


def test_a_given_up_import_forgets_what_the_file_said(county: Authority) -> None:
    batch = upload(county, FIRST)
    imports.preview(by=system(county), batch=batch, column_map=batch.column_map)
    imports.abandon(by=system(county), batch=batch)
    batch.refresh_from_db()
    assert (batch.status, batch.table, batch.rows.visible_to(system(county)).count()) == ("abandoned", [], 0)


def test_only_people_of_the_authority_who_keep_the_directory_import(world: Any) -> None:
    with pytest.raises(NotAllowed):
        imports.upload(by=world.access("pastoral-lead"), authority=world.authority, file_name="x", content=FIRST.encode())
    with pytest.raises(NotAllowed):
        imports.upload(by=world.access("other-authority"), authority=world.authority, file_name="x", content=FIRST.encode())
