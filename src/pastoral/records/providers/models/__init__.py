"""Tables of providers. None holds a child's data."""

from .assurance import (
    DatedItem,
    Declaration,
    DeclaredStaff,
    ProviderFile,
    ThemeStanding,
    Visit,
    VisitAction,
    VisitArea,
)
from .attending import Attending
from .factors import FactorJudgement, TestResult
from .importing import ProviderImport, ProviderImportRow
from .profile import ProfileChange
from .provider import Listing, ListingMove, Provider, Site

__all__ = [
    "Attending",
    "DatedItem",
    "Declaration",
    "DeclaredStaff",
    "FactorJudgement",
    "Listing",
    "ListingMove",
    "ProfileChange",
    "Provider",
    "ProviderFile",
    "ProviderImport",
    "ProviderImportRow",
    "Site",
    "TestResult",
    "ThemeStanding",
    "Visit",
    "VisitAction",
    "VisitArea",
]
