"""Files of pupils: the real samples, each oddity that exports have, and files that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from pastoral.records.pupils.reading import FileRead, Unreadable, clean_date, clean_year, read_pupils

MOST = 10_000_000


def read(content: str | bytes) -> FileRead:
    return read_pupils(content.encode() if isinstance(content, str) else content, most_bytes=MOST)


def said(found: FileRead) -> dict[tuple[int, str], str]:
    return {(pupil.row, problem.field): problem.why.english() for pupil in found.pupils for problem in pupil.problems}


def ctf(pupil: str, before: str = "") -> str:
    return f"{before}<CTfile><Header/><CTFpupilData><Pupil>{pupil}</Pupil></CTFpupilData></CTfile>"


PERSON = "<UPN>B801200005001</UPN><Surname>Rhys</Surname><Forename>Siân</Forename><DOB>2013-02-11</DOB>"


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("class_import/valid.csv", 4, 0),
        ("class_import/valid_minimal.csv", 1, 0),
        ("class_import/duplicates.csv", 3, 0),
        ("class_import/review_one.csv", 4, 0),
        ("class_import/review_two.csv", 5, 0),
        ("class_import/invalid_fields.csv", 12, 4),
        ("cohort_import/valid.csv", 3, 0),
        ("cohort_import/valid_minimal.csv", 1, 0),
        ("cohort_import/valid_with_duplicates.csv", 4, 0),
    ],
)
def test_each_sample_is_read(shared_data: Path, name: str, good: int, bad: int) -> None:
    found = read((shared_data / "pupil-import-samples" / name).read_bytes())
    assert sum(not pupil.fatal for pupil in found.pupils) == good, said(found)
    assert sum(pupil.fatal for pupil in found.pupils) == bad


def test_what_the_samples_say(shared_data: Path) -> None:
    folder = shared_data / "pupil-import-samples"
    valid = read((folder / "class_import/valid.csv").read_bytes())
    assert valid.pupils[1].values["date_of_birth"] == "2010-01-02"
    assert [c["relationship"] for c in valid.pupils[2].values["contacts"]] == ["mother", "father"]
    assert "CHILD_NHS_NUMBER" in valid.not_kept
    wrong = said(read((folder / "class_import/invalid_fields.csv").read_bytes()))
    assert wrong[(16, "date_of_birth")] == "invalid is not a real date. Write it like 11/02/2013."
    assert "not an e-mail" in wrong[(14, "contact_1")]
    with pytest.raises(Unreadable, match="no pupils under them"):
        read((folder / "class_import/empty.csv").read_bytes())
    for name in ("npd_pupils.json", "fe_learners.json"):
        with pytest.raises(Unreadable, match="JSON"):
            read((folder / "giap" / name).read_bytes())
    with pytest.raises(Unreadable, match="list of schools"):
        read((shared_data / "gias-schools/gias_state_schools_2025-07-11.csv").read_bytes())


def test_the_real_ctf(shared_data: Path) -> None:
    found = read((shared_data / "ctf/ctf_ks2_two_pupils.xml").read_bytes())
    assert [(p.values["forename"], p.values["surname"]) for p in found.pupils] == [
        ("Aisha", "Actualone"),
        ("Ben", "Actualtwo"),
    ]
    aisha = found.pupils[0].values
    assert "upn" not in aisha  # its check letter is wrong
    assert aisha["former_upns"] == ["A123456789000"]
    assert aisha["year_group"] == "6"
    assert aisha["postcode"] == "BD2 4ED"
    assert aisha["needs"][0]["kind"] == "sen_support"
    assert "preferred_name" not in aisha  # the same as the forename
    assert (1, "upn") in said(found)
    assert found.not_kept == ("assessments",)


def test_a_ctf_of_the_specification_with_contacts_care_and_meals() -> None:
    found = (
        read(
            ctf(
                PERSON
                + """<BasicDetails><MiddleNames>Mair</MiddleNames><PreferredForename>Siani</PreferredForename><Sex>F</Sex>
            <NCyearActual>8</NCyearActual>
            <Languages><Type><LanguageType>F</LanguageType><Language>WEL</Language></Type></Languages></BasicDetails>
            <FormerUPN>X987654321231</FormerUPN>
            <LookedAfter><InCare>true</InCare><CareAuthority>671</CareAuthority></LookedAfter>
            <FSMhistory><FSMinstance><FSMstartDate>2024-09-01</FSMstartDate></FSMinstance></FSMhistory>
            <SEN><StartDate>2023-01-09</StartDate><SENprovision>E</SENprovision><SENtype>SEMH</SENtype></SEN>
            <Contacts><Contact><Order>2</Order><Title>Mr</Title><Surname>Rhys</Surname><Forename>Aled</Forename>
            <Relationship>PAF</Relationship><Responsibility>false</Responsibility></Contact>
            <Contact><Order>1</Order><Surname>Rhys</Surname><Forename>Nia</Forename><Relationship>PAM</Relationship>
            <Responsibility>1</Responsibility>
            <Phones><Phone><TelephoneType>H</TelephoneType><PhoneNo>01639 763333</PhoneNo></Phone></Phones>
            <Email>nia@example.com</Email>
            <Address><AddressLines><AddressLine1>Her own</AddressLine1></AddressLines></Address></Contact></Contacts>"""
            )
        )
        .pupils[0]
        .values
    )
    assert (found["upn"], found["middle_names"], found["preferred_name"], found["sex"]) == (
        "B801200005001",
        "Mair",
        "Siani",
        "F",
    )
    assert found["former_upns"] == ["X987654321231"]
    assert found["first_language"] == "Welsh"
    assert found["free_school_meals"] is True
    assert found["care"] == [{"kind": "cla"}]
    assert found["needs"] == [{"kind": "ehcp", "since": "2023-01-09", "detail": "SEMH"}]
    assert "address_line_1" not in found  # a contact's address is not the child's
    nia = found["contacts"][1]
    assert (nia["name"], nia["relationship"], nia["parental_responsibility"], nia["priority"]) == (
        "Nia Rhys",
        "mother",
        True,
        1,
    )
    assert (nia["telephone"], nia["email"]) == ("01639 763333", "nia@example.com")
    assert found["contacts"][0]["parental_responsibility"] is False


def test_faults_that_real_exports_have() -> None:
    twice = '<?xml version="1.0" encoding="UTF-8"?>\n\n<?xml version="1.0" encoding="UTF-8"?>\n\n'
    loose = (
        PERSON
        + "<Address>loose text<AddressLine1>1 Heol Las</AddressLine1> more <PostCode>sa11 1aa</PostCode></Address>"
    )
    values = read(ctf(loose, twice)).pupils[0].values
    assert (values["address_line_1"], values["postcode"]) == ("1 Heol Las", "SA11 1AA")
    old = ctf(PERSON, '<?xml version="1.0" encoding="windows-1252"?>').encode("cp1252")
    assert read(old).pupils[0].values["forename"] == "Siân"
    assert read(ctf(PERSON).encode("utf-16")).pupils[0].values["forename"] == "Siân"
    spaced = ctf(PERSON).replace("<CTfile>", '<CTfile xmlns="http://example.org/ctf">')
    assert read(spaced).pupils[0].values["surname"] == "Rhys"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (ctf("<Surname>&b;</Surname>", BOMB), "document type or entities"),
        (ctf("<Surname>&x;</Surname>", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "document type or entities"),
        (ctf("", '<!doctype x SYSTEM "http://example.org/x.dtd">'), "document type or entities"),
        (ctf("<Surname>&x;</Surname>", '<!DOCTYPE x [<!ENTITY x "y">]>').encode("utf-16"), "document type or entities"),
        (ctf("<Surname>&unknown;</Surname>"), "broken near line"),
        ("<html><body>Not XML", "broken near line"),
        ("<Register><Pupil/></Register>", "begins with <Register>"),
        ("<CTfile><Header/></CTfile>", "no pupils"),
        ("<a>" * 5000, "broken near line"),
        (b"", "empty"),
        (b"PK\x03\x04 a spreadsheet", "spreadsheet"),
        (b"%PDF-1.7 a paper", "not a CTF or a CSV"),
        (b"\x89PNG\x00\x00\x00", "not a CTF or a CSV"),
        ("a" * (MOST + 1), "larger than 10 MB"),
        ("colour,size\nred,2\n", "A class list needs columns"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_pupils_or_means_harm_is_refused_in_plain_words(content: str | bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(content)


def test_headings_separators_and_encodings_of_class_lists() -> None:
    rows = (
        "UPN;Legal surname;Forename;DOB;Year group;Reg group;SEN;FSM;Looked after;Contact 1 name;Contact 1 PR\r\n"
        "B801200005001;Tŷ Gwyn;Lowri 🌱;11/02/2013;Year 8;8C;K;Y;no;Nia Rhys;yes\r\n"
    )
    for content in (rows.encode(), rows.encode("utf-8-sig"), rows.replace(";", "\t").encode("utf-16")):
        values = read(content).pupils[0].values
        assert (values["surname"], values["forename"], values["year_group"]) == ("Tŷ Gwyn", "Lowri 🌱", "8")
        assert values["needs"] == [{"kind": "sen_support"}]
        assert values["free_school_meals"] is True
        assert "care" not in values
        assert values["contacts"][0]["parental_responsibility"] is True
    welsh = "Cyfenw,Enw cyntaf,Dyddiad geni,Blwyddyn\nPrŷs,Elin,2013-02-11,Bl 8\n"
    assert read(welsh).pupils[0].values["year_group"] == "8"
    assert (
        read("Surname,Forename,DOB\nO’Brien,Zoë,2013-02-11\n".encode("cp1252")).pupils[0].values["surname"] == "O’Brien"
    )


def test_a_bad_row_names_row_field_and_reason_and_stops_nothing() -> None:
    found = read(
        "UPN,Surname,Forename,DOB,Postcode,Year\n"
        "A801200005001,Rees,Tom,11/02/2013,SA11 1AA,8\n"
        ",Rees,Tom,31/02/2010,,\n"
        ",,Tom,11/02/2013,,\n"
        ",Rees,Tom,11/02/13,,\n"
        ",Rees,Tom,11/02/2099,,\n"
        ",Rees,Tom,11/02/1913,,\n"
        f",{'R' * 101},Tom,11/02/2013,nowhere,99\n"
        ",Rees,Tom,11/02/2013,SA11 1AA,8,extra\n"
        f",{'x' * 140_000},Tom,11/02/2013,,\n"
        ",Last,One,11/02/2013,,\n"
    )
    wrong = said(found)
    assert "does not fit its digits" in wrong[(2, "upn")]
    assert not found.pupils[0].fatal
    assert wrong[(3, "date_of_birth")] == "31/02/2010 is not a real date. Write it like 11/02/2013."
    assert wrong[(4, "surname")] == "This is missing."
    assert "two digits" in wrong[(5, "date_of_birth")]
    assert "not come yet" in wrong[(6, "date_of_birth")]
    assert "years old" in wrong[(7, "date_of_birth")]
    assert "100 characters" in wrong[(8, "surname")]
    assert {(8, "postcode"), (8, "year_group")} <= set(wrong)
    assert "7 values" in wrong[(9, "row")]
    assert "quotation mark" in wrong[(10, "row")]
    assert found.pupils[-1].values["surname"] == "Last"


def test_more_pupils_than_a_school_has_are_refused() -> None:
    lines = "".join(f"Rees,Tom {n},11/02/2013\n" for n in range(5001))
    with pytest.raises(Unreadable, match="more than 5000"):
        read("Surname,Forename,DOB\n" + lines)


def test_dates_and_years() -> None:
    for text in ("2013-02-11", "11/02/2013", "11-2-2013", "11.02.2013", "2013-02-11T00:00:00"):
        assert str(clean_date(text)) == "2013-02-11", text
    assert [clean_year(t) for t in ("Year 9", "Y9", "R", "Derbyn", "N", "15", "lion")] == [
        "9",
        "9",
        "R",
        "R",
        "N",
        "",
        "",
    ]
