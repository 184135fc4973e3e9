"""The packs we ship, read once for each test run."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from pastoral.records.policy.loading import Content, load
from pastoral.records.policy.packs import Pack, pack_from

PACKS = Path(settings.POLICY_PACKS)
AUTHORITIES = tuple(sorted(folder.name for folder in (PACKS / "authorities").iterdir() if folder.is_dir()))
FILES = tuple(sorted(str(file.relative_to(PACKS)) for file in PACKS.glob("authorities/*/*.toml")))


@lru_cache(maxsize=64)
def content_of(file: str) -> Content:
    return load(PACKS / file, root=PACKS)


@lru_cache(maxsize=64)
def pack_of_file(file: str) -> Pack:
    """The pack in a file, "authorities/hillingdon/2024-09-01.toml"."""
    return pack_from(content_of(file))


def packed(authority: str) -> Pack:
    """The newest pack of an authority."""
    return pack_of_file(max(file for file in FILES if file.split("/")[1] == authority))


def questions_of(pack: Pack, *forms: str) -> list[str]:
    """The keys of the questions of a pack's forms, in their order; forms that it has not are left out."""
    return [
        question.key
        for form in forms
        if form in pack.forms
        for section in pack.forms[form].sections
        for question in section.questions
    ]
