"""Publishing a pack, and moving a record to a newer version."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from pastoral.foundation.access import Access, NotAllowed
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority
from pastoral.rules.sentences import Refused, say

from .faults import BadPack, Fault
from .files import NoPack, files_of
from .loading import Content, clashes, load, root_of
from .models import PolicyVersion


def publish(source: Path | str, *, authority: Authority, by: Access, name: str = "") -> PolicyVersion:
    """Publish a pack (a file's path, or TOML text) for an authority. Publishing the same again returns what is there.

    Raises `BadPack` with every fault: of the file, of another nation, of a start date whose version says something else,
    of dates that overlap, and of questions that changed their kind. Nothing is half published.
    """
    if authority.pk not in by.home_authority_ids | by.authority_ids:
        raise NotAllowed("publish policy")
    shown = name or (str(source) if isinstance(source, Path) else "pack.toml")
    given: Path | bytes = source if isinstance(source, Path) else source.encode()
    root = root_of(source, settings.POLICY_PACKS) if isinstance(source, Path) else Path(settings.POLICY_PACKS)
    content = load(given, root=root, name=shown)
    if content["layer"] != "authority":
        raise BadPack([Fault(shown, 0, "layer", "is a nation's pack; publish an authority's, which extends it")])
    if content["nation"] != authority.nation:
        raise BadPack(
            [Fault(shown, 0, "nation", f"is {content['nation']}, but {authority.name} is in {authority.nation}")]
        )
    starts_on = date.fromisoformat(content["starts_on"])
    sha256 = hash_of(content)
    with transaction.atomic():
        Authority.objects.select_for_update().get(pk=authority.pk)  # two publishers: one after the other
        versions = {version.starts_on: version for version in PolicyVersion.objects.filter(authority=authority)}
        same_day = versions.get(starts_on)
        if same_day is not None:
            if same_day.sha256 == sha256:
                return same_day
            message = (
                f"is {content['starts_on']}, and a pack that says something else is published from that day. A published pack "
                "never changes: give the new one a later start date"
            )
            raise BadPack([Fault(shown, 0, "starts_on", message)])
        before = max((day for day in versions if day < starts_on), default=None)
        after = min((day for day in versions if day > starts_on), default=None)
        if before is not None:
            load(given, root=root, name=shown, before=versions[before].content)
        if after is not None:
            _refuse_clashes(content, versions[after].content, shown)
        with recording(
            "policy.published", by=by, subject=authority, changes={"starts_on": content["starts_on"], "sha256": sha256}
        ):
            return PolicyVersion.objects.create(
                authority=authority,
                starts_on=starts_on,
                content=content,
                sha256=sha256,
                source_file=Path(shown).name[:200],
                published_by=by.actor[:200],
            )


def publish_for(authority: Authority, *, by: Access, like: str = "") -> list[PolicyVersion]:
    """Publish every pack that we ship for an authority: its own by name (or that of `like`), else its nation's plain one."""
    root = Path(settings.POLICY_PACKS)
    try:
        files = files_of(like or authority.name, root=root)
    except NoPack:
        files = files_of(authority.nation, root=root)
    return [publish(file, authority=authority, by=by) for file in files]


def hash_of(content: Content) -> str:
    """SHA-256 of a resolved pack, whatever the order of its keys or the layout of its file."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def move_to_version(record: Any, version: PolicyVersion, *, reason: str, by: Access) -> None:
    """Move a plan to a newer version of its own authority's policy: an audited act with a reason.

    Call it with the record's row locked. Raises `Refused` without a reason, for another authority's version, or for an
    older one. Moving to the version it already has does nothing.
    """
    if record.policy_version_id == version.pk:
        return
    if version.authority_id != record.authority_id:
        raise Refused(say("POLICY.other_authority", "That policy belongs to another authority."))
    if not reason.strip():
        raise Refused(say("POLICY.reason", "Give a reason for moving the plan to the newer policy."))
    now = PolicyVersion.objects.defer("content").get(pk=record.policy_version_id)
    if version.starts_on <= now.starts_on:
        raise Refused(say("POLICY.older", "A plan can move only to a newer policy."))
    changes = {"policy_version": [now.starts_on.isoformat(), version.starts_on.isoformat()]}
    with recording("policy.moved_to_version", by=by, subject=record, changes=changes, reason=reason.strip()):
        record.policy_version_id = version.pk
        record.save(update_fields=["policy_version"])


def _refuse_clashes(content: Content, later: Content, shown: str) -> None:
    found = clashes(content, later)
    if found:
        raise BadPack(
            Fault(
                shown, 0, "starts_on", f"does not fit before the published version of {later['starts_on']}: {message}"
            )
            for _path, message in found
        )
