"""`pastoral rules list` and `rules try`: without a database, by the packs in their folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pastoral.records.policy.trying import rules, try_case
from pastoral.rules.catalogue import STATUSES, every_rule

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guides" / "trying-a-rule.md"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(rules, list(arguments))


@pytest.fixture
def tried(tmp_path: Path) -> Any:
    """What `rules try` answers to a described case, as JSON; Neath Port Talbot on 3 November 2026 unless said otherwise."""

    def ask(case: object, *more: str, authority: str = "neath-port-talbot", as_of: str = "2026-11-03") -> Any:
        file = tmp_path / "case.json"
        file.write_text(case if isinstance(case, str) else json.dumps(case))
        return json.loads(run("try", str(file), "--authority", authority, "--as-of", as_of, "--json", *more).stdout)

    return ask


def test_the_list_has_every_rule_with_its_status() -> None:
    listed = json.loads(run("list", "--json").stdout)
    assert [one["id"] for one in listed] == [one.number for one in every_rule()]
    assert all(set(one) == {"id", "status", "title", "source", "reason"} for one in listed)
    assert all(one["status"] in STATUSES and all(one.values()) for one in listed)


def test_the_list_reads_in_plain_lines() -> None:
    shown = run("list", "--status", "not-for-software").output
    assert "WIL-P1" in shown
    assert "NPT-PSP-03" not in shown


def test_t18_code_b_with_worksheets_at_home_is_blocked(tried: Any) -> None:
    case = {"kind": "attendance", "facts": {"sessions": [{"on": "2026-11-02", "code": "B", "place": "home"}]}}
    found = {one["rule"]: one for one in tried(case)["findings"]}
    blocked = found["NPT-RT-18"]
    assert (blocked["effect"], blocked["colour"], blocked["stops"]) == ("BLOCK", "red", ["record_code"])
    assert blocked["sentence"].startswith("Code B on Monday 2 November 2026")
    assert "Neath Port Talbot" in blocked["source"]
    assert blocked["remedy"] == "Use code C."


def test_the_kind_may_stand_in_the_file_in_the_command_or_be_seen_from_the_fields(tried: Any) -> None:
    facts = {"sessions": [{"on": "2026-11-02", "code": "B", "place": "home"}]}
    for answer in (tried({"kind": "attendance", **facts}), tried(facts, "--kind", "attendance"), tried(facts)):
        assert answer["ok"]
        assert answer["kind"] == "attendance"


def test_a_fact_that_is_called_kind_is_a_fact(tried: Any) -> None:
    facts = {"kind": "suspension", "first_day": "2026-11-02", "last_day": "2026-11-03"}
    nested = tried({"kind": "exclusion", "facts": facts}, authority="hillingdon")
    flat = tried(facts, "--kind", "exclusion", authority="hillingdon")
    assert nested["ok"]
    assert flat == nested
    assert nested["judged_on"] == "2026-11-02"


def test_the_kinds_and_their_facts_are_listed() -> None:
    kinds = json.loads(run("kinds", "--json").stdout)
    assert {"psp", "attendance", "graduated_response"} <= set(kinds)
    assert "attendance" in run("kinds").output
    for kind in kinds:
        assert run("kinds", kind).exit_code == 0
    facts = json.loads(run("kinds", "attendance", "--json").stdout)
    assert facts["born"] == "a date such as \"2026-11-02\" or null"
    assert "half: one of “am”, “pm”" in facts["sessions"]
    wrong = run("kinds", "attendence")
    assert wrong.exit_code == 2
    assert "Allowed: attendance" in wrong.output


def test_a_plan_is_judged_by_its_authority_and_no_other(tried: Any) -> None:
    case = {"kind": "psp", "facts": {"status": "meeting"}}
    assert "NPT-PSP-03" in {one["rule"] for one in tried(case)["findings"]}
    assert not any(one["rule"].startswith("NPT") for one in tried(case, authority="plain-england")["findings"])


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"kind": "pps", "facts": {}}, "kind: “pps” is not a kind of record. Allowed: attendance"),
        ({"kind": "psp", "facts": {"lead_name": "x"}}, "lead_name: is not a field here. Did you mean lead?"),
        ({"kind": "psp", "facts": {"meeting_on": "soon"}}, "meeting_on: is “soon”, but must be a date such as"),
        ({"kind": "psp", "facts": {"lead": 3}}, "lead: is 3, but must be text in quotes"),
        ({"kind": "psp", "facts": [], "calendar": None}, "must be an object with fields such as"),
        ({"kind": "psp", "facts": {}, "lead": "x"}, "lead: stands beside “facts”"),
        ({"facts": {"nothing_has_this": 1}}, "kind: say which kind"),
        ({}, "kind: say which kind"),
        ([], "must hold one JSON object"),
        ("{", "Line 1, column 2: this is not JSON"),
        ('{"kind": "psp", "facts": {"x": NaN}}', "NaN is not a number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"kind": ' + "9" * 5000 + "}", "cannot be read"),
        ({"kind": "psp", "facts": {"meeting_on": "0001-01-01", "status": "live"}}, "too far from 2026-11-03"),
        ({"kind": "psp", "calendar": {"terms": 3}, "facts": {}}, "calendar.terms: must be a list"),
        ({"kind": "psp", "calendar": {}, "facts": {}}, "calendar: must be an object"),
        (
            {"kind": "psp", "calendar": {"terms": [{"name": "A", "start": "2026-09-05", "end": "2026-09-06"}]}, "facts": {}},
            "no school day in the school year that starts in 2026",
        ),
        (
            {"kind": "psp", "calendar": {"terms": [{"name": "A", "start": "2026-09-05", "end": "2026-09-01"}]}, "facts": {}},
            "ends (2026-09-01) before it starts",
        ),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_case_that_cannot_be_judged_says_why(tried: Any, case: object, says: str) -> None:
    answer = tried(case)
    assert answer["ok"] is False
    assert says in " ".join(answer["errors"])


def test_an_unknown_authority_and_a_wrong_day_are_named(tried: Any, tmp_path: Path) -> None:
    case = {"kind": "psp", "facts": {}}
    assert "There are: " in tried(case, authority="atlantis")["errors"][0]
    assert "is not a date" in tried(case, as_of="3 November")["errors"][0]
    assert "first one starts on" in tried(case, as_of="2020-01-01")["errors"][0]
    file = tmp_path / "case.json"
    file.write_text("{}")
    refused = run("try", str(file), "--authority", "neath-port-talbot", "--as-of", "2026-11-03")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert "kind: say which kind" in refused.stderr
    assert run("try", str(tmp_path / "none.json"), "--authority", "x", "--as-of", "2026-11-03").exit_code == 2


def test_the_policy_of_the_day_of_the_event_counts() -> None:
    """SYS-02: an exclusion is judged by the policy in force when it began, not when somebody looks."""
    case = b'{"kind": "psp", "facts": {"status": "deciding"}}'
    _found, _kind, pack, look = try_case(case, authority="neath-port-talbot", as_of="2026-11-03")
    assert look.judged_on == date(2026, 11, 3)
    assert pack.starts_on <= "2026-11-03"


def test_a_given_calendar_is_used(tried: Any) -> None:
    autumn = {"name": "Autumn", "start": "2026-09-01", "end": "2026-12-18", "breaks": [{"start": "2026-10-26", "end": "2026-10-30"}]}
    session = {"on": "2026-10-22", "code": "N", "present": False}
    case = {"kind": "attendance", "facts": {"sessions": [session], "boarder": True}}
    by_terms = tried({**case, "calendar": {"terms": [autumn], "closed_days": ["2026-11-02"]}}, authority="plain-england")
    assert by_terms["calendar_estimated"] is False
    assert tried(case, authority="plain-england")["calendar_estimated"] is True
    due = [one["due"] for one in by_terms["findings"] if one["rule"] == "ENG-REG-08"]
    assert due in ([], ["2026-11-06"])  # empty while the nation's pack gives no number of days


def test_the_guide_s_commands_and_cases_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    text = GUIDE.read_text()
    commands = re.findall(r"^\.venv/bin/pastoral rules (.*)$", text, re.MULTILINE)
    assert len(commands) == 6
    for command in commands:
        done = run(*shlex.split(command))
        assert done.exit_code == 0, done.output
    printed = [json.loads(found) for found in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    assert printed[0] == json.loads((GUIDE.parent / "cases" / "reduced-hours.json").read_text())
    for case in printed:
        file = tmp_path / "printed.json"
        file.write_text(json.dumps(case))
        done = run("try", str(file), "--authority", "plain-england", "--as-of", "2026-12-01", "--json")
        assert json.loads(done.stdout)["findings"]


def test_the_command_line_needs_no_database_and_leaves_nothing_behind(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {**os.environ, "PASTORAL_HOME": str(home), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    case = str(GUIDE.parent / "cases" / "reduced-hours.json")
    command = [sys.executable, "-m", "pastoral.config.cli", "rules", "try", case]
    options = ["--authority", "neath-port-talbot", "--as-of", "2026-11-03"]
    done = subprocess.run(  # our own command
        [*command, *options], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "NPT-RT-18  red  BLOCK" in done.stdout
    assert not home.exists()
