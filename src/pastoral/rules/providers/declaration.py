"""The safeguarding declaration of a provider (NPT-AP-06, F-NPT-07): what it must say, and when it runs out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from pastoral.rules.engine import Policy, RuleFinding
from pastoral.rules.needs import Need, blank, lacking, listed
from pastoral.rules.providers.facts import Declaration
from pastoral.rules.providers.registry import PLACE, Look, provider
from pastoral.rules.sentences import mark


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 28 February."""
    return months_after(day, years * 12)


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def declaration_expires(declaration: Declaration, policy: Policy) -> date | None:
    """F-NPT-07: the earliest of the yearly renewal and the day on which any DBS check is too old; None if unsigned.

    The renewal is `placement.declaration_months`, the age of a check `placement.dbs_years`.
    """
    if declaration.signed_on is None:
        return None
    months, years = policy.value("placement.declaration_months"), policy.value("placement.dbs_years")
    days = [months_after(declaration.signed_on, months)] if months else []
    if years:
        days += [years_after(member.dbs_on, years) for member in declaration.staff if member.dbs_on]
    return min(days, default=None)


@provider(
    "NPT-AP-06", mark("A senior member of the provider confirms the checks on all staff"),
    source="Safeguarding Duties; Appendix 1; the declaration", force="M", effect="BLOCK",
)  # fmt: skip
def npt_ap_06_declaration(look: Look) -> Iterator[RuleFinding]:
    if not listed(look.policy.value("placement.vetting"), "declaration"):
        return
    declaration = look.facts.declaration
    if declaration is None or declaration.signed_on is None:
        yield from lacking(
            "NPT-AP-06", "BLOCK", "provider",
            Need(
                True, "declaration",
                mark("The provider has not signed the safeguarding declaration."),
                mark("Ask a senior member of the provider to sign it."),
            ),
            gates=PLACE,
        )  # fmt: skip
        return
    yield from lacking("NPT-AP-06", "BLOCK", "provider", *_unconfirmed(declaration, look.policy), gates=PLACE)
    yield from lacking("NPT-AP-06", "BLOCK", "provider", *_of_staff(declaration, look), gates=PLACE)
    expires = declaration_expires(declaration, look.policy)
    yield from lacking(
        "NPT-AP-06", "BLOCK", "provider",
        Need(
            expires is not None and expires < look.today, "expired",
            mark("The declaration ran out on {expires}."), mark("Ask for a new declaration."), {"expires": expires},
            gates=PLACE,
        ),
        Need(
            declaration.sent_to_authority_on is None, "sent",
            mark("The authority does not have the declaration."),
            mark("Send it to the Deputy Education Safeguarding Officer and record the day."), effect="TASK", owner="lead",
        ),
    )  # fmt: skip


def _unconfirmed(declaration: Declaration, policy: Policy) -> Iterator[Need]:
    years, references = policy.value("placement.dbs_years"), policy.value("placement.references")
    yield Need(
        declaration.dbs is not True, "dbs",
        mark("Not confirmed: every member of staff has an enhanced DBS check of the last {years} years without concern."),
        mark("The provider confirms it, or the placement waits."), {"years": years},
    )  # fmt: skip
    yield Need(
        declaration.references is not True, "references",
        mark("Not confirmed: at least {references} good references for every member of staff."),
        mark("The provider confirms it, or the placement waits."), {"references": references},
    )  # fmt: skip
    yield Need(
        declaration.training is not True, "training",
        mark("Not confirmed: safeguarding training of every member of staff, renewed at least every year."),
        mark("The provider confirms it, or the placement waits."),
    )  # fmt: skip
    yield Need(
        declaration.suitability is not True, "suitability",
        mark("Not confirmed: no concern about the suitability of any member of staff to work with children."),
        mark("The provider confirms it, or the placement waits."),
    )  # fmt: skip
    yield Need(
        declaration.tells_at_once is not True, "tells_at_once",
        mark("The provider has not promised to tell the school's Designated Safeguarding Officer of any concern at once."),
        mark("The provider promises it, or the placement waits."),
    )  # fmt: skip
    for missing, about, sentence in (
        (blank(declaration.organisation), "organisation", mark("The declaration names no organisation.")),
        (blank(declaration.signed_by), "signed_by", mark("The declaration does not say who signed it.")),
        (blank(declaration.position), "position", mark("The declaration does not say the position of who signed it.")),
        (declaration.is_senior is not True, "senior", mark("The declaration is not signed by a senior member.")),
        (blank(declaration.returned_to), "returned_to", mark("The declaration names no school it goes back to.")),
    ):
        yield Need(missing, about, sentence, mark("Ask for a complete declaration."))


def _of_staff(declaration: Declaration, look: Look) -> Iterator[Need]:
    """Where the provider lists its staff, the dates must bear out what it confirms."""
    policy = look.policy
    years, wanted = policy.value("placement.dbs_years"), policy.value("placement.references")
    months = policy.value("placement.training_months")
    for member in declaration.staff:
        who = {"who": member.who}
        old = member.dbs_on is None or (years is not None and years_after(member.dbs_on, years) < look.today)
        untrained = member.trained_on is None or (
            months is not None and months_after(member.trained_on, months) < look.today
        )
        yield Need(
            old, f"staff:{member.who}:dbs",
            mark("The DBS check of {who} is missing or too old."), mark("Ask for a new check."), who,
        )  # fmt: skip
        yield Need(
            wanted is not None and (member.references or 0) < wanted, f"staff:{member.who}:references",
            mark("There are too few references for {who}."), mark("Ask for them."), who,
        )  # fmt: skip
        yield Need(
            untrained, f"staff:{member.who}:training",
            mark("The safeguarding training of {who} is missing or more than a year old."), mark("Ask for new training."),
            who, effect="WARN", gates=(),
        )  # fmt: skip
