"""What surrounds a page's own content: who is signed in, where they may go, which banner is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NavigationLink:
    """One link of the service navigation; `current` marks the part of the service that the page is in."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Page:
    """Set as `request.page` by middleware (or given to a template as `page`); every part may be left out."""

    navigation: tuple[NavigationLink, ...] = ()
    signed_in_as: str = ""
    role: str = ""
    sign_out_url: str = ""
    account_url: str = ""
    home_url: str = "/"
    demo: bool = False
    footer: tuple[NavigationLink, ...] = field(default_factory=tuple)


def page_of(request: Any) -> Page:
    """The page that middleware put on the request, or a bare one."""
    found = getattr(request, "page", None)
    return found if isinstance(found, Page) else Page()


def page(request: Any) -> dict[str, Page]:
    """The context processor that gives every template its `page`."""
    return {"page": page_of(request)}
