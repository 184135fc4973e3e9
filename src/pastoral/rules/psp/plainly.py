"""The words of a rule where it is not judged under its first number: no council's own names for things, and no nation's.

Neath Port Talbot's rules speak of its PSP and its ALNCo. The same check elsewhere says "the plan" and "the learning needs
lead"; who that is, the authority's pack says beside it.
"""

from __future__ import annotations

from pastoral.rules.sentences import mark

PLAIN: dict[str, str] = {
    "A senior member of staff leads the PSP": mark("A senior member of staff leads the plan"),
    "The PSP has no lead.": mark("The plan has no lead."),
    "The ALNCo and the staff concerned are told": mark("The learning needs lead and the staff concerned are told"),
    "The ALNCo has not been told about the PSP.": mark("The learning needs lead has not been told about the plan."),
    "Tell the ALNCo and record the date.": mark("Tell the learning needs lead and record the date."),
    "The staff who teach the child have not been told about the PSP.": mark(
        "The staff who teach the child have not been told about the plan."
    ),
    "The Education Welfare Officer is involved where attendance is an issue": mark(
        "The attendance officer is involved where attendance is an issue"
    ),
    "Ask the Education Welfare Officer to take part and record when they answered.": mark(
        "Ask the attendance officer to take part and record when they answered."
    ),
    "The Education Welfare Officer must be involved, because hours are reduced.": mark(
        "The attendance officer must be involved, because hours are reduced."
    ),
    "Attendance is an issue, but the Education Welfare Officer is not involved.": mark(
        "Attendance is an issue, but the attendance officer is not involved."
    ),
    "Needs are assessed, and a child with ALN has an IDP": mark("Learning needs are assessed and have a plan of their own"),
    "Ask the ALNCo to assess the child's needs.": mark("Ask the learning needs lead to assess the child's needs."),
    "The child has additional learning needs, but no individual development plan is named.": mark(
        "The child has learning needs of their own, but no plan for them is named."
    ),
    "Ask the Inclusion Service for advice, offer a smaller meeting, and record it.": mark(
        "Ask the authority for advice, offer a smaller meeting, and record it."
    ),
    "The authority has a copy of the signed PSP": mark("The authority has a copy of the signed plan"),
    "The signed PSP has not been sent to the authority.": mark("The signed plan has not been sent to the authority."),
    "Send the signed PSP.": mark("Send the signed plan."),
    "A review is held at least every six weeks": mark("The plan is reviewed in good time"),
    "The key adult meets the child every week": mark("Somebody meets the child as often as was agreed"),
    "The last check-in was on {last}, more than a week ago.": mark(
        "The last check-in was on {last}. The next was due on {due}."
    ),
    "The PSP feeds the IDP and never replaces it": mark("The plan feeds the plan for learning needs and never replaces it"),
    "The outcomes are not linked to the individual development plan.": mark(
        "The outcomes are not linked to the plan for the child's learning needs."
    ),
    "Say which outcomes of the individual development plan they feed.": mark(
        "Say which outcomes of the plan for learning needs they feed."
    ),
    "The child, the school and a parent sign": mark("Those who made the plan sign it"),
}


def plainly(text: str) -> str:
    """The same sentence in words that fit every authority."""
    return PLAIN.get(text, text)
