"""`pastoral rules list | kinds | try`: what becomes of every rule, and what the rules say of a case that somebody describes.

Neither needs a database: the policy is read from the folder of packs, the case from a JSON file.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from pastoral.records.organisations.calendars import bank_holidays
from pastoral.rules import engine
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar, Term
from pastoral.rules.catalogue import STATUSES, by_number, every_rule
from pastoral.rules.describing import Wrong, WrongFacts, described, field_names, field_types
from pastoral.rules.engine import Look, RuleFinding

from .faults import BadPack
from .files import NoPack, pack_in_force
from .packs import Pack

LARGEST = 1_000_000  # bytes of a described case
RESERVED = ("kind", "calendar", "facts")


class CannotTry(Exception):
    """The case cannot be judged; each reason is one line for the person at the keyboard."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


@click.group()
def rules() -> None:
    """The rule catalogue: what the software does with each rule, and what the rules say of a case."""


@rules.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Only the rules with this status.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_rules(status: str | None, as_json: bool) -> None:
    """Print every rule of the catalogue: implemented, data, not for software, or pending, and why."""
    shown = [one for one in every_rule() if status in (None, one.status)]
    if as_json:
        rows = [
            {"id": one.number, "status": one.status, "title": one.title, "source": one.source, "reason": one.reason}
            for one in shown
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in shown:
        click.echo(f"{one.number:<14} {one.status:<16} {one.title}")
        click.echo(f"{'':<14} {one.reason} Source: {one.source}.")
    click.echo(f"{len(shown)} rules: " + ", ".join(f"{sum(o.status == s for o in shown)} {s}" for s in STATUSES) + ".")


@rules.command("kinds")
@click.argument("kind", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_kinds(kind: str, as_json: bool) -> None:
    """Print the kinds of record that can be tried, or the facts of one KIND and what each may be."""
    every_rule()  # registers every kind
    if kind and kind not in engine.KINDS:
        raise click.BadParameter(f"“{kind[:40]}” is not a kind of record. Allowed: {', '.join(sorted(engine.KINDS))}.")
    if kind:
        allowed = field_types(engine.KINDS[kind].facts)
        lines = [f"{name:<32} {what}" for name, what in allowed.items()]
    else:
        allowed = {code: f"{len(engine.RULES[code])} rules" for code in sorted(engine.KINDS)}
        lines = [f"{code:<20} {what}" for code, what in allowed.items()]
    if as_json:
        click.echo(json.dumps(allowed, ensure_ascii=False))
    else:
        click.echo("\n".join(lines))


@rules.command("try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--authority", required=True, help="The authority's code, for example neath-port-talbot.")
@click.option("--as-of", "as_of", required=True, help="The day on which the case is looked at, as 2026-11-02.")
@click.option("--kind", default="", help="What the case is, for example psp; may stand in the file instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def try_rules(file: Path, authority: str, as_of: str, kind: str, as_json: bool) -> None:
    """Say what an authority's rules find in the case that FILE (JSON) describes. Exit code 1: it cannot be judged."""
    try:
        found, code, pack, look = try_case(file.read_bytes(), authority=authority, as_of=as_of, kind=kind)
    except CannotTry as cannot:
        if as_json:
            click.echo(json.dumps({"ok": False, "errors": list(cannot.reasons)}, ensure_ascii=False))
        else:
            for reason in cannot.reasons:
                click.echo(reason, err=True)
        raise SystemExit(1) from None
    if as_json:
        click.echo(json.dumps(_as_json(found, code, pack, look), ensure_ascii=False))
    else:
        _print(found, code, pack, look)


def try_case(
    content: bytes, *, authority: str, as_of: str, kind: str = "", root: Path | None = None
) -> tuple[tuple[RuleFinding, ...], str, Pack, Look[Any, Any]]:
    """The findings of a described case, its kind, the pack that was in force, and the look. Raises `CannotTry`."""
    every_rule()  # registers every rule
    today = _day(as_of)
    given = _object(content)
    code = _kind(kind or given.get("kind", ""), given)
    record = engine.KINDS[code]
    try:
        facts = described(record.facts, _facts(given, named_outside=bool(kind)))
    except WrongFacts as wrong:
        raise CannotTry(*(str(fault) for fault in wrong.faults)) from wrong
    event_on = record.event_of(facts)
    try:
        # The policy in force on the day of the event, not on the day of looking (SYS-02).
        pack = pack_in_force(authority, event_on or today, root=root or Path(settings.POLICY_PACKS))
    except NoPack as none:
        raise CannotTry(f"--authority: {none}") from none
    except BadPack as bad:
        raise CannotTry(*(str(fault) for fault in bad.faults)) from bad
    policy = pack.psp if code == "psp" else pack.policy
    look: Look[Any, Any] = Look(facts, policy, _calendar(given.get("calendar"), pack, today), today, event_on)
    try:
        return engine.judge(code, look), code, pack, look
    except CalendarUnknown as unknown:
        raise CannotTry(f"A date of this case is too far from {today.isoformat()}: {unknown}") from unknown


def _day(as_of: str) -> date:
    try:
        return datetime.strptime(as_of, "%Y-%m-%d").date()
    except ValueError:
        raise CannotTry(f"--as-of: “{as_of[:40]}” is not a date. Write it as 2026-11-02.") from None


def _object(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise CannotTry(f"The file is larger than {LARGEST // 1000} kB.")
    try:
        given = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise CannotTry("The file is not text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise CannotTry(f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}).") from None
    except RecursionError:
        raise CannotTry("The file is nested too deeply.") from None
    except ValueError as error:
        raise CannotTry(f"The file cannot be read: {error}.") from None
    if not isinstance(given, dict):
        raise CannotTry('The file must hold one JSON object: { "kind": …, "facts": { … } }.')
    return given


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _kind(wanted: object, given: dict[str, Any]) -> str:
    """The kind that is asked for; where nobody says, the only one that has all of these fields."""
    kinds = sorted(engine.KINDS)
    if wanted:
        if wanted not in engine.KINDS:
            raise CannotTry(f"kind: “{str(wanted)[:40]}” is not a kind of record. Allowed: {', '.join(kinds)}.")
        return str(wanted)
    names = set(_facts(given)) if isinstance(_facts(given), dict) else set()
    fitting = [code for code in kinds if names and names <= set(field_names(engine.KINDS[code].facts))]
    if len(fitting) != 1:
        raise CannotTry(
            f"kind: say which kind of record this is, with --kind or in the file. Allowed: {', '.join(kinds)}."
        )
    return fitting[0]


def _facts(given: dict[str, Any], *, named_outside: bool = False) -> Any:
    """What stands under "facts", or the object itself without the words that are ours.

    Some records have a fact called `kind`: in an object without "facts" it is one if the kind was named on the command line.
    """
    if "facts" in given:
        unknown = [key for key in given if key not in RESERVED]
        if unknown:
            raise CannotTry(f"{unknown[0]}: stands beside “facts”. Allowed there: {', '.join(RESERVED)}.")
        return given["facts"]
    ours = {"calendar"} if named_outside and given.get("kind") not in engine.KINDS else set(RESERVED)
    return {key: value for key, value in given.items() if key not in ours}


def _calendar(given: object, pack: Pack, today: date) -> SchoolCalendar:
    """The school's days as described ({"terms": [...], "closed_days": [...]}); otherwise an estimate by the nation's."""
    years = range(today.year - 3, today.year + 4)
    shut = frozenset(bank_holidays(pack.nation, years))
    if given is None:
        return SchoolCalendar(bank_holidays=shut, estimate_around=today)
    faults: list[Wrong] = []
    terms: tuple[Term, ...] = ()
    closed: frozenset[date] = frozenset()
    if not isinstance(given, dict) or not set(given) <= {"terms", "closed_days"} or not given.get("terms"):
        raise CannotTry("calendar: must be an object with “terms” and, if there are any, “closed_days”.")
    try:
        if not isinstance(given["terms"], list):
            raise CannotTry("calendar.terms: must be a list of objects with name, start and end.")
        terms = tuple(described(Term, one) for one in given["terms"])
        closed = frozenset(date.fromisoformat(str(one)) for one in given.get("closed_days", ()))
        calendar = SchoolCalendar(terms=terms, closed_days=closed, bank_holidays=shut, estimate_around=today)
    except WrongFacts as wrong:
        faults += wrong.faults
        raise CannotTry(*(f"calendar.terms: {fault}" for fault in faults)) from wrong
    except (TypeError, ValueError) as error:
        raise CannotTry(f"calendar: {error}") from error
    if (year := calendar.year_without_school()) is not None:
        raise CannotTry(f"calendar: there is no school day in the school year that starts in {year.year}.")
    return calendar


def _as_json(found: tuple[RuleFinding, ...], code: str, pack: Pack, look: Look[Any, Any]) -> dict[str, Any]:
    return {
        "ok": True,
        "kind": code,
        "authority": pack.code,
        "policy_starts_on": pack.starts_on,
        "as_of": look.today.isoformat(),
        "judged_on": look.judged_on.isoformat(),
        "calendar_estimated": look.calendar.is_estimated(look.today),
        "findings": [
            {
                "rule": one.rule,
                "colour": one.colour,
                "effect": one.effect,
                "sentence": one.sentence.english(),
                "remedy": one.remedy.english(),
                "owner": one.owner,
                "due": one.due.isoformat() if one.due else None,
                "about": one.about,
                "stops": list(one.gates) if one.effect == "BLOCK" else [],
                "source": _source(one.rule),
            }
            for one in found
        ],
    }


def _print(found: tuple[RuleFinding, ...], code: str, pack: Pack, look: Look[Any, Any]) -> None:
    click.echo(f"{code.replace('_', ' ')}, by the policy of {pack.title.en} from {pack.starts_on}, on {look.today}")
    if look.calendar.is_estimated(look.today):
        click.echo("School days are estimated: the case names no terms.")
    for one in found:
        click.echo(f"\n{one.rule}  {one.colour}  {one.effect}")
        click.echo(f"  {one.sentence.english()}")
        click.echo(f"  What would help: {one.remedy.english()} ({one.owner.replace('_', ' ')})")
        if one.due:
            click.echo(f"  Due: {one.due.isoformat()}")
        click.echo(f"  Source: {_source(one.rule)}")
    click.echo(f"\n{len(found)} finding{'' if len(found) == 1 else 's'}." if found else "\nThe rules find nothing.")


def _source(number: str) -> str:
    """Where a rule stands in the guidance; a finding may carry the number of a rule of another kind."""
    known = by_number().get(number)
    return known.source if known else ""
