"""Which pack is in force on which day: from files without a database, and what the rules judge by."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from pastoral.records.policy.files import NoPack, pack_in_force, policy_in_force
from pastoral.records.policy.loading import load
from pastoral.records.policy.packs import pack_from
from pastoral.rules.engine import Policy

PACKS = Path(settings.POLICY_PACKS)
TODAY = dt.date(2026, 11, 21)


class TestFromFiles:
    """`pastoral rules try` judges without a database."""

    def test_an_authority_is_named_by_its_folder_or_its_name(self) -> None:
        policy = policy_in_force("neath-port-talbot", TODAY)
        assert isinstance(policy, Policy)
        assert policy_in_force("Neath Port Talbot", TODAY) == policy
        assert (policy.authority, policy.nation) == ("neath-port-talbot", "wales")

    def test_a_nation_means_its_plain_pack(self) -> None:
        assert policy_in_force("Wales", TODAY).authority == "plain-wales"

    def test_only_a_parameter_with_a_value_is_there_sys_06(self) -> None:
        policy = policy_in_force("neath-port-talbot", TODAY)
        assert policy.value("reduced.max_weeks") == 12
        assert policy.value("psp.signatories") == ("child", "school", "parent")
        assert policy.value("psp.notice_days") is None
        assert "psp.notice_days" not in policy.values

    def test_only_the_nations_and_its_own_families_are_in_force_sys_03(self) -> None:
        welsh, english = policy_in_force("wales", TODAY), policy_in_force("england", TODAY)
        assert welsh.in_force("WAL-EX-02")
        assert not welsh.in_force("ENG-EX-02")
        assert english.in_force("ENG-EX-02")
        assert welsh.severity("NPT-RT-03", "BLOCK") == "OFF"
        assert policy_in_force("neath-port-talbot", TODAY).severity("NPT-RT-03", "BLOCK") == "BLOCK"
        assert not english.in_force("WAL-EX-02")

    def test_severities_hold_what_differs_and_nothing_else(self) -> None:
        text = (PACKS / "authorities/plain-wales/2024-09-01.toml").read_text()
        text += '\n[rules]\nPLAN-06 = "INFO"\nPLAN-05 = "usual"\nWAL-EX-02 = "usual"\n'
        policy = pack_from(load(text.encode(), root=PACKS)).policy
        assert policy.severities["PLAN-06"] == "INFO"
        assert not {"PLAN-05", "WAL-EX-02"} & set(policy.severities)
        assert policy.severity("PLAN-06", "BLOCK") == "INFO"
        assert policy.severity("PLAN-05", "BLOCK") == "BLOCK"

    def test_an_unknown_authority_is_said_with_a_suggestion(self) -> None:
        with pytest.raises(NoPack, match="Did you mean neath-port-talbot"):
            policy_in_force("neath-port-talbott", TODAY)
        with pytest.raises(NoPack, match="No pack is called “Atlantis”"):
            policy_in_force("Atlantis", TODAY)

    def test_a_day_before_the_first_pack_has_none(self) -> None:
        with pytest.raises(NoPack, match="its first one starts on 2024-"):
            policy_in_force("neath-port-talbot", dt.date(2020, 1, 1))

    def test_after_its_end_a_pack_is_not_in_force(self, tmp_path: Path) -> None:
        for name in ("nations", "shared"):
            shutil.copytree(PACKS / name, tmp_path / name)
        folder = tmp_path / "authorities/here"
        folder.mkdir(parents=True)
        text = (PACKS / "authorities/plain-wales/2024-09-01.toml").read_text()
        (folder / "2024-09-01.toml").write_text(text.replace("languages", "ends_on = 2025-08-31\nlanguages"))
        assert pack_in_force("here", dt.date(2025, 8, 31), root=tmp_path).ends_on == "2025-08-31"
        with pytest.raises(NoPack, match="ended on 2025-08-31"):
            pack_in_force("here", dt.date(2025, 9, 1), root=tmp_path)
