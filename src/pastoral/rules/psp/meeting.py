"""NPT-PSP-11 to 14, 23, 24 and 27: what the meeting settles, and the gate to "agreed" (rules catalogue 3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.commitments import Party, acting, check_commitment, only_child_acts, school_acts, short
from pastoral.rules.outcomes import TEST_NAMES
from pastoral.rules.psp.catalogue import Also, Look, RuleFinding, rule
from pastoral.rules.psp.facts import FACTOR_LABELS, SIGNATORY_LABELS
from pastoral.rules.psp.preparing import AGREED, due_after
from pastoral.rules.sentences import mark, say

WRITTEN = ("meeting", *AGREED)


@rule(
    "NPT-PSP-11", mark("The meeting considers every factor"),
    source="Stage Four", force="S", effect="RECORD",
    also=(Also("PLAN-11"),),
)  # fmt: skip
def npt_psp_11_factors(look: Look) -> Iterator[RuleFinding]:
    left = [factor for factor in look.policy.factors if factor not in look.facts.factors_considered]
    if look.facts.status == "meeting" and left:
        names = tuple(say("NPT-PSP-11.factor", FACTOR_LABELS.get(factor, factor)) for factor in left)
        yield RuleFinding(
            "NPT-PSP-11", "INFO",
            say("NPT-PSP-11", "Not talked about yet: {names}.", names=names),
            say("NPT-PSP-11.remedy", "Talk about each, or tick that it plays no part."),
            "lead",
        )  # fmt: skip


@rule(
    "NPT-PSP-12", mark("Outcomes are personal, specific and measurable"),
    source="Stage Four; form", force="S", effect="RECORD",
    also=(Also("PLAN-12"),),
)  # fmt: skip
def npt_psp_12_outcomes(look: Look) -> Iterator[RuleFinding]:
    facts, wanted = look.facts, look.policy.outcomes_wanted
    if look.facts.status not in WRITTEN:
        return
    written = [outcome for outcome in facts.outcomes if outcome.statement.strip()]
    reasoned = bool(facts.fewer_outcomes_reason.strip()) and len(written) > 0
    if len(written) < wanted and not reasoned:
        yield RuleFinding(
            "NPT-PSP-12", "BLOCK",
            say("NPT-PSP-12", "Outcomes written: {written} of {wanted}.", written=len(written), wanted=wanted),
            say("NPT-PSP-12.remedy", "Write the missing outcomes, or write at least one and say why there are fewer."),
            "lead", gates=("agree",),
        )  # fmt: skip
    for outcome in written:
        if outcome.failing and look.policy.outcome_sequence:
            yield RuleFinding(
                "NPT-PSP-12", "WARN",
                say(
                    "NPT-PSP-12.tests", "“{outcome}” is not yet: {checks}.", outcome=short(outcome.statement),
                    checks=tuple(say("NPT-PSP-12.check", TEST_NAMES.get(letter, letter)) for letter in outcome.failing),
                ),
                say("NPT-PSP-12.tests.remedy", "Open the outcome and go through the checks with the child."),
                "lead", about=f"outcome:{outcome.key}",
            )  # fmt: skip


@rule(
    "NPT-PSP-13", mark("Everyone acts, not only the child"),
    source="Collaborative process; form", force="M", effect="WARN",
    also=(Also("HIL-PSP-05", "What is a PSP", "S", "WARN", mark("The school takes on something more")), Also("PLAN-13"),),
)  # fmt: skip
def npt_psp_13_commitments(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status not in WRITTEN:
        return
    if only_child_acts(facts.commitments):
        yield RuleFinding(
            "NPT-PSP-13", "WARN",
            say("NPT-PSP-13", "In this plan only the child has something to do."),
            say("NPT-PSP-13.remedy", "Agree what the school, the family and others will do."),
            "lead",
        )  # fmt: skip
    if not school_acts(facts.commitments):
        yield RuleFinding(
            "NPT-PSP-13", "BLOCK",
            say("NPT-PSP-13.school", "The school has not agreed to do anything."),
            say("NPT-PSP-13.school.remedy", "Write what the school will do to help and when things go wrong."),
            "lead", about="commitments:school", gates=("agree",),
        )  # fmt: skip
    if Party.PARENT not in acting(facts.commitments):
        yield RuleFinding(
            "NPT-PSP-13", "BLOCK",
            say("NPT-PSP-13.parent", "The family has not agreed to do anything."),
            say("NPT-PSP-13.parent.remedy", "Write what the family will do, in their words."),
            "lead", about="commitments:parent", gates=("agree",),
        )  # fmt: skip
    for number, promise in enumerate(facts.commitments, start=1):
        for sentence in check_commitment(promise):
            yield RuleFinding(
                "NPT-PSP-13", "WARN", sentence,
                say("NPT-PSP-13.promise.remedy", "Open what was agreed and fill the gap."),
                "lead", about=f"commitment:{promise.key or number}",
            )  # fmt: skip


@rule(
    "NPT-PSP-14", mark("The child, the school and a parent sign"),
    source="Stage Four", force="S", effect="BLOCK",
    also=(Also("HIL-PSP-15", "Running the initial meeting", "S", title=mark("Everyone present signs")), Also("PLAN-14"),),
)  # fmt: skip
def npt_psp_14_signatures(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status not in WRITTEN:
        return
    gates = ("agree", "send", "begin")
    if look.policy.everyone_signs and not facts.present:
        yield RuleFinding(
            "NPT-PSP-14", "BLOCK",
            say("NPT-PSP-14.present", "Nobody is marked as present, and everyone present signs."),
            say("NPT-PSP-14.present.remedy", "Say who is here."),
            "lead", about="attendees", gates=gates,
        )  # fmt: skip
    for party, who in signers(look):
        signature = facts.signature_of(party)
        about = f"signature:{party}"
        if signature.is_answered:
            continue
        if not signature.binds:
            yield RuleFinding(
                "NPT-PSP-14", "BLOCK",
                say("NPT-PSP-14.changed", "The plan was changed after it was signed by {who}.", who=who),
                say("NPT-PSP-14.changed.remedy", "Ask for the signature again."),
                "lead", about=about, gates=gates,
            )  # fmt: skip
        elif signature.state == "refused":
            yield RuleFinding(
                "NPT-PSP-14", "BLOCK",
                say("NPT-PSP-14.refused", "Not signed by {who}, and no reason is written.", who=who),
                say("NPT-PSP-14.refused.remedy", "Write down their reason in their own words."),
                "lead", about=about, gates=gates,
            )  # fmt: skip
        elif signature.is_explained:
            if look.facts.status in AGREED:
                yield RuleFinding(
                    "NPT-PSP-14", "TASK",
                    say("NPT-PSP-14.later", "Still to be signed by {who}.", who=who),
                    say("NPT-PSP-14.later.remedy", "Send them the plan to sign."),
                    "lead", due_after(look, facts.agreed_on, look.policy.signature_within), about,
                )  # fmt: skip
        else:
            yield RuleFinding(
                "NPT-PSP-14", "BLOCK",
                say("NPT-PSP-14", "Not yet signed by {who}.", who=who),
                say("NPT-PSP-14.remedy", "Ask them to sign or to say why not, or record why they can't sign now."),
                "lead", about=about, gates=gates,
            )  # fmt: skip


def signers(look: Look) -> Iterator[tuple[str, object]]:
    """Who has to sign, as the key of a signature and in words: the pack's parties, or everyone who was there."""
    if look.policy.everyone_signs:
        yield from ((f"attendee:{one.key}", one.name) for one in look.facts.present)
    else:
        for party in look.policy.signatories:
            yield party, say("NPT-PSP-14.who", SIGNATORY_LABELS.get(party, party))


@rule(
    "NPT-PSP-23", mark("The PSP feeds the IDP and never replaces it"),
    source="Purpose", force="S", effect="RECORD",
    also=(Also("PLAN-23"),),
)  # fmt: skip
def npt_psp_23_idp_outcomes(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status in WRITTEN and facts.idp_reference.strip() and not facts.idp_outcomes_linked:
        yield RuleFinding(
            "NPT-PSP-23", "INFO",
            say("NPT-PSP-23", "The outcomes are not linked to the individual development plan."),
            say("NPT-PSP-23.remedy", "Say which outcomes of the individual development plan they feed."),
            "alnco",
        )  # fmt: skip


@rule(
    "NPT-PSP-24", mark("Reasonable adjustments are considered for a disabled child"),
    source="Purpose", force="M", effect="WARN",
    also=(Also("WOR-GEN-12", "Legislation and Policy", "M"), Also("PLAN-24"),),
)  # fmt: skip
def npt_psp_24_adjustments(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status in WRITTEN and look.facts.disabled and not look.facts.adjustments.strip():
        yield RuleFinding(
            "NPT-PSP-24", "WARN",
            say("NPT-PSP-24", "The child is disabled, but no reasonable adjustment is written down."),
            say("NPT-PSP-24.remedy", "Write which adjustments were considered and which are made."),
            "lead", gates=("agree",),
        )  # fmt: skip


@rule(
    "NPT-PSP-27", mark("The child's voice is in the plan, and how it was heard"),
    source="Introduction; The Child", force="S", effect="BLOCK",
    also=(Also("PLAN-27"),),
)  # fmt: skip
def npt_psp_27_childs_views(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status not in WRITTEN:
        return
    if not look.facts.child_views.strip():
        yield RuleFinding(
            "NPT-PSP-27", "BLOCK",
            say("NPT-PSP-27", "The child's views are missing."),
            say("NPT-PSP-27.remedy", "Ask the child and write down what they said or showed."),
            "key_adult", about="child_views", gates=("agree",),
        )  # fmt: skip
    elif not look.facts.child_views_method.strip():
        yield RuleFinding(
            "NPT-PSP-27", "BLOCK",
            say("NPT-PSP-27.method", "Nothing says how the child's views were gathered."),
            say("NPT-PSP-27.method.remedy", "Say how: talking, drawing, a form, someone they chose."),
            "key_adult", about="child_views_method", gates=("agree",),
        )  # fmt: skip
