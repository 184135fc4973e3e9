"""The parameter table of the rules catalogue (section 6): what each cell says is what that authority's pack says."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from pastoral.records.policy import presenter
from pastoral.records.policy.loading import load
from pastoral.records.policy.packs import NoLocalRule, Pack, Value, pack_from
from pastoral.records.policy.schema import PARAMETERS
from pastoral.rules.catalogue import SOURCES

from .parameter_table import COLUMNS, ROWS, Local, Nation, Shown, Silent

PACKS = Path(settings.POLICY_PACKS)
PLAIN = {"wales": "plain-wales", "england": "plain-england"}
FAMILIES = {
    "neath-port-talbot": "NPT",
    "hillingdon": "HIL",
    "hampshire": "HAM",
    "wiltshire": "WIL",
    "worcestershire": "WOR",
}


@lru_cache(maxsize=32)
def packed(name: str) -> Pack:
    """The newest pack of an authority."""
    return pack_from(load(max((PACKS / "authorities" / name).glob("*.toml")), root=PACKS))


def cells() -> list[Any]:
    return [
        pytest.param(name, said, checks, id=f"row {number}, {row.title}: {name}")
        for number, row in ROWS.items()
        for name, (said, checks) in row.cells.items()
    ]


def value_of(found: Value | NoLocalRule) -> Any:
    return found.value if isinstance(found, Value) else None


@pytest.mark.parametrize(("name", "said", "checks"), cells())
def test_each_cell_is_what_the_pack_says(name: str, said: str, checks: tuple[Local | Silent | Shown, ...]) -> None:
    pack = packed(name)
    shown = {one.key: one for group in presenter.parameters(pack) for one in (*group.told, *group.silent)}
    assert checks
    for check in checks:
        match check:
            case Shown(of, value):
                assert of(pack) == value, said
            case Local(key, value):
                found = pack.parameter(key)
                assert isinstance(found, Value), key
                assert (found.value, found.local) == (value, True), key
                assert found.status == "VERIFIED" or found.source.startswith("ours: "), key
                assert "No local rule" not in str(shown[key].status.text), key
            case Silent(key, stands_in):
                found = pack.parameter(key)
                if stands_in != "the nation's":
                    assert value_of(found) == stands_in, key
                assert isinstance(found, NoLocalRule) or not found.local, key
                assert str(shown[key].status.text).startswith("No local rule"), key


@pytest.mark.parametrize(
    ("said", "checks"),
    [pytest.param(*row.national, id=f"row {number}, {row.title}") for number, row in ROWS.items()],
)
def test_the_last_cell_is_what_the_nation_says(said: str, checks: tuple[Nation | Shown, ...]) -> None:
    assert checks
    for check in checks:
        match check:
            case Shown(of, value):
                assert of(packed(PLAIN["england"])) == value, said
            case Nation(key, value, of):
                found = packed(PLAIN[of]).parameter(key)
                assert value_of(found) == value, key
                assert isinstance(found, NoLocalRule) or not found.local, key


def test_no_row_and_no_parameter_of_a_row_is_left_out() -> None:
    assert list(ROWS) == list(range(1, 34))
    named = {
        check.key
        for row in ROWS.values()
        for _said, checks in (*row.cells.values(), row.national)
        for check in checks
        if not isinstance(check, Shown)
    }
    elsewhere = {  # further parts of what a row says, which it does not number
        "psp.first_review_weeks", "psp.wellbeing_within_days", "psp.send_within_days", "psp.review_copy_within_days",
        "psp.signature_within_days", "reduced.week_kind", "placement.declaration_months", "placement.provision_from_day",
        "provider.full_time_hours",
    }  # fmt: skip
    assert {key for key, parameter in PARAMETERS.items() if parameter.row} - named - elsewhere == set()


def test_the_words_of_the_cells_are_those_of_the_reference(shared_data: Path) -> None:
    reference = shared_data.parent / "domain" / "rules.md"
    if not reference.is_file():
        pytest.skip("the reference is not on this machine")
    table = reference.read_text().split("## 6. Policy parameter")[1].split("## 7.")[0]
    printed = {
        int(cells[0]): cells[1:]
        for line in table.splitlines()
        if line.startswith("| ") and (cells := [cell.strip() for cell in line.strip("|").split("|")])[0].isdigit()
    }
    for number, row in ROWS.items():
        assert [row.title, *(said for said, _ in row.cells.values()), row.national[0]] == printed[number], number
    assert set(printed) == set(ROWS)


@pytest.mark.parametrize("name", COLUMNS)
def test_sys_06_what_is_not_an_authoritys_own_is_its_nations(name: str) -> None:
    """No value comes from another authority: its own come from its own documents or are ours, the rest equal the plain pack's."""
    pack = packed(name)
    plain = packed(PLAIN[pack.nation])
    mine = {"neath-port-talbot": "npt"}.get(name, name)
    own = 0
    for key in PARAMETERS:
        found = pack.parameter(key)
        if isinstance(found, Value) and found.local:
            own += 1
            assert found.source.partition(":")[0] == "ours" or found.source.startswith(f"{mine}-"), key
        else:
            assert value_of(found) == value_of(plain.parameter(key)), key
    assert own > 15


def test_sys_06_a_plain_pack_has_no_value_of_any_authoritys_document() -> None:
    for name in PLAIN.values():
        pack = packed(name)
        for key in PARAMETERS:
            found = pack.parameter(key)
            if isinstance(found, Value):
                assert (found.layer, found.local) == ("nation", False), key
                assert not found.source.startswith(
                    ("npt-", "hillingdon", "hampshire", "wiltshire", "worcestershire")
                ), key


ENGLISH = {"ENG", "HIL", "HAM", "WIL", "WOR"}
WELSH = {"WAL", "NPT"}


@pytest.mark.parametrize("name", [*COLUMNS, *PLAIN.values()])
def test_sys_03_no_number_of_the_other_nation_or_of_another_authority_is_applied(name: str) -> None:
    pack = packed(name)
    mine = {"england": "ENG", "wales": "WAL"}[pack.nation]
    allowed = {mine, FAMILIES.get(name, mine)}
    numbers = [entry.number for source in SOURCES for entry in source.ENTRIES]
    foreign = [number for number in numbers if number.split("-")[0] in (ENGLISH | WELSH) - allowed]
    assert len(foreign) > 100
    for number in foreign:
        assert pack.policy.severity(number, "BLOCK") == "OFF", number
        assert pack.psp.severity(number, "BLOCK") == "OFF", number
    for number in (number for number in numbers if number.split("-")[0] in allowed):
        assert pack.policy.severity(number, "WARN") == "WARN", number
