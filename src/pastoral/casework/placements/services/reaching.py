"""Where the posts and people around a child are reached: by the authority's mailboxes, its people, and the child's contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from pastoral.foundation.access import Access, Role
from pastoral.foundation.accounts.models import Membership, User
from pastoral.records.organisations.models import Mailbox
from pastoral.records.organisations.queries import mailboxes
from pastoral.records.policy.packs import pack_of, said
from pastoral.records.providers.letters import language_for
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import Contact

from ..models import Placement

# Where a post is reached: by the purpose of the authority's mailbox, or by the role of its people (at school: DSL, head, ALNCo).
MAILBOXES = {
    "authority": "psp", "deputy_safeguarding_officer": "deputy_education_safeguarding_officer", "virtual_school": "virtual_school",
    "area_manager": "psp", "lado": "deputy_education_safeguarding_officer",
}  # fmt: skip
PEOPLE = {
    "ewo": Role.EWO, "deputy_safeguarding_officer": Role.SAFEGUARDING_OFFICER, "authority": Role.INCLUSION_OFFICER,
    "area_manager": Role.INCLUSION_OFFICER, "director": Role.DIRECTOR,
}  # fmt: skip
AT_SCHOOL = {"dsl": Role.DSL, "head": Role.HEAD, "alnco": Role.ALNCO, "governing_board": Role.HEAD}


@dataclass(frozen=True)
class Reached:
    """Somebody by role: `title` is what the authority calls the post; `email` "" where nobody is known to write to."""

    role: str
    title: str
    name: str
    email: str = ""
    language: str = "en-gb"


class Around:
    """Who there is to be told of one placement: each kind is read once, when it is first asked for."""

    def __init__(self, by: Access, row: Placement) -> None:
        self.by, self.row = by, row

    def reached(self, role: str) -> Reached:
        """The post or person of a role. "lead", "parent", "social_worker", "provider", and the codes of the pack's roles."""
        title = said(pack_of(self.row.policy_version_id).labels.role(role))
        name, email, language = self._person(role)
        return Reached(role, title, name or title, email, language)

    def _person(self, role: str) -> tuple[str, str, str]:
        row = self.row
        if role in ("lead", "commissioner"):
            return _of(row.lead)
        if role == "provider":
            if row.provider is None:
                return "", "", "en-gb"
            return row.provider.name, row.provider.email, language_for(row.provider, row.authority_id)
        if role in ("parent", "social_worker"):
            for one in self.contacts:
                worker = one.relationship == Contact.Relationship.SOCIAL_WORKER
                if worker if role == "social_worker" else one.parental_responsibility:
                    return one.name, one.email, "cy" if one.language in ("cy", "both") else "en-gb"
            return "", "", "en-gb"
        if role in AT_SCHOOL:
            return _of(self.school_posts.get(AT_SCHOOL[role]))
        own = pack_of(row.policy_version_id).recipient("placement", role)
        for purpose in (own.mailbox if own is not None else "", MAILBOXES.get(role, "")):
            if purpose and (box := self.boxes.get(purpose)) is not None:
                return box.title, box.email, "en-gb"
        return _of(self.posts.get(PEOPLE[role])) if role in PEOPLE else ("", "", "en-gb")

    @cached_property
    def boxes(self) -> Mapping[str, Mailbox]:
        return mailboxes(self.row.authority_id)

    @cached_property
    def contacts(self) -> list[Contact]:
        """The child's own who may be written to now, the first to be asked first."""
        today = timezone.localdate()
        if hasattr(self.row, "hangs"):  # its facts were read: they are there
            return [one for one in self.row.hangs.contacts if one.may_be_contacted and is_current(one, today)]
        found = Contact.objects.visible_to(self.by).filter(pupil=self.row.pupil_id, may_be_contacted=True)
        return [one for one in found.order_by("priority", "id") if is_current(one, today)]

    @cached_property
    def posts(self) -> dict[str, User]:
        """Role → who has held the authority's post for longest."""
        return _held(Membership.objects.filter(authority=self.row.authority_id, school__isnull=True, role__in=PEOPLE.values()))

    @cached_property
    def school_posts(self) -> dict[str, User]:
        """The same of the home school."""
        return _held(Membership.objects.filter(school=self.row.school_id, role__in=AT_SCHOOL.values()))


def _held(posts: object) -> dict[str, User]:
    there = posts.filter(until__isnull=True).select_related("user").order_by("-id")  # type: ignore[attr-defined]  # a queryset
    return {post.role: post.user for post in there}


def _of(user: User | None) -> tuple[str, str, str]:
    return (user.name, user.email, user.language) if user is not None else ("", "", "en-gb")
