"""The packs that stand in the folder of packs, by authority and day: without a database."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from pastoral.rules.engine import Policy

from .loading import load
from .packs import Pack, pack_from

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}\.toml")


class NoPack(LookupError):
    """No such authority has a pack, or none of its packs was in force on that day; the text says which."""


def policy_in_force(authority: str, day: date, *, root: Path | None = None) -> Policy:
    """What the rules judge by for an authority on a day. See `pack_in_force`."""
    return pack_in_force(authority, day, root=root).policy


def pack_in_force(authority: str, day: date, *, root: Path | None = None) -> Pack:
    """The pack of an authority (its folder "neath-port-talbot", or "Neath Port Talbot"; a nation means its plain one).

    Raises `NoPack` for an unknown authority or a day without a pack, and `BadPack` for a pack with faults.
    """
    root = root or Path(settings.POLICY_PACKS)
    file = file_in_force(authority, day, root=root)
    pack = _read(file, root, file.stat().st_mtime_ns)
    if pack.ends_on and date.fromisoformat(pack.ends_on) < day:
        raise NoPack(f"The pack {file.name} of {authority} ended on {pack.ends_on}, before {day.isoformat()}.")
    return pack


def file_in_force(authority: str, day: date, *, root: Path) -> Path:
    """The latest file of an authority that starts on or before the day. Raises `NoPack`."""
    files = files_of(authority, root=root)
    earlier = [file for file in files if file.stem <= day.isoformat()]
    if not earlier:
        raise NoPack(f"{authority} has no pack for {day.isoformat()}: its first one starts on {files[0].stem}.")
    return earlier[-1]


def files_of(authority: str, *, root: Path) -> list[Path]:
    """Every pack of an authority, the earliest first. Raises `NoPack` for one that has none."""
    folders = {path.name: path for kind in ("authorities", "examples") for path in sorted((root / kind).glob("*"))}
    name = re.sub(r"[^a-z0-9]+", "-", authority.lower()).strip("-")
    folder = folders.get(name) or folders.get(f"plain-{name}")
    files = sorted(file for file in folder.glob("*.toml") if _DATED.fullmatch(file.name)) if folder else []
    if not files:
        close = get_close_matches(name, folders, n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        raise NoPack(f"No pack is called “{authority[:60]}”.{meant} There are: {', '.join(folders)}.")
    return files


@lru_cache(maxsize=32)
def _read(file: Path, root: Path, _changed_at: int) -> Pack:
    return pack_from(load(file, root=root))
