"""Registers as they are published, and as they come broken."""

from __future__ import annotations

import datetime as dt
import gzip
import time
import tracemalloc
from pathlib import Path

import pytest

from pastoral.foundation.audit.models import Event
from pastoral.records.organisations.models import Authority, School
from pastoral.records.organisations.registers import Rejected, SchoolRow, UnknownRegister, open_register
from pastoral.records.organisations.services import import_authorities, import_schools
from world import World

REAL = {
    "gias-schools/gias_state_schools_2025-07-11.csv": (22_010, 0),
    "gias-schools/schools_la_codes_2017-18.csv": (26_346, 0),
    "gias-schools/edubase_2017-07_selected.csv": (405, 0),
    "gias-schools/section41_independent_special.csv": (412, 1),
    "wales-schools/maintained_schools_2018-04.csv": (1_521, 0),
    "wales-schools/pupil_referral_units_2018-04.csv": (23, 0),
    "wales-schools/independent_schools_2018-04.csv": (72, 0),
}


def write(folder: Path, content: str | bytes, name: str = "register.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path) -> tuple[list[SchoolRow], list[Rejected]]:
    with open_register(path) as register:
        rows = list(register.rows())
    return [r for r in rows if isinstance(r, SchoolRow)], [r for r in rows if isinstance(r, Rejected)]


@pytest.mark.parametrize("name", REAL)
def test_each_real_register_is_read_whole(shared_data: Path, name: str) -> None:
    good, bad = read(shared_data / name)
    assert (len(good), len(bad)) == REAL[name]
    assert all(row.facts["name"] for row in good)


def test_what_the_real_registers_say(shared_data: Path) -> None:
    good, _ = read(shared_data / "gias-schools/edubase_2017-07_selected.csv")
    school = good[0]
    assert (school.urn, school.number, school.la_name) == ("100006", "2021100", "Camden")
    assert school.facts["opened_on"] == dt.date(1999, 9, 1)
    assert school.facts["is_open"] is True
    assert "NA" not in school.facts.values()
    good, _ = read(shared_data / "wales-schools/maintained_schools_2018-04.csv")
    assert good[0].facts["welsh_medium"] == "Welsh medium"
    assert "Ynys Môn" in good[0].facts["town"]
    assert "---" not in {value for row in good for value in row.facts.values()}
    good, _ = read(shared_data / "wales-schools/pupil_referral_units_2018-04.csv")
    assert good[0].facts["name"] == "Llechan Lân Centres"
    assert good[0].facts["kind"] == "Pupil referral unit"
    good, _ = read(shared_data / "gias-schools/schools_la_codes_2017-18.csv")
    assert any("’" in row.facts["name"] for row in good)  # the one cp1252 apostrophe


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gias-schools/gias_links_2025-04-22.csv.gz", "links between schools"),
        ("gias-schools/gias_establishment_types_2025-04-22.csv", "types of establishment"),
        ("wales-schools/school-type-wls.tsv", "types of school in Wales"),
        ("la-codes/la_codes_2022-23.csv", "local authorities"),
        ("pupil-import-samples/class_import/valid.csv", "pupils"),
        ("term-dates/term_dates.csv", "not a list of schools"),
    ],
)
def test_a_file_without_schools_says_what_it_is(shared_data: Path, name: str, says: str) -> None:
    with pytest.raises(UnknownRegister, match=says):
        read(shared_data / name)


def test_encodings_and_separators(tmp_path: Path) -> None:
    text = "URN;Name\r\n123456;Ysgol Llechan Lân – “Tŷ” 🎓\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        good, bad = read(write(tmp_path, text.encode(encoding)))
        assert not bad
        assert good[0].facts["name"] == "Ysgol Llechan Lân – “Tŷ” 🎓"
    good, _ = read(write(tmp_path, "urn\tname\n123456\tSt Mary’s École\n".encode("cp1252")))
    assert good[0].facts["name"] == "St Mary’s École"
    good, _ = read(write(tmp_path, gzip.compress(text.encode()), "register.csv.gz"))
    assert good[0].urn == "123456"


def test_a_bad_row_names_its_line_field_and_reason_and_stops_nothing(tmp_path: Path) -> None:
    good, bad = read(
        write(
            tmp_path,
            "URN,LA (code),EstablishmentNumber,EstablishmentName,OpenDate,StatutoryLowAge\n"
            "12,301,4000,Short,,\n"
            "123456,30,4000,Code,,\n"
            ",,,Nobody,,\n"
            "123457,301,4001,,,\n"
            "123458,301,4002,Date,31-02-2010,\n"
            "123459,301,4003,Age,,four\n"
            "123460,301,4004,One, two,01-09-2010,4\n"
            "\n"
            '123461,301,4005,"Good, with a comma",01-09-2010,11\n'
            f"123462,301,4006,{'x' * 300},,\n"
            f"123463,301,4007,{'y' * 200_000},,\n"
            "123464,301,4008,Last,,\n",
        )
    )
    assert [row.line for row in good] == [10, 13]
    assert good[0].number == "3014005"
    found = {row.row: (row.field, row.reason) for row in bad}
    assert found[2] == ("urn", "A URN has 6 digits; this is “12”.")
    assert found[3][0] == "la_code"
    assert "cannot tell which school" in found[4][1]
    assert found[5] == ("name", "The school has no name.")
    assert "31-02-2010" in found[6][1]
    assert found[7][0] == "lowest_age"
    assert "7 values" in found[8][1]
    assert "200 characters" in found[11][1]
    assert "cannot be read" in found[12][1]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"a,b\n1,2\n", "columns are: a, b"),
        (b"PK\x03\x04xlsx", "spreadsheet"),
        (b"\x00\x01\x02binary", "not text"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_plain_words(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(UnknownRegister, match=says):
        read(write(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownRegister, match="cannot open"):
        read(tmp_path / "nowhere.csv")


def test_the_second_import_changes_nothing_and_blanks_overwrite_nothing(world: World, tmp_path: Path) -> None:
    rich = write(tmp_path, "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,Town,OpenDate\n"
                           "123456,301,Barking,4000,First School,Barking,01-09-2010\n")  # fmt: skip
    thin = write(tmp_path, "urn,name,open_date,town,postcode\n123456,First School Renamed,,,IG11 1AA\n", "thin.csv")
    with world.acting("system") as access:
        first = import_schools(rich, by=access)
        assert first.as_dict() == {"created": 1, "updated": 0, "unchanged": 0, "rejected": []}
        assert import_schools(rich, by=access).as_dict() == {"created": 0, "updated": 0, "unchanged": 1, "rejected": []}
        assert import_schools(thin, by=access).updated == 1
        assert import_schools(thin, by=access).unchanged == 1
    school = School.objects.get(urn="123456")
    assert (school.name, school.town, school.postcode) == ("First School Renamed", "Barking", "IG11 1AA")
    assert school.opened_on == dt.date(2010, 9, 1)
    assert school.authority is not None
    assert school.authority.name == "Barking"
    with world.acting("system") as access:
        events = Event.objects.visible_to(access).filter(verb="schools.imported")
        assert events.count() == 4
        assert events.order_by("pk")[0].changes["created"] == 1


def test_where_a_school_lies_is_read_and_what_is_no_number_is_refused(world: World, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "URN,EstablishmentName,Easting,Northing\n123456,Here School,276400,196200\n123457,Nowhere School,0,0\n123458,Odd School,west,1\n",
    )
    with world.acting("system") as access:
        report = import_schools(path, by=access)
    assert (report.created, [(row.row, row.field) for row in report.rejected]) == (2, [(4, "easting")])
    here, nowhere = School.objects.get(urn="123456"), School.objects.get(urn="123457")
    assert (here.easting, here.northing) == (276_400, 196_200)
    assert (nowhere.easting, nowhere.northing) == (None, None), "0 says that the register does not know"


def test_a_dry_run_writes_nothing(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, "urn,name\n123456,First School\n")
    with world.acting("system") as access:
        assert import_schools(path, by=access, dry_run=True).created == 1
        assert not Event.objects.visible_to(access).filter(verb="schools.imported").exists()
    assert not School.objects.filter(urn="123456").exists()


def test_welsh_number_and_english_urn_join_one_school(world: World, tmp_path: Path) -> None:
    welsh = write(tmp_path, "School Number,School Name,LA Code,Local Authority,Address 1,Postcode,Phone Number,Pupils - see notes\n"
                            "6616022,Aran Hall School,661,Gwynedd,Rhydymain,LL40 2AR,01341 450641,12\n")  # fmt: skip
    section = write(tmp_path, "la_code,est_no,urn,name,source_est_type,gias_establishment_type,s41_granted,s41_revoked\n"
                              "661,6022,401970,Aran Hall School,x,Welsh establishment,01/09/2014,\n", "s41.csv")  # fmt: skip
    with world.acting("system") as access:
        import_schools(welsh, by=access)
        assert import_schools(section, by=access).updated == 1
        assert import_schools(welsh, by=access).created == 0
        assert import_schools(section, by=access).created == 0
    school = School.objects.get(number="6616022")
    assert (school.urn, school.telephone) == ("401970", "01341 450641")
    assert school.authority is not None
    assert school.authority.nation == "wales"


def test_the_newest_year_of_one_school_is_used(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, "AcademicYear,LA,LAEstab,SchoolName,URN\n"
                           "201314,820,8204037,Abbey Middle School,109654\n201718,822,8224037,Abbey Middle School,109654\n")  # fmt: skip
    with world.acting("system") as access:
        report = import_schools(path, by=access)
    assert (report.created, [r.row for r in report.rejected]) == (1, [2])
    assert "row 3" in report.rejected[0].reason
    assert School.objects.get(urn="109654").number == "8224037"


def test_a_school_of_an_authority_at_work_here_keeps_its_authority(world: World, tmp_path: Path) -> None:
    world.authority.code = "670"
    world.authority.save()
    School.objects.create(authority=world.authority, urn="123999", name="Ours")
    path = write(
        tmp_path, "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName\n123999,301,Barking,4000,Ours\n"
    )
    with world.acting("system") as access:
        report = import_schools(path, by=access)
    assert "another authority" in report.rejected[0].reason
    assert School.objects.get(urn="123999").authority == world.authority


def test_authorities_are_imported_and_waiting_schools_join_them(world: World, tmp_path: Path) -> None:
    schools = write(tmp_path, "AcademicYear,LA,LAEstab,SchoolName,URN\n201718,885,8851234,Abbey School,109654\n")
    codes = write(tmp_path, "old_la_code,new_la_code,la_name,region_code,region_name\n885,E10000034,Worcestershire,E1,West\n"
                            "88,E1,Short,,\n885,E1,Twice,,\n", "codes.csv")  # fmt: skip
    with world.acting("system") as access:
        assert import_schools(schools, by=access).notes
        report = import_authorities(codes, by=access)
        assert (report.created, len(report.rejected)) == (1, 2)
        assert import_authorities(codes, by=access).unchanged == 1
        with pytest.raises(UnknownRegister, match="not a list of authorities"):
            import_authorities(schools, by=access)
    school = School.objects.select_related("authority").get(urn="109654")
    assert school.authority is not None
    assert school.authority.ons_code == "E10000034"


def test_real_authorities(world: World, shared_data: Path) -> None:
    with world.acting("system") as access:
        assert import_authorities(shared_data / "la-codes/la_codes_2022-23.csv", by=access).created == 151
    assert Authority.objects.get(code="885").name == "Worcestershire"


def test_the_largest_register_is_fast_small_and_idempotent(world: World, shared_data: Path) -> None:
    path = shared_data / "gias-schools/schools_la_codes_2017-18.csv"
    with world.acting("system") as access:
        began = time.monotonic()
        first = import_schools(path, by=access)
        took = time.monotonic() - began
        assert first.created + first.unchanged + len(first.rejected) == 26_346
        assert first.created == 25_948
        again = import_schools(path, by=access)
        assert (again.created, again.updated) == (0, 0)
        newer = import_schools(shared_data / "gias-schools/gias_state_schools_2025-07-11.csv", by=access)
        assert newer.updated > 1000
        assert import_schools(shared_data / "gias-schools/gias_state_schools_2025-07-11.csv", by=access).updated == 0
    assert took < 30  # seconds, with room for a busy machine


def test_memory_does_not_grow_with_the_file(world: World, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        lines = (f"{100_000 + n},School {n},,Neath,SA11 1AA\n" for n in range(rows))
        path = write(tmp_path, "urn,name,open_date,town,postcode\n" + "".join(lines))
        tracemalloc.start()
        with world.acting("system") as access:
            assert import_schools(path, by=access).created == rows
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        School.objects.filter(urn__startswith="1").delete()
        return most

    peak(10)  # what is loaded once does not count
    assert peak(8_000) < 1.3 * peak(1_000) + 1_000_000  # bytes: rows wait in the database, not here


def test_all_real_registers_twice_in_any_order_change_nothing(world: World, shared_data: Path) -> None:
    small = [name for name, (rows, _) in REAL.items() if rows < 2000]
    with world.acting("system") as access:
        for name in small:
            import_schools(shared_data / name, by=access)
        for name in small:
            report = import_schools(shared_data / name, by=access)
            assert report.created == 0, name
            import_schools(shared_data / name, by=access)
            assert import_schools(shared_data / name, by=access).updated == 0, name


def test_the_command_line_may_import_before_there_is_any_authority(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, "urn,name\n123456,First School\n")
    assert import_schools(path).created == 1  # outside any access, as from the command line
