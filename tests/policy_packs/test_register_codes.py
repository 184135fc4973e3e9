"""The register's codes stand in the nations' packs, for people, and in the rules, for judging: both say the same."""

from __future__ import annotations

from datetime import date

import pytest

from pastoral.records.policy.files import pack_in_force
from pastoral.rules.attendance import codes_in_force


@pytest.mark.parametrize("nation", ["england", "wales"])
def test_the_packs_and_the_rules_have_the_same_codes(nation: str) -> None:
    day = date(2026, 11, 2)
    said = {code.code: (code.counts, code.status, code.counts_status) for code in pack_in_force(nation, day).codes.values()}
    judged = {code.code: (code.counts, code.status, code.counts_status) for code in codes_in_force(nation, day).codes.values()}
    assert said == judged
