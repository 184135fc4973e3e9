"""Where a child goes after a placement, and where a young person is after Year 11: codes and how they are called."""

from __future__ import annotations

from pastoral.rules.sentences import mark

DESTINATION_LABELS: dict[str, str] = {
    "home_school": mark("Back to the home school"),
    "another_school": mark("Another school"),
    "special_school": mark("A special school or specialist place"),
    "referral_unit": mark("A pupil referral unit"),
    "alternative_provision": mark("Another alternative provider"),
    "college": mark("Sixth form or college"),
    "training": mark("Training or an apprenticeship"),
    "employment_study": mark("Work with part-time study or training"),
    "employment": mark("Work without study or training"),
    "home_education": mark("Education at home, chosen by the parents"),
    "moved_away": mark("Moved to another area"),
    "neet": mark("Not in education, employment or training"),
    "unknown": mark("Not known"),
}
SCHOOLS = frozenset({"home_school", "another_school", "special_school", "referral_unit"})
"""Destinations after which a child is looked in on at school."""
LOOKED_AT: dict[str, str] = {
    "safeguarding": mark("Safeguarding"),
    "wellbeing": mark("Wellbeing"),
    "health_safety": mark("Health and safety"),
    "teaching": mark("Teaching and learning"),
}
SAFETY = frozenset({"safeguarding", "wellbeing", "health_safety"})
"""What a look at a child's safety covers (NPT-AP-09): the three together, though not on one day."""
CONCERN_LABELS: dict[str, str] = {
    "safeguarding": mark("A worry about a child's safety"),
    "adult_conduct": mark("What an adult did or said"),
    "unregistered_school": mark("The place may be working as a school without being registered"),
    "below_standard": mark("The teaching or care is not what was agreed"),
    "disagreement": mark("This is not what was agreed"),
}
CHECK_WEEKS = (6, 13)
"""Weeks after the return to school at which it is looked at again."""
