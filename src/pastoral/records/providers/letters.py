"""Messages to a provider: to its leads who have an account, else to its own address, each in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, Role
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.outbox import wording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.foundation.outbox.services import send
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force

from .models import Provider

ENGLISH, WELSH = "en-gb", "cy"


@dataclass(frozen=True)
class Reader:
    """Somebody at a provider. `language` of a message: Welsh has English below it; `page` of a page by link, "" as the browser asks."""

    name: str
    email: str
    language: str = ENGLISH
    page: str = ""
    has_account: bool = False


def language_for(provider: Provider, authority_id: int) -> str:
    """In which language this authority and its schools write to a provider: its own word, else as the authority's papers are.

    Who has not said gets both where the authority's pack has both. One query where the provider has not said.
    """
    if said := page_language(provider):
        return said
    try:
        return WELSH if "cy" in pack_of(version_in_force(authority_id, timezone.localdate()).pk).languages else ENGLISH
    except NoPolicy:
        return ENGLISH


def page_language(provider: Provider) -> str:
    """The language in which a page by link opens; "" where nobody has said, so that the reader's own browser decides."""
    return provider.letter_language or (WELSH if provider.languages == ["cy"] else "")


def desk(provider: Provider, authority_id: int) -> Reader:
    """The provider's own address; `email` "" where it has none, and somebody must telephone."""
    return Reader(provider.name[:150], provider.email, language_for(provider, authority_id), page_language(provider))


def leads_of(provider_ids: Iterable[int]) -> dict[int, list[User]]:
    """Provider's key → its leads with an account. One query."""
    found: dict[int, list[User]] = {}
    posts = Membership.objects.filter(provider__in=list(provider_ids), role=Role.PROVIDER_LEAD, until__isnull=True)
    for post in posts.select_related("user").order_by("pk"):
        if post.provider_id is not None:
            found.setdefault(post.provider_id, []).append(post.user)
    return found


def leads(provider: Provider, authority_id: int, known: Iterable[User] | None = None) -> list[Reader]:
    """Its leads with an account, else its own address; nobody where it has neither. `known`: the leads, where they were read."""
    users = leads_of([provider.pk]).get(provider.pk, []) if known is None else known
    found = [Reader(user.name, user.email, user.language, user.language, has_account=True) for user in users if user.email]
    return found or [one for one in (desk(provider, authority_id),) if one.email]


def write(
    to: Reader, *, key: str, kind: str, subject: Callable[[], str], body: Callable[[], str], authority_id: int, by: Access,
    school_id: int | None = None, pupil: Any = None, calendar: str = "",
) -> OutboundMessage:  # fmt: skip
    """Queue one message in the reader's language; `subject` and `body` are called once for each language it is in."""
    return send(
        key=key, kind=kind, to_name=to.name, to_email=to.email, language=to.language, subject=wording.subject(to.language, subject),
        body=wording.body(to.language, body), authority_id=authority_id, school_id=school_id, pupil=pupil, calendar=calendar, by=by,
    )  # fmt: skip
