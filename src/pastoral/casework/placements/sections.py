"""The pages of a placement, in the order in which its overview lists them. Each part of the app adds its own lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pastoral.rules.placements import PlacementFacts

BEFORE, WHILE, END = "before", "while", "end"
PHASES = {BEFORE: _("Before it starts"), WHILE: _("While it runs"), END: _("How it ends")}


@dataclass(frozen=True)
class Section:
    """One page about a placement: `url_name` takes its `placement_id`. `written`: whether anything stands there yet; None: no tag."""

    code: str
    title: str | Promise
    url_name: str
    phase: str
    written: Callable[[PlacementFacts], bool] | None = None


SECTIONS: list[Section] = [
    Section("need", _("Need and reason"), "placement-need", BEFORE, lambda facts: bool(facts.rationale.strip())),
    Section("asked", _("Who was asked"), "placement-asked", BEFORE, lambda facts: facts.pupil_consulted_on is not None),
    Section("provider", _("Provider"), "placement-provider", BEFORE, lambda facts: bool(facts.provider)),
    Section("referrals", _("Providers asked"), "placement-referrals", BEFORE, lambda facts: bool(facts.providers_compared)),
    Section("plan", _("Plan of the placement"), "placement-plan", BEFORE, lambda facts: bool(facts.purpose.strip())),
    Section("objectives", _("Objectives"), "placement-objectives", BEFORE, lambda facts: bool(facts.objectives)),
    Section("times", _("Times and hours"), "placement-times", BEFORE, lambda facts: bool(facts.settings)),
    Section("cover", _("Who is responsible meanwhile"), "placement-cover", BEFORE, lambda facts: facts.slots_listed is True),
    Section("questions", _("Four questions"), "placement-questions", BEFORE, lambda facts: bool(facts.four_answers)),
    Section("cost", _("Cost"), "placement-cost", BEFORE, lambda facts: facts.fund_amount is not None),
    Section("sharing", _("What the provider sees"), "placement-sharing", BEFORE, lambda facts: bool(facts.shared_data)),
    Section("protocol", _("Working protocol"), "placement-protocol", BEFORE, lambda facts: facts.protocol_provider_on is not None),
    Section("start", _("Start the placement"), "placement-start", BEFORE, None),
    # while it runs, and how it ends
    Section("watch", _("Who watches over it"), "placement-watch", WHILE, lambda facts: bool(facts.monitor.strip())),
    Section("visits", _("Visits by the school"), "placement-visits", WHILE, lambda facts: facts.safety_checked_on is not None),
    Section("contact", _("Contact with provider and child"), "placement-contact", WHILE, lambda facts: facts.last_contact_on is not None),
    Section("voices", _("What the child and the parents say"), "placement-voices", WHILE, lambda facts: facts.pupil_voice_on is not None),
    Section("progress", _("Progress"), "placement-progress", WHILE, lambda facts: bool(facts.progress.strip())),
    Section("reviews", _("Reviews"), "placement-reviews", WHILE, lambda facts: bool(facts.reviews)),
    Section("concerns", _("Concerns"), "placement-concerns", WHILE, None),
    Section("reports", _("Reports of the provider"), "placement-reports", WHILE, None),
    Section("ending", _("How it ends, and what comes next"), "placement-ending", END, lambda facts: bool(facts.destination)),
    Section("way-back", _("The way back to school"), "placement-way-back", END, lambda facts: bool(facts.reintegration_plan.strip())),
    Section("after", _("Year 11 and after"), "placement-after", END, None),
]
