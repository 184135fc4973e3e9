"""Tables of providers. None holds a child's data."""

from .attending import Attending
from .provider import Listing, ListingMove, Provider, Site

__all__ = ["Attending", "Listing", "ListingMove", "Provider", "Site"]
