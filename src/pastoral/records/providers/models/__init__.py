"""Tables of providers. None holds a child's data."""

from .attending import Attending
from .factors import FactorJudgement, TestResult
from .provider import Listing, ListingMove, Provider, Site

__all__ = ["Attending", "FactorJudgement", "Listing", "ListingMove", "Provider", "Site", "TestResult"]
