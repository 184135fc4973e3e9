"""Providers of education outside school: their declaration, their entry in the directory, and the registration test."""

from pastoral.rules.providers import declaration, directory, oversight, unregistered  # importing registers their rules
from pastoral.rules.providers.declaration import declaration_expires
from pastoral.rules.providers.directory import Wanted, age_fits, district_fits, wor_dir_04_search
from pastoral.rules.providers.facts import (
    Declaration,
    FullTimeFactors,
    Offer,
    ProviderFacts,
    PupilAtSite,
    StaffCheck,
    ThemeResult,
    is_school_number,
)
from pastoral.rules.providers.oversight import wil_net_01_network_meeting
from pastoral.rules.providers.registration import (
    RegistrationTest,
    Terms,
    by_pupil,
    counts_for_nobody,
    full_time_by,
    registration_test,
    results_by_place,
)
from pastoral.rules.providers.registry import Look

__all__ = [
    "Declaration",
    "FullTimeFactors",
    "Look",
    "Offer",
    "ProviderFacts",
    "PupilAtSite",
    "RegistrationTest",
    "StaffCheck",
    "Terms",
    "ThemeResult",
    "Wanted",
    "age_fits",
    "by_pupil",
    "counts_for_nobody",
    "declaration",
    "declaration_expires",
    "directory",
    "district_fits",
    "full_time_by",
    "is_school_number",
    "oversight",
    "registration_test",
    "results_by_place",
    "unregistered",
    "wil_net_01_network_meeting",
    "wor_dir_04_search",
]
