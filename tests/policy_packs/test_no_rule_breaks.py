"""Whatever is recorded or left out, for every kind of record and by every pack: the rules answer in whole sentences."""

from __future__ import annotations

import random
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from pastoral.records.policy.files import pack_in_force
from pastoral.rules import engine
from pastoral.rules.calendar import Break, SchoolCalendar, Term
from pastoral.rules.catalogue import by_number, every_rule
from pastoral.rules.engine import COLOURS, Look
from pastoral.rules.exclusions.totals import KINDS as EXCLUSION_KINDS
from pastoral.rules.reduced.hours import KINDS as SLOT_KINDS
from pastoral.rules.reduced.hours import SETTINGS

every_rule()  # registers every kind
KINDS = sorted(engine.KINDS)
TODAY = date(2026, 11, 2)
ROUNDS = 25
AUTHORITIES = sorted(path.name for path in (Path(settings.POLICY_PACKS) / "authorities").iterdir() if any(path.glob("*.toml")))
CALENDAR = SchoolCalendar(
    terms=(
        Term("Autumn", date(2026, 9, 1), date(2026, 12, 18), (Break(date(2026, 10, 26), date(2026, 10, 30)),)),
        Term("Spring", date(2027, 1, 4), date(2027, 3, 19), (Break(date(2027, 2, 8), date(2027, 2, 12)),)),
        Term("Summer", date(2027, 4, 5), date(2027, 7, 20)),
    )
)
# Fields of small parts that only take certain words.
FITTING: dict[str, tuple[object, ...]] = {
    "starts": ("09:00", "10:30"), "ends": ("12:00", "15:00"), "week": (1, 2), "day": (1, 2, 5),
    "kind": (*SLOT_KINDS, *EXCLUSION_KINDS), "setting_kind": SETTINGS,
}  # fmt: skip
WORDS = ("", " ", "yes", "medical", "behaviour", "active", "agreed", "live", "provider", "home", "am", "B", "C2", "N")


def anything(wanted: Any, chance: random.Random, depth: int = 0) -> Any:
    """A value of a type, often empty; dates lie within the school year and the two before."""
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return anything(chance.choice(inner), chance, depth)
    if origin is typing.Literal:
        return chance.choice(inner)
    if origin in (tuple, frozenset, list, set):
        if origin is tuple and (len(inner) != 2 or inner[1] is not Ellipsis):
            return tuple(anything(one, chance, depth + 1) for one in inner)
        return origin(anything(inner[0], chance, depth + 1) for _ in range(chance.choice((0, 0, 1, 2, 3))))
    if is_dataclass(wanted) and isinstance(wanted, type):
        return some(wanted, chance, depth + 1)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return chance.choice(list(wanted))
    simple: dict[Any, Any] = {
        str: lambda: chance.choice(WORDS),
        bool: lambda: chance.random() < 0.5,
        int: lambda: chance.choice((0, 1, 2, 3, 5, 6, 7, 11, 12, 45, 90)),
        float: lambda: chance.choice((0.0, 0.25, 0.5, 5.0, 24.0, 32.5)),
        Decimal: lambda: Decimal(chance.choice(("0", "0.25", "5", "5.5", "45"))),
        date: lambda: TODAY + timedelta(days=chance.randint(-500, 200)),
        time: lambda: time(chance.randint(8, 16), chance.choice((0, 30))),
        type(None): lambda: None,
    }
    if wanted not in simple:
        raise TypeError(f"{wanted} is no type for a fact")
    return simple[wanted]()


def some(facts: type[Any], chance: random.Random, depth: int = 0) -> Any:
    """Facts with some fields left as they are and some filled with anything."""
    hints = typing.get_type_hints(facts)
    for _try in range(200):
        filled = {
            field.name: _fitting(field.name, hints[field.name], chance, depth)
            for field in fields(facts)
            if field.init and chance.random() < 0.6
        }
        needed = {f.name: _fitting(f.name, hints[f.name], chance, depth) for f in fields(facts) if f.init and _has_none(f)}
        try:
            return facts(**{**needed, **filled})
        except ValueError:  # a period that ends before it starts, and the like: facts that cannot be
            continue
    raise AssertionError(f"no facts of {facts.__name__} could be made up")


def _fitting(name: str, wanted: Any, chance: random.Random, depth: int) -> Any:
    fitting = [one for one in FITTING.get(name, ()) if wanted in (str, int) and isinstance(one, wanted)]
    return chance.choice(fitting) if fitting else anything(wanted, chance, depth)


def _has_none(field: Any) -> bool:
    from dataclasses import MISSING

    return field.default is MISSING and field.default_factory is MISSING


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_rules_answer_whatever_is_recorded(authority: str, kind: str) -> None:
    pack = pack_in_force(authority, TODAY)
    policy: Any = pack.psp if kind == "psp" else pack.policy
    chance = random.Random(f"{authority} {kind}")  # the same facts each time
    record = engine.KINDS[kind]
    for _ in range(ROUNDS):
        facts = some(record.facts, chance)
        for found in engine.judge(kind, Look(facts, policy, CALENDAR, TODAY, record.event_of(facts))):
            assert found.effect in COLOURS
            assert found.colour in ("red", "amber", "green")
            assert found.rule in by_number()
            assert found.owner
            for sentence in (found.sentence, found.remedy):
                assert "{" not in sentence.english()
                assert sentence.english().strip().endswith((".", "?", "!", "”"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_rule_of_another_nation_or_authority_speaks(kind: str) -> None:
    """SYS-03 and SYS-06, for everything that the rules say of the same facts."""
    others = {"neath-port-talbot": ("ENG", "HIL", "HAM", "WIL", "WOR"), "hillingdon": ("WAL", "NPT", "HAM", "WIL", "WOR")}
    for authority, foreign in others.items():
        pack = pack_in_force(authority, TODAY)
        policy: Any = pack.psp if kind == "psp" else pack.policy
        chance = random.Random(kind)
        record = engine.KINDS[kind]
        for _ in range(ROUNDS):
            facts = some(record.facts, chance)
            seen = engine.judge(kind, Look(facts, policy, CALENDAR, TODAY, record.event_of(facts)))
            assert [one.rule for one in seen if one.rule.partition("-")[0] in foreign] == []
