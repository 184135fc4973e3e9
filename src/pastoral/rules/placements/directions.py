"""Off-site direction in England: ENG-OSD-01 to 10, ENG-26-06 and T29.

A maintained school is bound since 1 September 2010; an academy or a pupil referral unit for directions decided from the day in
`direction.academies_from`. What was decided before runs on under the older arrangements.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.calendar import CalendarDays, CalendarWeeks, SchoolDays
from pastoral.rules.engine import RuleFinding
from pastoral.rules.key_stages import age_on
from pastoral.rules.needs import KNOWLEDGE, UNSETTLED, Need, blank, lacking, said_locally
from pastoral.rules.placements.days import latest_invitation, latest_notice, review_is_owed
from pastoral.rules.placements.direction_facts import (
    JOINED_LATER,
    MAINTAINED,
    NOTICE_LABELS,
    DirectedPlacement,
    DirectionFacts,
    DirectionNotice,
    ReviewRequest,
)
from pastoral.rules.placements.registry import START, DirectionLook, direction
from pastoral.rules.sentences import mark, say

FROM_2010 = date(2010, 9, 1)
FROM_2013 = date(2013, 1, 1)  # reviews at intervals the board thinks right; before, every thirty days
FROM_2026 = date(2026, 7, 26)
OPEN = ("deciding", "live", "ending")
RUNNING = ("live", "ending")
ADULT = 18


def regulated(look: DirectionLook) -> bool:
    """T29: whether the regulations bind this direction, by the kind of school and the day it was decided.

    Since the day that academies and referral units joined every kind of school is bound, so one that nobody has named is as well.
    """
    if look.facts.school_kind == MAINTAINED:
        return look.judged_on >= FROM_2010
    since = look.policy.value("direction.academies_from")
    return since is not None and look.judged_on >= since


def applies(look: DirectionLook, stages: tuple[str, ...] = OPEN) -> bool:
    """At one of these stages, under the regulations."""
    return look.facts.stage in stages and regulated(look)


@direction(
    "ENG-26-06", mark("Since 26 July 2026 the law on off-site direction binds academies and pupil referral units too"),
    source="Rules catalogue 2.3.1; what changed on 26 July 2026", force="M", effect="INFO",
)  # fmt: skip
def eng_26_06_who_is_bound(look: DirectionLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage not in OPEN:
        return
    if facts.school_kind in JOINED_LATER and not regulated(look):
        yield RuleFinding(
            "ENG-26-06", "INFO",
            say(
                "ENG-26-06.before",
                "Decided on {day}, before the law reached this kind of school: the older arrangements go on.",
                day=look.judged_on,
            ),
            say("ENG-26-06.before.remedy", "Keep to what was agreed. {status}", status=UNSETTLED),
            "head", about="law",
        )  # fmt: skip
    yield from lacking(
        "ENG-26-06", "WARN", "head",
        Need(
            facts.school_kind not in (MAINTAINED, *JOINED_LATER), "school_kind",
            mark("Nothing says what kind of school this is, so nobody can tell which law binds the direction."),
            mark("Choose the kind of school."),
        ),
    )  # fmt: skip
    if regulated(look) and look.judged_on >= FROM_2026:
        yield from lacking(
            "ENG-26-06", "WARN", "head",
            Need(
                blank(facts.pupil_views), "pupil_views",
                mark("The child's own views of the direction are missing."), mark("Ask the child and write the answer."),
            ),
            Need(
                facts.parents_informed_on is None, "information",
                mark("Parents do not have the information about the direction that the law names."),
                mark("Give it to them and record the day."),
            ),
        )  # fmt: skip


@direction(
    "ENG-OSD-01", mark("A direction is there to improve behaviour and is never a punishment"),
    source="Education Act 2002, section 29A", force="M", effect="BLOCK", valid_from=FROM_2010,
)  # fmt: skip
def eng_osd_01_purpose(look: DirectionLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if not applies(look):
        return
    yield from lacking(
        "ENG-OSD-01", "BLOCK", "head",
        Need(
            blank(facts.purpose), "purpose",
            mark("Nothing says what the direction is for."), mark("Say how it will improve the child's behaviour."),
        ),
        Need(
            not blank(facts.purpose) and facts.purpose != "behaviour", "purpose",
            mark("A school may direct a child off site only to improve behaviour, never to punish."),
            mark("Choose another way. A placement that parents agree to is not a direction."),
        ),
        Need(
            facts.parents_engaged_on is None
            and facts.engagement_attempts < 1
            and not said_locally(look.policy, "HAM-OSD-03"),
            "parents",
            mark("Parents do not have to agree, but nothing shows that they were involved."),
            mark("Talk to them, or record what you tried."), effect="INFO", gates=(),
        ),
        gates=START,
    )  # fmt: skip


@direction(
    "ENG-OSD-02", mark("Written notice at least two school days before the start"),
    source="SI 2010/1156", force="M", effect="BLOCK", valid_from=FROM_2010,
)  # fmt: skip
def eng_osd_02_notice(look: DirectionLook) -> Iterator[RuleFinding]:
    facts, days = look.facts, look.policy.value("direction.notice_school_days")
    if not applies(look):
        return
    given = facts.notice.given_on if facts.notice else None
    had_on = (facts.notice.to_pupil_on if facts.pupil_is_adult else facts.notice.to_parent_on) if facts.notice else None
    if facts.starts_on is None:
        yield from lacking(
            "ENG-OSD-02", "BLOCK", "head",
            Need(True, "starts_on", mark("The direction has no first day."), mark("Set the first day.")),
            gates=START,
        )  # fmt: skip
        return
    if days is None:
        return
    latest = latest_notice(facts.starts_on, SchoolDays(days), look.calendar)
    if latest is None:
        yield from lacking(
            "ENG-OSD-02", "BLOCK", "head",
            Need(
                True, "starts_on",
                mark("School days can't be counted back from {day}: it is too far from the known terms."),
                mark("Check the first day, and the school's term dates."), {"day": facts.starts_on},
            ),
            gates=START,
        )  # fmt: skip
        return
    yield from lacking(
        "ENG-OSD-02", "BLOCK", "head",
        Need(
            given is None, "notice",
            mark("No written notice has been given. The last day for it is {latest}."),
            mark("Give notice in time, or start later."), {"latest": latest}, due=latest,
        ),
        Need(
            given is not None and given > latest, "notice",
            mark("Notice was given on {given}. The last day for it was {latest}."),
            mark("Start later: at least {days} school days after the notice."),
            {"given": given, "latest": latest, "days": days},
        ),
        Need(
            given is not None and given <= latest and had_on is not None and had_on > latest, "notice",
            mark("The family has had the notice since {had}. The last day for it was {latest}."),
            mark("Start later: at least {days} school days after the notice."),
            {"had": had_on, "latest": latest, "days": days},
        ),
        gates=START,
    )  # fmt: skip


@direction(
    "ENG-OSD-03", mark("The notice holds everything the law asks for"),
    source="SI 2010/1156", force="M", effect="BLOCK", valid_from=FROM_2010,
)  # fmt: skip
def eng_osd_03_notice_fields(look: DirectionLook) -> Iterator[RuleFinding]:
    if applies(look):
        missing = (look.facts.notice or DirectionNotice()).missing
        yield from lacking(
            "ENG-OSD-03", "BLOCK", "head",
            Need(
                bool(missing), "notice_fields",
                mark("The notice does not say: {fields}."), mark("Add it to the notice."),
                {"fields": tuple(say("ENG-OSD-03.field", NOTICE_LABELS[code]) for code in missing)},
            ),
            gates=START,
        )  # fmt: skip
        yield from _agrees_with_placement(look.facts)


def _days_part(starts_on: date | None, there: DirectedPlacement) -> bool:
    """Whether the two begin on different days. A child may be there already, by agreement, when the direction begins."""
    if starts_on is None or there.starts_on is None or there.stage == "closed":
        return False
    return starts_on < there.starts_on if there.stage in RUNNING else starts_on != there.starts_on


def _agrees_with_placement(facts: DirectionFacts) -> Iterator[RuleFinding]:
    """Where the direction is for a placement: its days are the notice's, and its provider has the notice (table 3.3)."""
    there = facts.placement
    if there is None or facts.stage == "ending":
        return
    given = facts.notice is not None and facts.notice.given_on is not None
    yield from lacking(
        "ENG-OSD-03", "WARN", "head",
        Need(
            there.stage == "closed", "placement",
            mark("The placement that this direction is for is closed."),
            mark("Choose another placement, or bring the direction to its end."),
        ),
        Need(
            _days_part(facts.starts_on, there), "placement",
            mark("The direction starts on {starts}, its placement on {other}."), mark("Make the two days the same."),
            {"starts": facts.starts_on, "other": there.starts_on},
        ),
        Need(
            given and bool(there.provider) and there.stage != "closed" and not there.provider_has_notice, "notice:provider",
            mark("{provider} does not have the notice."), mark("Share the place with the provider, or hand over a copy."),
            {"provider": there.provider}, effect="TASK",
        ),
    )  # fmt: skip


@direction(
    "ENG-OSD-04", mark("Parents get the notice, and the authority where there is a plan"),
    source="SI 2010/1156", force="M", effect="BLOCK", valid_from=FROM_2010,
)  # fmt: skip
def eng_osd_04_recipients(look: DirectionLook) -> Iterator[RuleFinding]:
    """The reading that the authority is told where there is an EHCP is our source's; the text says "statement"."""
    facts, notice = look.facts, look.facts.notice or DirectionNotice()
    if applies(look):
        yield from lacking(
            "ENG-OSD-04", "BLOCK", "head",
            Need(
                not facts.pupil_is_adult and notice.to_parent_on is None, "notice:parent",
                mark("The parents do not have the notice."), mark("Give it to them and record the day."),
            ),
            Need(
                facts.pupil_is_adult and notice.to_pupil_on is None, "notice:pupil",
                mark("The young person is 18 and does not have the notice."), mark("Give it to them and record the day."),
            ),
            Need(
                facts.has_ehcp and notice.to_authority_on is None, "notice:authority",
                mark("There is an education, health and care plan, and the authority does not have the notice."),
                mark("Send it to the authority and record the day."),
            ),
            gates=START,
        )  # fmt: skip


@direction(
    "ENG-OSD-05", mark("The board sets how often the direction is reviewed"),
    source="SI 2010/1156 as amended by SI 2012/2532", force="M", effect="BLOCK", valid_from=FROM_2013,
)  # fmt: skip
def eng_osd_05_review_plan(look: DirectionLook) -> Iterator[RuleFinding]:
    if applies(look):
        yield from lacking(
            "ENG-OSD-05", "BLOCK", "governing_board",
            Need(
                blank(look.facts.review_every), "review_every",
                mark("Nothing says how often the direction is reviewed."),
                mark("Set what is right for this child. No law names a number."),
            ),
            gates=START,
        )  # fmt: skip
    if applies(look, ("live",)):
        yield from _reviews_to_come(look)


def _reviews_to_come(look: DirectionLook) -> Iterator[RuleFinding]:
    """While it runs a review lies ahead, and one whose day has passed is recorded."""
    planned = [review for review in look.facts.reviews if review.held_on is None and review.planned_for is not None]
    yield from lacking(
        "ENG-OSD-05", "TASK", "governing_board",
        Need(not planned, "review_request", mark("No review is planned."), mark("Plan the next one.")),
        *(
            Need(
                review.planned_for is not None and review.planned_for < look.today, f"review:{review.key or number}",
                mark("The review planned for {day} is not recorded."), mark("Record it, or choose another day."),
                {"day": review.planned_for},
            )
            for number, review in enumerate(planned, start=1)
        ),
    )  # fmt: skip


def by_right(request: ReviewRequest, facts: DirectionFacts) -> bool:
    """ENG-OSD-06: a parent until the pupil is 18, then the pupil, on the day of the request; the authority where it keeps a plan."""
    if request.by == "authority":
        return facts.has_ehcp
    if facts.born_on is None:
        return request.by in ("parent", "pupil")
    return request.by == ("pupil" if age_on(facts.born_on, request.on) >= ADULT else "parent")


def reviews_owed(facts: DirectionFacts, weeks: CalendarWeeks) -> Iterator[date]:
    """The days of the requests that still oblige the board to hold a review (T15)."""
    held = facts.reviews_held
    for request in facts.requests:
        answered = any(day >= request.on for day in held)
        if request.in_writing and by_right(request, facts) and not answered and review_is_owed(request.on, held, weeks):
            yield request.on


@direction(
    "ENG-OSD-06", mark("A review asked for in writing is held, unless one was held in the ten weeks before"),
    source="SI 2010/1156 as amended by SI 2012/2532", force="M", effect="TASK", valid_from=FROM_2013,
)  # fmt: skip
def eng_osd_06_requested_review(look: DirectionLook) -> Iterator[RuleFinding]:
    weeks = look.policy.value("direction.review_request_weeks")
    if applies(look, RUNNING) and weeks is not None and not said_locally(look.policy, "HAM-OSD-02"):
        for asked in reviews_owed(look.facts, CalendarWeeks(weeks)):
            yield RuleFinding(
                "ENG-OSD-06", "TASK",
                say("ENG-OSD-06", "A review was asked for on {asked} and is owed.", asked=asked),
                say("ENG-OSD-06.remedy", "Hold it as soon as you reasonably can."),
                "governing_board", None, "review_request",
            )  # fmt: skip


@direction(
    "ENG-OSD-07", mark("Parents are invited to a review at least six days before"),
    source="A council's guide to the regulations", force="M", effect="WARN", valid_from=FROM_2013,
)  # fmt: skip
def eng_osd_07_invitation(look: DirectionLook) -> Iterator[RuleFinding]:
    days = look.policy.value("direction.invite_days")
    if not applies(look, RUNNING) or days is None:
        return
    for number, review in enumerate(look.facts.reviews, start=1):
        if review.day is None or (review.held_on is None and look.facts.stage != "live"):
            continue  # once it ends, nobody holds what was planned
        latest = latest_invitation(review.day, CalendarDays(days))
        about = f"review:{review.key or number}"
        yield from lacking(
            "ENG-OSD-07", "WARN", "head",
            Need(
                review.parents_invited_on is None, about,
                mark("Parents have not been invited to the review of {day}. The last day for it is {latest}."),
                mark("Invite them in time, or choose a later day."), {"day": review.day, "latest": latest},
                effect="TASK" if review.held_on is None and look.today <= latest else "WARN", due=latest,
            ),
            Need(
                review.parents_invited_on is not None and review.parents_invited_on > latest, about,
                mark("Parents were invited to the review of {day} too late. The last day for it was {latest}."),
                mark("Ask whether the day suits them, or choose a later one."), {"day": review.day, "latest": latest},
            ),
        )  # fmt: skip


@direction(
    "ENG-OSD-08", mark("The outcome of a review is told promptly"),
    source="SI 2010/1156", force="M", effect="TASK", valid_from=FROM_2013,
)  # fmt: skip
def eng_osd_08_outcome(look: DirectionLook) -> Iterator[RuleFinding]:
    """Six days is known practice: `direction.outcome_days`; without it the task has no day."""
    days = look.policy.value("direction.outcome_days")
    if not applies(look, RUNNING) or said_locally(look.policy, "HAM-OSD-04"):
        return
    for number, review in enumerate(look.facts.reviews, start=1):
        if review.held_on is not None and review.outcome_to_parent_on is None:
            yield RuleFinding(
                "ENG-OSD-08", "TASK",
                say("ENG-OSD-08", "Parents have not heard what the review of {day} decided.", day=review.held_on),
                say("ENG-OSD-08.remedy", "Tell them in writing. {status}", status=KNOWLEDGE),
                "head", review.held_on + CalendarDays(days).delta if days else None, f"review:{review.key or number}",
            )  # fmt: skip


@direction(
    "ENG-OSD-09", mark("The head, the parents, a nominee of the board and the authority take part in reviews"),
    source="Statutory guidance in force from 26 July 2026", force="M", effect="WARN", valid_from=FROM_2026,
)  # fmt: skip
def eng_osd_09_review_people(look: DirectionLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if not applies(look, RUNNING):
        return
    for number, review in enumerate(facts.reviews, start=1):
        if review.held_on is None:
            continue
        about, day = f"review:{review.key or number}", {"day": review.held_on}
        yield from lacking(
            "ENG-OSD-09", "WARN", "head",
            Need(
                "head" not in review.people, about,
                mark("The head did not take part in the review of {day}."), mark("Hold the next one with the head."), day,
            ),
            Need(
                "parent" not in review.people, about,
                mark("No parent took part in the review of {day}."), mark("Choose a day that suits the parents."), day,
            ),
            Need(
                "board_nominee" not in review.people or review.nominee_is_head is True, about,
                mark("Nobody from the board, other than the head, took part in the review of {day}."),
                mark("Ask the board to name somebody who is not the head."), day,
            ),
            Need(
                facts.has_ehcp and review.authority_invited_on is None, about,
                mark("There is an education, health and care plan, and the authority was not invited on {day}."),
                mark("Invite the authority to the next review."), day,
            ),
        )  # fmt: skip


@direction(
    "ENG-OSD-10", mark("A child directed to another school is registered at both"),
    source="Statutory guidance on off-site direction", force="M", effect="WARN", valid_from=FROM_2010,
)  # fmt: skip
def eng_osd_10_dual_registration(look: DirectionLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look):
        yield from lacking(
            "ENG-OSD-10", "WARN", "head",
            Need(
                facts.to_school is True and facts.dual_registered_on is None, "registration",
                mark("The child is directed to another school and is not registered at both."),
                mark("Register the child at both schools."),
            ),
        )  # fmt: skip


@direction(
    "WAL-EX-19", mark("A school in Wales has no power to direct a child off site"),
    source="Education Act 2002, section 29A: schools in England", force="M", effect="BLOCK",
)  # fmt: skip
def wal_ex_19_no_power(look: DirectionLook) -> Iterator[RuleFinding]:
    if look.facts.stage in OPEN:
        yield RuleFinding(
            "WAL-EX-19", "BLOCK",
            say("WAL-EX-19.direction", "Off-site direction is a power of schools in England. There is none in Wales."),
            say("WAL-EX-19.direction.remedy", "Plan alternative provision with the child and the parents instead."),
            "head", None, "law", START,
        )  # fmt: skip
