"""Where a rule stands: its title, document and place, how strongly it is said, and whether it binds anybody here."""

from __future__ import annotations

from dataclasses import dataclass

from pastoral.records.policy.packs import Pack, said, text_of
from pastoral.rules import drift, engine
from pastoral.rules.catalogue import by_number

NATIONAL = ("ENG", "WAL", "UK", "CAL", "SYS")
UNSETTLED = frozenset({"KNOWLEDGE", "CONFLICT", "NOT ESTABLISHED"})


@dataclass(frozen=True, slots=True)
class Stands:
    """`title` is a message id. `here`: the rule is in force in this authority. `ours`: Pastoral's own, in nobody's guidance.

    `differs`, a message id, says why Pastoral acts otherwise than the catalogue has it.
    """

    title: str
    source: str = ""
    force: str = ""
    here: bool = True
    settled: bool = True
    ours: bool = False
    differs: str = ""


def stands(number: str, pack: Pack | None) -> Stands:
    """Where the rule of a number stands, as an authority reads it. Its own guidance goes by the title that its pack gives it."""
    if number in drift.TITLES:
        return Stands(drift.TITLES[number], ours=True)
    known = by_number().get(number)
    judged = next((rules[number] for rules in engine.RULES.values() if number in rules), None)
    title = judged.title if judged else known.title if known else ""
    force = judged.force if judged else known.entry.force if known else ""
    here = pack is not None and pack.policy.in_force(number)
    source = known.source if known else judged.source if judged else ""
    guidance = _guidance(pack) if here and number.split("-")[0] not in NATIONAL else ""
    if guidance and known:
        source = f"{guidance}: {judged.source if judged else known.entry.source}"
    settled = known is None or known.entry.certainty not in UNSETTLED
    return Stands(title, source, force, here or known is None, settled, differs=known.entry.differs if known else "")


def _guidance(pack: Pack | None) -> str:
    """The title of the authority's own guidance; "" where its pack names none."""
    documents = pack.documents.items() if pack else ()
    return next((said(text_of(document["title"])) for code, document in documents if code.endswith("guidance")), "")
