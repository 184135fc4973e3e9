"""The command line as an IT officer meets it: answers as JSON, exit codes, and errors that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .installation import Installation

COMMANDS = (
    "run", "migrate", "nightly", "demo load", "demo reset", "import schools", "import authorities", "import pupils",
    "audit verify", "backup", "restore", "createuser", "mailbox", "policy", "policy check", "policy show", "policy publish",
)  # fmt: skip
PASSWORD = "a-long-password-of-mine"


@pytest.fixture(scope="module")
def school(made: Installation) -> str:
    """One authority and one school, by SQL; returns the school's number."""
    made.sql(
        "insert into organisations_authority (code, ons_code, name, name_cy, nation, in_use, is_demo) "
        "values ('671', '', 'Neath Port Talbot', '', 'wales', true, false)"
    )
    made.sql(
        "insert into organisations_school (authority_id, urn, number, name, name_cy, kind, phase, welsh_medium, street, town, "
        "postcode, telephone, is_open, is_demo, source) select id, '', '6714000', 'Ysgol Un', '', '', '', '', '', '', '', '', "
        "true, false, '' from organisations_authority"
    )
    return "6714000"


@pytest.fixture
def class_list(tmp_path: Path) -> Path:
    path = tmp_path / "class.csv"
    path.write_text(
        "UPN,Surname,Forename,DOB,Year group\n,Morgan,Tomos,11/02/2013,9\n,Jenkins,Cerys,03/06/2012,10\n,Price,Ifan,31/02/2014,8\n"
    )
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(pastoral: Callable[..., tuple[object, str, str]], command: str) -> None:
    code, out, _err = pastoral(*command.split(), "--help")
    assert code == 0
    assert "Usage: pastoral" in out


def test_the_command_line_begins_from_outside(made: Installation) -> None:
    done = made.command("--help")
    assert (done.returncode, "Usage: pastoral" in done.stdout) == (0, True)
    assert made.command("no-such-command").returncode == 2


def test_pupils_come_in_once_and_a_rehearsal_writes_nothing(made: Installation, school: str, class_list: Path) -> None:
    rehearsal = made.json("import", "pupils", str(class_list), "--school", school, "--dry-run")
    assert (rehearsal["created"], len(rehearsal["rejected"])) == (2, 1)
    assert made.sql("select count(*) from pupils_pupil") == [(0,)]

    first = made.json("import", "pupils", str(class_list), "--school", school)
    assert set(first) == {"created", "updated", "unchanged", "rejected"}
    assert (first["created"], first["updated"], first["unchanged"]) == (2, 0, 0)
    assert [set(r) for r in first["rejected"]] == [{"row", "field", "reason"}]
    assert made.sql("select count(*) from pupils_pupil") == [(2,)]
    assert made.json("audit", "verify")["sound"] is True

    by_id = str(made.sql("select id from organisations_school")[0][0])
    made.json("import", "pupils", str(class_list), "--school", by_id)
    assert made.sql("select count(*) from pupils_pupil") == [(2,)], "a second time adds nobody"


def test_an_unknown_school_and_a_file_that_is_not_there_are_named(made: Installation, school: str, class_list: Path) -> None:
    done = made.command("import", "pupils", str(class_list), "--school", "0000000")
    assert (done.returncode, "import schools" in done.stderr) == (1, True)
    done = made.command("import", "schools", "no-such-file.csv")
    assert (done.returncode, "no-such-file.csv" in done.stderr) == (2, True)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 100, b"<a/>", b"nothing;like;a register\n1;2;3\n"])
@pytest.mark.parametrize("what", ["schools", "authorities", "pupils"])
def test_a_file_of_another_kind_is_refused_in_a_sentence(
    pastoral: Callable[..., tuple[object, str, str]], world: Any, tmp_path: Path, what: str, content: bytes
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    code, _out, err = pastoral("import", what, str(path), *(["--school", str(world.school.pk)] if what == "pupils" else []))
    assert code == 1
    assert err.startswith("Error: ")
    assert "Something went wrong inside" not in err


def test_the_first_administrator(made: Installation, school: str) -> None:
    who = ("createuser", "--email", "A.Admin@council.invalid", "--name", "A Admin", "--authority", "671", "--password-stdin")
    assert made.command(*who, stdin="short\n").returncode == 1
    assert made.command(*who, stdin=PASSWORD + "\n").returncode == 0
    again = made.command(*who, stdin=PASSWORD + "\n")
    assert (again.returncode, "already" in again.stderr) == (1, True)
    assert made.sql("select email, role from accounts_user u join accounts_membership m on m.user_id = u.id") == [
        ("a.admin@council.invalid", "authority_admin")
    ]
    nowhere = made.command("createuser", "--email", "b@c.invalid", "--name", "B", "--role", "head", "--password-stdin", stdin=PASSWORD)
    assert (nowhere.returncode, "--school" in nowhere.stderr) == (1, True)


def test_the_first_lead_of_a_provider(made: Installation, school: str, tmp_path: Path) -> None:
    directory = tmp_path / "directory.csv"
    directory.write_text("Name,Postcode\nQuay Kitchen,SA11 1AA\nTwin Oaks,SA11 1AB\n")
    made.json("import", "providers", str(directory), "--authority", "671")
    who = ("createuser", "--email", "lead@quay.invalid", "--name", "Nia Quay", "--role", "provider_lead", "--password-stdin")
    nowhere = made.command(*who, stdin=PASSWORD)
    assert (nowhere.returncode, "--provider" in nowhere.stderr) == (1, True)
    unknown = made.command(*who, "--provider", "Quay", stdin=PASSWORD)
    assert (unknown.returncode, "pastoral import providers" in unknown.stderr) == (1, True)
    assert made.sql("select count(*) from accounts_user where email = 'lead@quay.invalid'") == [(0,)]
    assert made.command(*who, "--provider", "quay kitchen", stdin=PASSWORD).returncode == 0
    key = made.sql("select id from providers_provider where name = 'Twin Oaks'")[0][0]
    staff = ("--email", "staff@oaks.invalid", "--name", "Sam Oak", "--role", "provider_staff", "--provider", str(key))
    assert made.command("createuser", *staff, "--password-stdin", stdin=PASSWORD).returncode == 0
    assert made.sql(
        "select p.name, m.role, m.authority_id, m.school_id from accounts_membership m join providers_provider p on p.id = m.provider_id "
        "order by p.name"
    ) == [("Quay Kitchen", "provider_lead", None, None), ("Twin Oaks", "provider_staff", None, None)]
    # a role elsewhere does not take a provider along in silence
    elsewhere = ("createuser", "--email", "e@c.invalid", "--name", "E", "--role", "ewo", "--authority", "671", "--provider", "Twin Oaks")
    odd = made.command(*elsewhere, "--password-stdin", stdin=PASSWORD)
    assert (odd.returncode, "does not work for a provider" in odd.stderr) == (1, True)
    assert made.json("audit", "verify")["sound"] is True


def test_where_an_authority_wants_its_papers_sent(made: Installation, school: str) -> None:
    box = ("mailbox", "--authority", "671", "--title", "PSP mailbox", "--email", "psp@council.invalid")
    assert made.json(*box, "--purpose", "psp") == {"new": True}
    assert made.json(*box[:-1], "support@council.invalid", "--purpose", "psp") == {"new": False}
    assert made.sql("select purpose, email from organisations_mailbox") == [("psp", "support@council.invalid")]
    unknown = made.command(*box, "--purpose", "pigeons")
    assert (unknown.returncode, "wellbeing_and_behaviour" in unknown.stderr) == (1, True)


def test_the_demo_is_not_mixed_with_what_is_there(made: Installation, school: str) -> None:
    done = made.command("demo", "load")
    assert (done.returncode, "demo reset" in done.stderr) == (1, True)
    assert made.json("demo", "load", "--if-empty") == {"loaded": False}
    live = made.command("demo", "reset", "--yes", PASTORAL_MODE="live", PASTORAL_SECRET_KEY="x" * 50)
    assert (live.returncode, "live" in live.stderr) == (1, True)
    assert made.sql("select count(*) from organisations_school") == [(1,)]


def test_a_database_that_is_not_there_is_named(made: Installation) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    done = made.command("audit", "verify", DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere)
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr


def test_a_database_without_tables_is_named(bare: Installation) -> None:
    done = bare.command("nightly")
    assert (done.returncode, "pastoral migrate" in done.stderr) == (1, True)
