"""Managed moves: ENG-MM-01 to 03, ENG-26-07, WIL-REP-01, WOR-MM-01."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import KNOWLEDGE, Need, blank, lacking
from pastoral.rules.placements.registry import MoveLook, managed_move
from pastoral.rules.sentences import mark

OPEN = ("proposed", "agreed", "moved")
AGREE = ("agree", "start")


@managed_move(
    "ENG-MM-01", mark("A managed move is agreed by everybody, and nobody is threatened into it"),
    source="Statutory guidance on managed moves", force="M", effect="BLOCK",
)  # fmt: skip
def eng_mm_01_consent(look: MoveLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in OPEN:
        yield from lacking(
            "ENG-MM-01", "BLOCK", "head",
            Need(
                facts.parent_agreed_on is None, "consent:parent",
                mark("The parents have not agreed to the move."), mark("Ask them. Without them there is no move."),
            ),
            Need(
                facts.home_head_agreed_on is None, "consent:home",
                mark("The head of the child's school has not agreed to the move."), mark("Record the agreement."),
            ),
            Need(
                facts.new_head_agreed_on is None, "consent:new",
                mark("The head of the new school has not agreed to the move."), mark("Record the agreement."),
            ),
            Need(
                facts.exclusion_threatened is True, "threat",
                mark("The move was put to the family as the way round an exclusion. That is never allowed."),
                mark("Stop the move, and start again with the family only if they want it."),
            ),
            Need(
                blank(facts.pupil_views), "pupil_views",
                mark("The child's own views of the move are missing."), mark("Ask the child and write the answer."),
                effect="WARN", owner="key_adult", gates=(),
            ),
            gates=AGREE,
        )  # fmt: skip


@managed_move(
    "ENG-MM-02", mark("A trial is an off-site direction first"),
    source="Statutory guidance on managed moves", force="M", effect="BLOCK",
)  # fmt: skip
def eng_mm_02_no_trial(look: MoveLook) -> Iterator[RuleFinding]:
    if look.facts.stage in OPEN and look.policy.value("managed_move.trial_allowed") is not True:
        yield from lacking(
            "ENG-MM-02", "BLOCK", "head",
            Need(
                look.facts.is_trial, "trial",
                mark("This managed move is on trial. A trial is an off-site direction."),
                mark("Make it a direction first; when it goes well, agree the move."),
            ),
            gates=AGREE,
        )  # fmt: skip


@managed_move(
    "ENG-MM-03", mark("The authority changes the education, health and care plan before the move"),
    source="Rules catalogue 2.4", force="M", effect="WARN",
)  # fmt: skip
def eng_mm_03_plan_amended(look: MoveLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in OPEN:
        yield from lacking(
            "ENG-MM-03", "WARN", "authority",
            Need(
                facts.has_ehcp and facts.plan_amended_on is None, "ehcp",
                mark("The child's education, health and care plan has not been changed for the move."),
                mark("Ask the authority to change it first. {status}"), {"status": KNOWLEDGE}, due=facts.starts_on,
            ),
            gates=AGREE,
        )  # fmt: skip


@managed_move(
    "ENG-26-07", mark("A managed move is permanent"),
    source="Rules catalogue 2.3.1; what changed on 26 July 2026", force="M", effect="BLOCK",
    valid_from=date(2026, 7, 26),
)  # fmt: skip
def eng_26_07_permanent(look: MoveLook) -> Iterator[RuleFinding]:
    if look.facts.stage in OPEN:
        yield from lacking(
            "ENG-26-07", "BLOCK", "head",
            Need(
                look.facts.ends_on is not None, "ends_on",
                mark("The move has a last day. A managed move is permanent."),
                mark("Take the day away, or make it an off-site direction."),
            ),
            gates=AGREE,
        )  # fmt: skip


@managed_move(
    "WIL-REP-01", mark("Each managed move is reported to the council"),
    source="P5", force="M", effect="TASK",
)  # fmt: skip
def wil_rep_01_move(look: MoveLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in ("agreed", "moved"):
        yield from lacking(
            "WIL-REP-01", "TASK", "head",
            Need(
                facts.council_told_on is None, "council",
                mark("The managed move has not been reported to the council."), mark("Report it and record the day."),
                due=facts.starts_on,
            ),
        )  # fmt: skip


@managed_move(
    "WOR-MM-01", mark("A managed move is exceptional, and the Fair Access Panel sees it"),
    source="Managed Moves", force="S", effect="WARN",
)  # fmt: skip
def wor_mm_01_panel(look: MoveLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in OPEN:
        yield from lacking(
            "WOR-MM-01", "WARN", "head",
            Need(
                blank(facts.best_interest), "best_interest",
                mark("Nothing says why the move is best for this child."), mark("Write why a fresh start helps."),
            ),
            Need(
                facts.panel_on is None, "panel",
                mark("The Fair Access Panel has not seen the move."), mark("Take it to the next meeting of the panel."),
            ),
        )  # fmt: skip
