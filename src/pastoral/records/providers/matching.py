"""Which provider a row of a file is: surely the same, perhaps the same (then a person is asked), or new. And whether it is a school."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q

from pastoral.foundation.access.value import Access
from pastoral.records.organisations.models import School

from .models import Listing, Provider, Site
from .reading import plain_name
from .tables import RowRead

ALIKE = 0.86  # share of letters that two names have in common, in order
MOST_ALIKE = 5
SHOWN_BY_NAME = 400  # names that share a word with one another: more are not compared letter by letter


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provider that a row may be; `why` is name, urn, alike or place. `sure`: the same name on our own list."""

    provider_id: int
    why: str
    sure: bool = False


@dataclass
class Directory:
    """Every provider that the importer may see, by what tells it from others. Two queries and one of sites."""

    names: dict[int, str]
    ours: frozenset[int]
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_urn: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_postcode: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, provider_id: int, name: str, urn: str = "", postcodes: tuple[str, ...] = ()) -> None:
        """One more provider."""
        self.names[provider_id] = plain_name(name)
        self.by_name[self.names[provider_id]].append(provider_id)
        for word in self.names[provider_id].split():
            self.by_word[word].add(provider_id)
        if urn:
            self.by_urn[urn].append(provider_id)
        for postcode in postcodes:
            self.by_postcode[postcode].add(provider_id)

    def candidates(self, read: RowRead) -> list[Candidate]:
        """The likeliest first. One sure candidate and nothing else needs no answer."""
        name = plain_name(str(read.values.get("name", "")))
        found: dict[int, Candidate] = {}
        same = self.by_name.get(name, [])
        ours = [one for one in same if one in self.ours]
        for one in same:
            found[one] = Candidate(one, "name", sure=ours == [one])
        for one in self.by_urn.get(str(read.values.get("urn") or "-"), []):
            found.setdefault(one, Candidate(one, "urn"))
        if not ours:
            for like in self._alike(name, read):
                found.setdefault(like.provider_id, like)
        ranked = sorted(
            found.values(), key=lambda one: (not one.sure, ["name", "urn", "alike", "place"].index(one.why))
        )
        return ranked[:MOST_ALIKE]

    def _alike(self, name: str, read: RowRead) -> list[Candidate]:
        words = set(name.split())
        shared: set[int] = set()
        for word in sorted(words, key=lambda word: len(self.by_word.get(word, ()))):
            there = self.by_word.get(word, set())
            if len(shared) + len(there) > SHOWN_BY_NAME:
                break
            shared |= there
        near = {one for site in read.sites if site["postcode"] for one in self.by_postcode.get(site["postcode"], ())}
        alike = [
            (SequenceMatcher(None, name, self.names[one], autojunk=False).ratio(), one)
            for one in shared | near
            if self.names[one] != name
        ]
        found = [Candidate(one, "alike") for ratio, one in sorted(alike, reverse=True) if ratio >= ALIKE]
        known = {one.provider_id for one in found}
        for one in sorted(near - known):
            theirs = set(self.names[one].split())
            if len(words & theirs) * 2 >= min(len(words), len(theirs)) and words & theirs:
                found.append(Candidate(one, "place"))
        return found


def directory_of(by: Access, authority_id: int) -> Directory:
    """The directory as it stands, for rows of one authority's file."""
    ours = frozenset(
        Listing.objects.visible_to(by).filter(authority_id=authority_id).values_list("provider_id", flat=True)
    )
    made = Directory({}, ours)
    postcodes: dict[int, list[str]] = defaultdict(list)
    for provider_id, postcode in (
        Site.objects.visible_to(by).exclude(postcode="").values_list("provider_id", "postcode")
    ):
        postcodes[provider_id].append(postcode)
    for key, name, urn in Provider.objects.visible_to(by).order_by("pk").values_list("pk", "name", "urn"):
        made.add(key, name, urn, tuple(postcodes[key]))
    return made


def alike_by_hand(by: Access, authority_id: int, values: dict[str, Any]) -> list[Provider]:
    """The providers that one written by hand may be, the likeliest first: asked before it is added a second time."""
    sites = [{"postcode": str(values.get("postcode") or "")}]
    found = directory_of(by, authority_id).candidates(RowRead(0, {}, dict(values), sites=sites))
    rows = Provider.objects.visible_to(by).in_bulk([one.provider_id for one in found])
    return [rows[one.provider_id] for one in found if one.provider_id in rows]


@dataclass(frozen=True)
class Schools:
    """The register of schools, for telling which providers are schools too."""

    by_urn: dict[str, School]
    by_name: dict[str, list[School]]

    def same_as(self, name: str, urn: str) -> School | None:
        """The school with this URN, else the only open one of the authority with this name."""
        if urn and urn in self.by_urn:
            return self.by_urn[urn]
        named = self.by_name.get(plain_name(name), [])
        return named[0] if len(named) == 1 else None


def schools_of(authority_id: int, urns: list[str]) -> Schools:
    """Open schools of the authority, and every school with one of these numbers. One query."""
    wanted = Q(authority_id=authority_id, is_open=True)
    if numbers := [urn for urn in urns if urn]:
        wanted |= Q(urn__in=numbers) | Q(number__in=numbers, urn="")
    by_urn: dict[str, School] = {}
    by_name: dict[str, list[School]] = defaultdict(list)
    for school in School.objects.filter(wanted).only("pk", "name", "urn", "number", "authority_id", "is_open"):
        by_urn.update({number: school for number in (school.urn, school.number) if number})
        if school.authority_id == authority_id and school.is_open:
            by_name[plain_name(school.name)].append(school)
    return Schools(by_urn, by_name)
