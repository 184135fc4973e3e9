"""The author's guide is tried: its examples together make a sixth, invented authority's pack."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from pastoral.config.environment import PROJECT_ROOT
from pastoral.records.policy.loading import load
from pastoral.records.policy.packs import NoLocalRule, pack_from, said

PACKS = Path(settings.POLICY_PACKS)


def test_the_examples_of_the_guide_make_a_pack() -> None:
    guide = (PROJECT_ROOT / "docs/guides/policy-packs.md").read_text()
    examples = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    assert len(examples) == 4
    plain = (PACKS / "authorities/plain-wales/2024-09-01.toml").read_text()
    text = plain.replace("plain-wales", "aberllan") + "\n".join(examples)
    pack = pack_from(load(text.encode(), root=PACKS, name="aberllan.toml"))
    assert pack.psp.max_review_weeks.count == 8
    assert isinstance(pack.parameter("psp.notice_days"), NoLocalRule)
    assert said(pack.labels.role("ewo")) == "Attendance officer"
    assert [r.mailbox for r in pack.recipients("exclusion_risk")] == ["wellbeing_and_behaviour"]
    assert pack.forms["psp"].section("reason").title.cy == "Pam rydym yma"
    assert dict(pack.psp.severities)["NPT-PSP-10"] == "INFO"
