"""Groups of personas, as one would say them. `NOBODY` is somebody who has not signed in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pastoral.config.demo.personas import PERSONAS

NOBODY = "nobody"
PEOPLE = frozenset(persona.key for persona in PERSONAS)
EVERYBODY = PEOPLE | {NOBODY}

SCHOOL_LEADS = frozenset({"pastoral-lead", "alnco", "head"})
OFFICERS = frozenset({"ewo", "safeguarding-officer"})
AUTHORITY = OFFICERS | {"monitoring-group", "director"}
NAMED_STAFF = frozenset({"teacher", "professional"})
FAMILY = frozenset({"parent", "young-person"})
NAMED = NAMED_STAFF | FAMILY | {"provider"}
WHO_SEE_TOMOS = SCHOOL_LEADS | AUTHORITY | NAMED
OTHER = "other-authority"  # an officer like the ewo, of the authority next door
WITH_PUPILS = WHO_SEE_TOMOS | {OTHER}
AT_PROVIDER = frozenset({"provider-lead", "provider-staff"})
SUPPORT = frozenset({"support"})


@dataclass(frozen=True)
class Expected:
    """What a route answers to GET: `code` to `who`, about the pupil of their own authority; a refusal to everybody else.

    `about` says whether it is about one record: then nobody may see the other authority's, and the officer of the other
    authority is refused ours. `special` has the personas whose answer differs (a form that is theirs alone: 404).
    `posts`: the route changes something, so those who are not in `who` are also tried with POST, and where it is done by
    POST alone those in `who` as well.
    """

    who: frozenset[str]
    code: int = 200
    about: bool = True
    posts: bool = True
    special: tuple[tuple[str, int], ...] = ()
    stage: str = "meeting"  # of Tomos's plan
    writers: frozenset[str] | None = None  # of `who`, those who may also POST; None: as the code of the route says
    unseen: tuple[int, ...] = (404,)  # what those get who may open such a page, but not this child's

    def to(self, persona: str) -> int | None:
        """The code for this persona about their own authority's record; None for "refused" (403, 404 or sign in)."""
        return dict(self.special).get(persona, self.code if persona in self.who else None)


def open_to_all(code: int = 200) -> Expected:
    return Expected(EVERYBODY, code, about=False, posts=False)


def signed_in(code: int = 200, who: frozenset[str] = PEOPLE) -> Expected:
    return Expected(who, code, about=False)


def page(who: frozenset[str], code: int = 200, *, stage: str = "meeting", **special: int) -> Expected:
    """A page or a form about one record. `special`: persona → code, with _ for -."""
    return Expected(who, code, special=tuple((name.replace("_", "-"), answer) for name, answer in special.items()), stage=stage)


def deed(who: frozenset[str], *, stage: str = "meeting") -> Expected:
    """Something that is done by POST about one record; GET is 405."""
    return replace(page(who, 405, stage=stage), unseen=(404, 405))


def reading(who: frozenset[str], code: int = 200, *, stage: str = "meeting", **special: int) -> Expected:
    """A page about one record that changes nothing."""
    return replace(page(who, code, stage=stage, **special), posts=False)


def writing(who: frozenset[str], writers: frozenset[str], *, stage: str = "meeting", **special: int) -> Expected:
    """A page about one record that some of its readers may also write on."""
    return replace(page(who, stage=stage, **special), writers=writers)


def closed() -> Expected:
    """A page that is not there: of a library that we do not offer, or by a link that was never sent."""
    return Expected(frozenset(), about=False)


def only(**special: int) -> Expected:
    """A page about one record for these alone: persona → code."""
    return page(frozenset(), **special)
