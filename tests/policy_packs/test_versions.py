"""Which pack is in force on which day: from files without a database, and what the rules judge by."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from pastoral.foundation.access.row_security import entered
from pastoral.records.policy.files import NoPack, files_of, pack_in_force, policy_in_force
from pastoral.records.policy.loading import load
from pastoral.records.policy.packs import forget_packs, pack_from, pack_of
from pastoral.records.policy.queries import version_in_force
from pastoral.records.policy.services import publish_for
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


class TestT29:
    """England changed on 26 July 2026: the day of the event decides, not today's (SYS-02)."""

    COUNCILS = ("england", "hillingdon", "hampshire", "wiltshire", "worcestershire", "vale-of-arden")
    LAST_DAY, FIRST_DAY = dt.date(2026, 7, 25), dt.date(2026, 7, 26)

    @pytest.mark.parametrize("council", COUNCILS)
    def test_t29_a_direction_by_an_academy_is_under_the_old_arrangements_on_20_july_and_the_new_on_27(
        self, council: str
    ) -> None:
        before, after = policy_in_force(council, dt.date(2026, 7, 20)), policy_in_force(council, dt.date(2026, 7, 27))
        assert before.value("direction.academies_from") is None
        assert after.value("direction.academies_from") == self.FIRST_DAY

    @pytest.mark.parametrize("council", COUNCILS)
    def test_t29_the_change_is_on_the_day_itself(self, council: str) -> None:
        on_the_last, on_the_first = (pack_in_force(council, day) for day in (self.LAST_DAY, self.FIRST_DAY))
        assert on_the_last.starts_on < on_the_first.starts_on == "2026-07-26"
        assert [one.policy.value("managed_move.trial_allowed") for one in (on_the_last, on_the_first)] == [None, False]

    @pytest.mark.parametrize("council", ["wales", "neath-port-talbot"])
    def test_t29_wales_did_not_change(self, council: str) -> None:
        assert policy_in_force(council, self.LAST_DAY) == policy_in_force(council, self.FIRST_DAY)

    def test_t29_published_versions_do_the_same(self, world: Any) -> None:
        forget_packs()
        with entered(world.system(world.other_authority)) as by:
            old, new = publish_for(world.other_authority, by=by, like="hillingdon")
        council = world.other_authority.pk
        assert version_in_force(council, dt.date(2026, 7, 20)) == old
        assert version_in_force(council, dt.date(2026, 7, 27)) == new
        assert pack_of(new.pk).policy.value("direction.academies_from") == self.FIRST_DAY


def test_the_newest_pack_of_every_council_stands_on_its_nations_newest_law() -> None:
    """Whoever adds a version of a nation's pack must bring every council of it along."""
    newest = {nation.name: sorted(nation.glob("*.toml"))[-1].stem for nation in (PACKS / "nations").iterdir()}
    for folder in [*(PACKS / "authorities").iterdir(), *(PACKS / "examples").iterdir()]:
        last = files_of(folder.name, root=PACKS)[-1]
        content = load(last, root=PACKS)
        assert content["extends"] == f"{content['nation']}/{newest[content['nation']]}", last


def test_a_version_of_before_there_were_families_and_codes_is_read_as_it_was() -> None:
    """A published version never changes: what an installation published with the first release still judges its plans."""
    content = load(PACKS / "authorities/neath-port-talbot/2024-09-01.toml", root=PACKS)
    for key in ("families", "codes"):
        del content[key]
    for group in ("attendance", "plan", "placement", "findings"):
        content["parameters"] = {k: v for k, v in content["parameters"].items() if not k.startswith(f"{group}.")}
    for stage in content["stages"].values():
        stage.pop("uses", None)
    old = pack_from(content)
    assert old.psp.max_review_weeks.count == 6
    assert old.psp.in_force("NPT-PSP-16")
    assert old.policy.in_force("WAL-EX-02")
    assert not old.policy.in_force("ENG-EX-02")
    assert old.policy.value("placement.dbs_years") is None
    assert old.codes == {}
