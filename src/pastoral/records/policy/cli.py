"""`pastoral policy check | show | diff | publish | schema`: for the officer who writes a pack and the person who installs it.

`config/cli.py` sets Django up and adds `policy`. Exit code 0: done. 1: the pack has faults. 2: the command was wrong.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.records.organisations.models import Authority

from . import presenter
from .differences import Change, ChangeGroup, differences
from .editors import schema_text
from .faults import BadPack, Fault
from .loading import Content, load_after_earlier, root_of
from .packs import Pack, pack_from, pack_of, said
from .queries import NoPolicy, version_in_force
from .registry import open_records
from .services import hash_of, publish


@click.group()
def policy() -> None:
    """An authority's rules as data: check a pack, read one, publish one."""


@policy.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(file: Path, as_json: bool) -> None:
    """Name every fault of a pack by file, key and line. Needs no database."""
    try:
        content = load_after_earlier(file, root=root_of(file, Path(settings.POLICY_PACKS)))
    except BadPack as bad:
        _faults(bad, as_json)
    if as_json:
        click.echo(json.dumps({"file": str(file), "ok": True, "sha256": hash_of(content), "faults": []}))
    else:
        click.echo(f"{file}: no faults. {content['title']['en']}, from {content['starts_on']}.")


@policy.command()
@click.argument("authority")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to look at; today if left out.")
@click.option("--language", type=click.Choice(["en", "cy"]), default="en", help="English or Welsh.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(authority: str, day: Any, language: str, as_json: bool) -> None:
    """Print the policy in force for AUTHORITY (its code, or its name), or a pack's FILE, as an officer would read it."""
    pack = _pack_of_file(Path(authority)) if authority.endswith(".toml") else _pack_in_force(authority, day)
    with translation.override("cy" if language == "cy" else "en-gb"):
        if as_json:
            click.echo(json.dumps(_as_json(pack), ensure_ascii=False, indent=2))
        else:
            _print(pack)


@policy.command()
@click.argument("versions", nargs=-1, required=True, metavar="[AUTHORITY] OLD NEW")
@click.option("--language", type=click.Choice(["en", "cy"]), default="en", help="English or Welsh.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def diff(versions: tuple[str, ...], language: str, as_json: bool) -> None:
    """Say in plain words what changes from OLD to NEW, and for how many open records.

    OLD and NEW are files. After an AUTHORITY (its code, or its name) each may also be a day: the version in force then.
    """
    if len(versions) not in (2, 3):
        raise click.UsageError("Name two files, or an authority and two days: pastoral policy diff [AUTHORITY] OLD NEW")
    authority, (old_name, new_name) = (versions[0] if len(versions) == 3 else ""), versions[-2:]
    old, new = _pack_named(old_name, authority), _pack_named(new_name, authority)
    with translation.override("cy" if language == "cy" else "en-gb"):
        groups = differences(old, new)
        open_now = _open_records(authority, old.version_id) if authority and old.version_id else []
        if as_json:
            click.echo(json.dumps(_diff_as_json(old, new, groups, open_now), ensure_ascii=False, indent=2))
        else:
            _print_diff(old, new, groups, open_now)


@policy.command()
@click.option("--piece", is_flag=True, help="The schema of a file that packs include.")
def schema(piece: bool) -> None:
    """Print the JSON Schema of a pack, for editors: pastoral policy schema > pastoral-pack.schema.json"""
    click.echo(schema_text(piece=piece), nl=False)


@policy.command("publish")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--authority", required=True, help="The code or the name of the authority.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def publish_command(file: Path, authority: str, as_json: bool) -> None:
    """Publish a pack. It never changes afterwards; publishing the same file again does nothing."""
    whose = _authority(authority)
    with entered(Access.system(authority_id=whose.pk, doing="publishing a policy pack")) as by:
        before = set(whose.policy_versions.values_list("pk", flat=True))
        try:
            version = publish(file, authority=whose, by=by)
        except BadPack as bad:
            _faults(bad, as_json, "Nothing was published.")
    new = version.pk not in before
    if as_json:
        found = {
            "authority": whose.code,
            "starts_on": version.starts_on.isoformat(),
            "sha256": version.sha256,
            "published": new,
        }
        click.echo(json.dumps(found))
    elif new:
        click.echo(f"Published for {whose.name}, in force from {version.starts_on.isoformat()}.")
    else:
        click.echo(f"Already published for {whose.name}, from {version.starts_on.isoformat()}. Nothing changed.")


def _faults(bad: BadPack, as_json: bool, so: str = "") -> NoReturn:
    if as_json:
        said_so = [_fault(fault) for fault in bad.faults]
        click.echo(json.dumps({"ok": False, "faults": said_so}, ensure_ascii=False))
    else:
        for fault in bad.faults:
            click.echo(str(fault), err=True)
        count = len(bad.faults)
        click.echo(f"{count} fault{'' if count == 1 else 's'}. {so}".rstrip(), err=True)
    raise SystemExit(1)


def _fault(fault: Fault) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "key": fault.key, "message": fault.message}


def _authority(given: str) -> Authority:
    found = Authority.objects.filter(code=given).first() or Authority.objects.filter(name__iexact=given).first()
    if found is None:
        raise click.BadParameter(
            f"No authority has the code or the name “{given}”. Import the authorities first, or check the spelling."
        )
    return found


def _pack_named(name: str, authority: str) -> Pack:
    """The pack of a file, or the one in force on a day for an authority."""
    if name.endswith(".toml"):
        return _pack_of_file(Path(name))
    if not authority:
        raise click.UsageError(f"“{name}” is not a .toml file. For days, name the authority first.")
    try:
        day = date.fromisoformat(name)
    except ValueError as wrong:
        raise click.BadParameter(f"“{name}” is neither a .toml file nor a day like 2026-09-01.") from wrong
    return _pack_of_version(authority, day)


def _open_records(authority: str, version_id: int) -> list[tuple[str, int]]:
    whose = _authority(authority)
    with entered(Access.system(authority_id=whose.pk, doing="counting records by policy")) as access:
        return open_records(access, [version_id])[version_id]


def _pack_of_file(file: Path) -> Pack:
    try:
        content: Content = load_after_earlier(file, root=root_of(file, Path(settings.POLICY_PACKS)))
    except BadPack as bad:
        _faults(bad, False)
    if content["layer"] != "authority":
        raise click.BadParameter("A nation's pack is shown through an authority's that extends it.")
    return pack_from(content)


def _pack_in_force(authority: str, day: Any) -> Pack:
    return _pack_of_version(authority, day.date() if day else timezone.localdate())


def _pack_of_version(authority: str, on: date) -> Pack:
    whose = _authority(authority)
    try:
        return pack_of(version_in_force(whose.pk, on).pk)
    except NoPolicy as none:
        raise click.ClickException(str(none)) from none


def _as_json(pack: Pack) -> dict[str, Any]:
    return {
        "code": pack.code,
        "title": said(pack.title),
        "nation": pack.nation,
        "starts_on": pack.starts_on,
        "parameters": [
            {"key": one.key, "value": one.value, "text": one.text, "status": one.status.text, "source": one.source}
            for group in presenter.parameters(pack)
            for one in (*group.told, *group.silent)
        ],
        "recipients": [
            {"event": group.title, "role": one.key, "gets": one.value, "text": one.text, "source": one.source}
            for group in presenter.recipients(pack)
            for one in group.told
        ],
        "codes": {code.code: {"text": code.text, "counts": code.counts} for code in presenter.codes(pack)},
        "rules": {one.key: one.value for one in presenter.rules(pack)},
        "forms": [{"code": form.code, "title": form.title, "number": form.number} for form in presenter.forms(pack)],
    }


def _print(pack: Pack) -> None:
    click.echo(f"{said(pack.title)}: {said(pack.labels.plan)}, from {pack.starts_on}")
    for group in [*presenter.parameters(pack), *presenter.recipients(pack)]:
        click.echo(f"\n{group.title}")
        for one in group.told:
            tags = "; ".join(tag.text for tag in (one.status, one.also) if tag)
            click.echo(f"  - {one.text} [{tags}]")
            for more in (one.note, one.source):
                if more:
                    click.echo(f"      {more}")
        for one in group.silent:
            click.echo(f"  - {one.text}")
    click.echo("")
    for stage, owner in presenter.stages(pack):
        click.echo(f"  {stage}: {owner}")
    for form in presenter.forms(pack):
        number = f" ({form.number})" if form.number else ""
        click.echo(f"\n{form.title}{number} [{form.status.text}]")
        for page in form.pages:
            click.echo(f"  {page.title}")
            for asked in page.questions:
                click.echo(f"    - {asked.text}")
    click.echo("")
    for code in presenter.codes(pack):
        tags = "; ".join(dict.fromkeys((code.status.text, code.counts_status.text)))
        click.echo(f"  {code.code} {code.text}: {code.counts} [{tags}]")
    click.echo("")
    for rule in presenter.rules(pack):
        click.echo(f"  {rule.key} {rule.text} [{rule.status.text}]")


def _diff_as_json(
    old: Pack, new: Pack, groups: tuple[ChangeGroup, ...], open_now: list[tuple[str, int]]
) -> dict[str, Any]:
    return {
        "old": {"code": old.code, "starts_on": old.starts_on},
        "new": {"code": new.code, "starts_on": new.starts_on},
        "groups": [
            {
                "code": group.code,
                "title": group.title,
                "changes": [
                    {"key": one.key, "what": one.what, "about": one.about, "was": one.was, "now": one.now}
                    for one in group.changes
                ],
            }
            for group in groups
        ],
        "open_records": [{"text": text, "count": count} for text, count in open_now],
    }


def _print_diff(old: Pack, new: Pack, groups: tuple[ChangeGroup, ...], open_now: list[tuple[str, int]]) -> None:
    click.echo(
        _("{title}: what changes from {old} to {new}").format(
            title=said(new.title), old=old.starts_on, new=new.starts_on
        )
    )
    if not groups:
        click.echo(_("Nothing: the two say the same."))
    for group in groups:
        click.echo(f"\n{group.title}")
        for one in group.changes:
            _print_change(one)
    if open_now:
        click.echo("")
        click.echo(presenter.stay_sentence([text for text, _count in open_now]))


def _print_change(one: Change) -> None:
    word = presenter.changed_how(one.what)
    if one.about:
        click.echo(f"  {one.about}")
    pad = "    " if one.about else "  "
    if one.was and one.now:
        click.echo(f"{pad}{word}: {one.was}")
        click.echo(f"{pad}{' ' * len(word)}→ {one.now}")
    else:
        click.echo(f"{pad}{word}: {one.was or one.now}")
