"""Every parameter that a policy pack may set: its shape, how an officer reads it, and its row in the rules catalogue (section 6).

A parameter that `may_be_silent` has a topic: what is said where there is no rule. The others the software cannot do without.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .shapes import CODE, Day, Flag, Line, Many, Number, OneOf, Shape, Whole
from .vocabulary import INPUTS, MAILBOXES, REVIEW_DECISIONS, ROLES, SIGNATORIES, TARGET_FIELDS, VERDICTS


@dataclass(frozen=True)
class Parameter:
    """One parameter. `sentence` is read by officers; `topic` where there is no rule, which only an `unset` one may say."""

    of: Shape
    sentence: str | Promise
    topic: str | Promise = ""
    row: int = 0  # of the parameter table in the rules catalogue, section 6
    unset: bool = False


def needed(of: Shape, sentence: Promise, *, row: int = 0) -> Parameter:
    """A parameter that the software cannot do without."""
    return Parameter(of, sentence, row=row)


def may_be_silent(of: Shape, sentence: Promise, topic: Promise, *, row: int = 0) -> Parameter:
    """A parameter that may have no value: then nothing is judged by it (SYS-06)."""
    return Parameter(of, sentence, topic, row, unset=True)


DAYS = Whole(1, 60)
WEEKS = Whole(1, 104)
HOURS = Number(1, 60)
PERCENT = Whole(1, 100)
REGISTER_CODE = Line(r"[A-Z][0-9]?|[/\\#]", "a code of the register")
CLOCK = Line(r"([01][0-9]|2[0-3]):[0-5][0-9]", "a time like 09:00")
MONTH_DAY = Line(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "a month and a day like 08-31")
HOW_OFTEN = OneOf(("session", "daily", "weekly", "as_agreed"))
MEETS = OneOf(("termly", "half_termly", "monthly"))

# The parts of a policy, in the order in which an officer reads them.
GROUPS: dict[str, Promise] = {
    "psp": _("The plan"),
    "plan": _("Leading, agreeing and telling"),
    "hours": _("Full-time hours"),
    "reduced": _("Reduced timetables"),
    "ages": _("School ages"),
    "attendance": _("The register"),
    "exclusion": _("Exclusions"),
    "direction": _("Directing a child off site"),
    "managed_move": _("Managed moves"),
    "placement": _("Alternative provision"),
    "provider": _("Providers that are not schools"),
    "graduated": _("The graduated response"),
    "findings": _("What the rules find"),
    "kpi": _("Figures that are published"),
}

_PSP: dict[str, Parameter] = {
    "psp.plan_status": may_be_silent(
        OneOf(("expected", "optional", "required", "none")), _("Whether a plan is expected: {value}"),
        _("Whether a plan is expected"), row=3
    ),
    "psp.max_review_weeks": needed(Whole(1, 26), _("A review is held at least every {value} calendar weeks"), row=5),
    "psp.first_review_weeks": needed(Whole(1, 26), _("The first review is held after {value} calendar weeks"), row=5),
    "psp.review_schedule_weeks": may_be_silent(
        Many(Whole(1, 52)), _("Reviews are planned this many weeks after the start: {value}"), _("Reviews at fixed weeks"), row=5
    ),
    "psp.interim_reviews_needed": may_be_silent(
        Whole(0, 10), _("At least {value} of those reviews is held"), _("How many of the planned reviews are held"), row=5
    ),
    "psp.final_review_weeks": may_be_silent(
        WEEKS, _("The last review is held {value} calendar weeks after the start"), _("When the last review is held"), row=5
    ),
    "psp.check_in_days": needed(Whole(1, 31), _("The key adult meets the child at least every {value} days in term"), row=6),
    "psp.check_in_choices": may_be_silent(
        Many(OneOf(("daily", "weekly", "fortnightly", "monthly"))),
        _("How often the key adult and the child meet is chosen from: {value}"), _("Choices for how often they meet"), row=6,
    ),
    "psp.length_weeks": may_be_silent(
        WEEKS, _("A plan lasts at most {value} calendar weeks"), _("How long a plan may last"), row=7
    ),
    "psp.end_date_needed": may_be_silent(
        Flag(), _("A plan has a date on which it ends: {value}"), _("Whether a plan needs an end date"), row=7
    ),
    "psp.review_decisions": needed(
        Many(OneOf(REVIEW_DECISIONS), least=2), _("A review ends with one of these decisions: {value}"), row=8
    ),
    "psp.verdicts": may_be_silent(
        Many(OneOf(VERDICTS), least=2), _("The last review judges the plan: {value}"), _("How a plan is judged at the end"), row=8
    ),
    "psp.signatories": needed(Many(OneOf(SIGNATORIES)), _("These people sign the plan: {value}"), row=9),
    "psp.copy_to_authority": may_be_silent(
        Many(OneOf(("plan", "review")), least=0), _("The authority gets a copy of each: {value}"), _("Copies to the authority"), row=10
    ),
    "psp.monitoring_group_meets": may_be_silent(
        MEETS, _("The authority's monitoring group meets: {value}"), _("How often the authority's monitoring group meets"), row=11
    ),
    "psp.notice_days": may_be_silent(
        DAYS, _("People are invited to the meeting at least {value} days before"), _("Days of notice before the meeting")
    ),
    "psp.outcomes_wanted": needed(Whole(1, 10), _("A plan has at least {value} outcomes, or says why there are fewer")),
    "psp.outcome_sequence": may_be_silent(
        Flag(), _("Each outcome goes through the eight tests of the Outcome Sequence: {value}"), _("The Outcome Sequence")
    ),
    "psp.support_sequence": may_be_silent(
        Flag(), _("Help is looked for with the Support Sequence: {value}"), _("The Support Sequence")
    ),
    "psp.target_fields": may_be_silent(
        Many(OneOf(TARGET_FIELDS)), _("Each target also says: {value}"), _("What else each target says")
    ),
    "psp.meeting_sections_needed": may_be_silent(
        Many(CODE), _("These parts of the form must be filled in before the plan is agreed: {value}"),
        _("Parts of the form that must be filled in")
    ),
    "psp.documents_wanted": may_be_silent(
        Many(CODE), _("These papers are put together before the meeting: {value}"), _("Papers to put together before the meeting")
    ),
    "psp.inputs_wanted": needed(Many(OneOf(INPUTS)), _("These views and papers are gathered before the meeting: {value}")),
    "psp.child_view_to_close": needed(Flag(), _("The child's own view is needed before a plan ends: {value}")),
    "psp.contribution_days": needed(DAYS, _("People have {value} school days to send their views")),
    "psp.chase_days": needed(DAYS, _("Somebody who has not answered is reminded after {value} school days")),
    "psp.link_days": needed(Whole(1, 90), _("A link sent by message works for {value} days")),
    "psp.alnco_within_days": may_be_silent(
        DAYS, _("The learning needs lead is told within {value} school days"), _("By when the learning needs lead is told")
    ),
    "psp.staff_within_days": may_be_silent(
        DAYS, _("The child's teachers are told within {value} school days"), _("By when the child's teachers are told")
    ),
    "psp.wellbeing_within_days": may_be_silent(
        DAYS, _("The authority is told of a risk of permanent exclusion within {value} school days"),
        _("By when the authority is told of a risk of permanent exclusion"), row=26,
    ),
    "psp.send_within_days": may_be_silent(
        DAYS, _("The signed plan reaches the authority within {value} school days"),
        _("By when the signed plan reaches the authority"), row=10
    ),
    "psp.review_copy_within_days": may_be_silent(
        DAYS, _("The review reaches the authority within {value} school days"), _("By when the review reaches the authority"), row=10
    ),
    "psp.signature_within_days": may_be_silent(
        DAYS, _("Signatures missing at the meeting are given within {value} school days"),
        _("By when missing signatures are given"), row=9
    ),
    "plan.lead_is": may_be_silent(
        Many(OneOf(("senior_staff", "alnco", "school_coordinator", "commissioner", "class_teacher", "teacher_and_alnco"))),
        _("Who leads: {value}"), _("Who leads a plan"), row=4,
    ),
    "plan.child_voice": may_be_silent(
        OneOf(("regular", "ongoing")), _("The child is listened to: {value}"), _("How often the child is listened to"), row=6
    ),
    "plan.ends_with": may_be_silent(
        OneOf(("decision", "verdict", "destination", "panel_recommendation", "positive_change")),
        _("What comes out of a review: {value}"), _("What comes out of a review"), row=8,
    ),
    "plan.authority_told_of": may_be_silent(
        Many(OneOf((
            "plan", "review", "before_exclusion", "concern", "unlisted_provider", "direction", "managed_move", "reduced_timetable",
            "suspension",
        ))),
        _("The authority is told of: {value}"), _("What the authority is told of"), row=10,
    ),
    "plan.authority_bodies": may_be_silent(
        Many(OneOf(ROLES)), _("Who looks at this for the authority: {value}"), _("Who looks at this for the authority"), row=11
    ),
    "plan.parents_part": may_be_silent(
        Many(OneOf((
            "agree_reduced_timetable", "agree_placement", "involved", "involved_from_start", "asked_about_data",
            "not_needed_for_direction",
        ))),
        _("Parents' part: {value}"), _("What parents must agree to"), row=30,
    ),
}  # fmt: skip

_HOURS: dict[str, Parameter] = {
    "hours.measured_by": may_be_silent(
        OneOf(("taught_hours", "full_entitlement", "day_cover", "factors", "week_expectation")),
        _("Full time is measured by: {value}"), _("How full time is measured"), row=12,
    ),
    "hours.foundation_ks1": may_be_silent(
        HOURS, _("Full time, reception and Years 1 and 2: {value} hours a week"),
        _("Full-time hours, reception and Years 1 and 2"), row=12
    ),
    "hours.ks2": may_be_silent(
        HOURS, _("Full time, Years 3 to 6: {value} hours a week"), _("Full-time hours, Years 3 to 6"), row=12
    ),
    "hours.ks3_year_10": may_be_silent(
        HOURS, _("Full time, Years 7 to 10: {value} hours a week"), _("Full-time hours, Years 7 to 10"), row=12
    ),
    "hours.year_11": may_be_silent(
        HOURS, _("Full time, Year 11: {value} hours a week"), _("Full-time hours, Year 11"), row=12
    ),
    "hours.week_expectation": may_be_silent(
        HOURS, _("A school week of a mainstream school has {value} hours, breaks and lunch included"), _("Hours of a school week"), row=12
    ),
    "hours.day_starts": may_be_silent(
        CLOCK, _("Somebody is answerable for the child from {value}"), _("From when somebody is answerable for the child"), row=12
    ),
    "hours.day_ends": may_be_silent(
        CLOCK, _("Somebody is answerable for the child until {value}"), _("Until when somebody is answerable for the child"), row=12
    ),
    "reduced.plan_needed": may_be_silent(
        OneOf(("psp", "rep", "none")), _("A reduced timetable stands in: {value}"), _("Which plan a reduced timetable needs"), row=15
    ),
    "reduced.without_plan": may_be_silent(
        OneOf(("medical_healthcare_plan", "medical")),
        _("A reduced timetable without a plan is allowed only for: {value}"), _("A reduced timetable without a plan"), row=15,
    ),
    "reduced.max_weeks": may_be_silent(
        Whole(1, 52), _("A reduced timetable lasts at most {value} weeks"), _("How long a reduced timetable may last"), row=13
    ),
    "reduced.week_kind": may_be_silent(
        OneOf(("calendar", "school")), _("Those weeks are counted as: {value} weeks"), _("Which weeks are counted"), row=13
    ),
    "reduced.extension_by": may_be_silent(
        OneOf(ROLES), _("A longer one is authorised by: {value}"), _("Who authorises a longer one"), row=14
    ),
    "reduced.review_weeks": may_be_silent(
        Whole(1, 26), _("A reduced timetable is reviewed at least every {value} calendar weeks"),
        _("How often a reduced timetable is reviewed")
    ),
    "reduced.objection_days": may_be_silent(
        Whole(1, 20), _("“This is not what we agreed” from a family is taken up within {value} school days"),
        _("By when “this is not what we agreed” is taken up")
    ),
    "reduced.notice_to_authority": may_be_silent(
        OneOf(("by_start", "on_agreement")),
        _("The authority is told of a reduced timetable: {value}"), _("By when the authority is told of a reduced timetable"), row=10,
    ),
    "reduced.tell": may_be_silent(
        Many(OneOf(ROLES)), _("Told of every reduced timetable: {value}"), _("Who is told of a reduced timetable"), row=10
    ),
    "reduced.audit_least_sessions": may_be_silent(
        Whole(1, 50), _("“Has not come for a time” is read from the register after {value} agreed half days"),
        _("How many agreed half days missed are “a time” in the audit")
    ),
    "reduced.audit": may_be_silent(
        OneOf(("matrix", "kpis", "self_reflection", "challenge")), _("Arrangements are checked by: {value}"),
        _("How arrangements are checked"), row=19
    ),
    "reduced.transport": may_be_silent(
        OneOf(("change_form", "early_barrier")), _("Transport: {value}"), _("What is done about transport"), row=29
    ),
}  # fmt: skip

_LAW: dict[str, Parameter] = {
    "ages.compulsory_from": may_be_silent(
        Whole(3, 7), _("Compulsory school age begins on the day named next after the child is {value}"),
        _("When compulsory school age begins")
    ),
    "ages.prescribed_days": may_be_silent(
        Many(MONTH_DAY), _("The days on which it can begin: {value}"),
        _("The days on which compulsory school age can begin")
    ),
    "ages.compulsory_ends": may_be_silent(
        OneOf(("last_friday_in_june",)), _("In the school year in which the child is 16 it ends on: {value}"),
        _("When compulsory school age ends")
    ),
    "attendance.code_reduced_hours": may_be_silent(
        REGISTER_CODE, _("Register code for agreed hours out of school: {value}"),
        _("Register code for agreed hours out of school"), row=16
    ),
    "attendance.code_provider": may_be_silent(
        REGISTER_CODE, _("Register code for attending a provider: {value}"), _("Register code for attending a provider"), row=17
    ),
    "attendance.code_dual_registered": may_be_silent(
        REGISTER_CODE, _("Register code where the child is also on the roll of the place attended: {value}"),
        _("Register code where the child is on two rolls"), row=17,
    ),
    "attendance.code_authority_arranged": may_be_silent(
        REGISTER_CODE, _("Register code for a place that the authority arranged: {value}"),
        _("Register code for a place that the authority arranged"), row=17,
    ),
    "attendance.code_home": may_be_silent(
        OneOf(("never_attending",)), _("Work at home or online is {value}"), _("How work at home is registered"), row=18
    ),
    "attendance.code_no_transport": may_be_silent(
        REGISTER_CODE, _("Register code where the authority's transport was not arranged: {value}"),
        _("Register code where transport was not arranged"), row=29,
    ),
    "attendance.code_separation": may_be_silent(
        REGISTER_CODE, _("Register code for days of a safeguarding separation: {value}"),
        _("Register code for days of a safeguarding separation")
    ),
    "attendance.provider_report": may_be_silent(
        HOW_OFTEN, _("A provider reports attendance: {value}"), _("How often a provider reports attendance"), row=23
    ),
    "attendance.register_open_minutes": may_be_silent(
        Whole(1, 60), _("A register stays open for at most {value} minutes"), _("How long a register stays open")
    ),
    "attendance.reason_within_days": may_be_silent(
        DAYS, _("The reason of an absence is found out within {value} school days"), _("By when the reason of an absence is found out")
    ),
    "attendance.unauthorised_return_days": may_be_silent(
        DAYS, _("The authority is told after {value} school days in a row without leave"),
        _("When the authority is told of absence without leave")
    ),
    "attendance.sickness_return_days": may_be_silent(
        DAYS, _("The authority is told when {value} school days of illness are expected"),
        _("When the authority is told of a long illness")
    ),
    "attendance.persistent_percent": may_be_silent(
        PERCENT, _("Absence is persistent from {value} per cent of sessions"), _("When absence is persistent")
    ),
    "attendance.persistent_at": may_be_silent(
        OneOf(("at_least", "more_than")), _("Absence of exactly that share is persistent: {value}"), _("Whether that share itself counts")
    ),
    "attendance.severe_percent": may_be_silent(
        PERCENT, _("Absence is severe from {value} per cent of sessions"), _("When absence is severe")
    ),
    "attendance.penalty_sessions": may_be_silent(
        Whole(1, 100), _("A penalty notice is considered after {value} sessions without leave"), _("When a penalty notice is considered")
    ),
    "attendance.penalty_school_weeks": may_be_silent(
        Whole(1, 52), _("Those sessions fall within {value} school weeks"), _("Within which time those sessions fall")
    ),
    "attendance.keep_years": may_be_silent(
        Whole(1, 50), _("Entries in the register are kept for {value} years"), _("How long entries in the register are kept")
    ),
    "exclusion.lunchtime_days": needed(Number(0, 1), _("An exclusion over lunchtime counts as {value} of a school day")),
    "exclusion.day_step": needed(Number(0, 1), _("Days of exclusion are counted in steps of {value}")),
    "exclusion.year_limit_days": may_be_silent(
        Whole(1, 200), _("A child may be excluded for at most {value} school days in a school year"),
        _("Most days of exclusion in a school year")
    ),
    "exclusion.provision_from_day": may_be_silent(
        DAYS, _("Education is arranged from school day {value} of an exclusion"), _("From which day education is arranged"), row=25
    ),
    "exclusion.provision_alternative_days": may_be_silent(
        DAYS, _("Another reading of the guidance: within {value} school days"), _("Another reading of when education is arranged"), row=25
    ),
    "exclusion.notice_to": may_be_silent(
        OneOf(MAILBOXES), _("Mailbox that is told where a child may be excluded for good: {value}"),
        _("Who is told where a child may be excluded for good"), row=26
    ),
    "exclusion.notice_within_days": may_be_silent(
        DAYS, _("Notice is given in writing within {value} school days"), _("By when notice is given in writing")
    ),
    "exclusion.pupil_is_party_from_age": may_be_silent(
        Whole(4, 18), _("From the age of {value} the child gets the notice as well as the parent"),
        _("From which age the child gets the notice")
    ),
    "exclusion.board_notice_over_days": may_be_silent(
        DAYS, _("The governors are told without delay of more than {value} school days in a term"), _("When the governors are told")
    ),
    "exclusion.board_must_meet_over_days": may_be_silent(
        DAYS, _("The governors must meet for more than {value} school days in a term"), _("When the governors must meet")
    ),
    "exclusion.board_meets_within_days": may_be_silent(
        DAYS, _("They then meet within {value} school days"), _("By when the governors meet")
    ),
    "exclusion.board_on_request_within_days": may_be_silent(
        DAYS, _("Asked to, they meet within {value} school days"), _("By when the governors meet if asked")
    ),
    "exclusion.board_earliest_day": may_be_silent(
        DAYS, _("They meet on school day {value} at the earliest"), _("The earliest day on which the governors meet")
    ),
    "exclusion.decision_within_days": may_be_silent(
        DAYS, _("Their decision is sent within {value} school days"), _("By when the governors' decision is sent")
    ),
    "exclusion.review_application_days": may_be_silent(
        DAYS, _("A review or an appeal is asked for within {value} school days"), _("By when a review or an appeal is asked for")
    ),
    "exclusion.review_hearing_days": may_be_silent(
        DAYS, _("It is heard within {value} school days"), _("By when a review or an appeal is heard")
    ),
    "exclusion.reconsider_days": may_be_silent(
        DAYS, _("Told to think again, the governors meet within {value} school days"), _("By when the governors think again")
    ),
}  # fmt: skip

_ELSEWHERE: dict[str, Parameter] = {
    "direction.notice_school_days": may_be_silent(
        DAYS, _("Notice of a direction is given at least {value} school days before"), _("Notice of a direction off site")
    ),
    "direction.review_request_weeks": may_be_silent(
        Whole(1, 52), _("A review that is asked for is held, unless one was held in the {value} weeks before"),
        _("When a direction is reviewed on request")
    ),
    "direction.invite_days": may_be_silent(
        DAYS, _("Parents are invited to a review at least {value} days before"), _("Notice of a review of a direction")
    ),
    "direction.academies_from": may_be_silent(
        Day(), _("The rules on directions also bind academies and referral units from {value}"),
        _("Whether the rules on directions bind academies")
    ),
    "direction.review_with": may_be_silent(
        Many(OneOf(ROLES)), _("At a review of a direction are: {value}"), _("Who takes part in a review of a direction")
    ),
    "direction.outcome_days": may_be_silent(
        DAYS, _("The outcome of a review is sent within {value} days"), _("By when the outcome of a review is sent")
    ),
    "managed_move.body": may_be_silent(
        OneOf(ROLES), _("Managed moves are talked through at: {value}"), _("Where managed moves are talked through"), row=27
    ),
    "managed_move.body_meets": may_be_silent(MEETS, _("It meets: {value}"), _("How often it meets"), row=11),
    "managed_move.trial_allowed": may_be_silent(
        Flag(), _("A managed move may begin as a trial: {value}"), _("Whether a managed move may begin as a trial"), row=27
    ),
    "managed_move.how": may_be_silent(
        OneOf(("rare", "reported", "panel", "permanent_and_voluntary")), _("Managed moves: {value}"),
        _("What is said of managed moves"), row=27
    ),
    "placement.vetting": may_be_silent(
        Many(OneOf(("declaration", "framework", "policies_checked", "quality_assurance", "written_confirmation", "four_questions"))),
        _("Before a provider is used there is: {value}"), _("How a provider is checked"), row=20,
    ),
    "placement.dbs_years": may_be_silent(
        Whole(1, 10), _("Checks of staff (enhanced DBS) are not older than {value} years"), _("How old checks of staff may be"), row=20
    ),
    "placement.references": may_be_silent(
        Whole(1, 10), _("There are at least {value} references for each of the provider's staff"),
        _("References for the provider's staff"), row=20
    ),
    "placement.training_months": may_be_silent(
        Whole(1, 60), _("Staff are trained in safeguarding at least every {value} months"),
        _("How often the provider's staff are trained"), row=20
    ),
    "placement.declaration_months": may_be_silent(
        Whole(1, 60), _("A declaration is good for {value} months"), _("How long a declaration is good for"), row=20
    ),
    "placement.list_owner": may_be_silent(
        OneOf(("authority_database", "framework_and_directory", "approved_directory", "purchasing_system_and_settings")),
        _("Providers are listed in: {value}"), _("Who keeps the list of providers"), row=21,
    ),
    "placement.tell_authority": may_be_silent(
        Many(OneOf(("at_start", "new_provider", "unlisted_provider", "off_site_direction", "non_school"))),
        _("The authority is told of a provider: {value}"), _("When the authority is told of a provider"), row=22,
    ),
    "placement.plan_needed": may_be_silent(
        Flag(), _("A placement needs a plan: {value}"), _("Whether a placement needs a plan"), row=3
    ),
    "placement.protocol_signed_by": may_be_silent(
        Many(OneOf(("school", "provider", "parent"))), _("A working protocol is signed by: {value}"),
        _("Who signs a working protocol"), row=9
    ),
    "placement.review": may_be_silent(
        OneOf(("half_termly", "plan_interval", "set_at_start")), _("A placement is reviewed: {value}"),
        _("When a placement is reviewed"), row=5
    ),
    "placement.attendance_report": may_be_silent(
        HOW_OFTEN, _("Attendance at a placement is reported: {value}"), _("How often attendance at a placement is reported"), row=23
    ),
    "placement.registration": may_be_silent(
        OneOf(("home", "dual_first_day", "dual_if_agreed")), _("On the roll: {value}"),
        _("On whose roll a child at a provider is"), row=24
    ),
    "placement.consent_for_data": may_be_silent(
        OneOf(("sought", "not_asked")), _("Parents' consent to share data: {value}"), _("Parents' consent to share data"), row=30
    ),
    "placement.data_sets": may_be_silent(
        Many(OneOf((
            "child_protection", "assessment", "sen_documents", "attendance", "individual_plans", "contacts", "agencies", "key_staff",
        ))),
        _("Always shared with the provider: {value}"), _("What is always shared with the provider"),
    ),
    "placement.final_report": may_be_silent(
        OneOf(("required", "wanted")), _("A report at the end: {value}"), _("A report at the end of a placement"), row=31
    ),
    "placement.final_report_days": needed(
        DAYS, _("The provider sends its final report within {value} days of the child's last day there")
    ),
    "placement.ends_with": may_be_silent(
        OneOf(("provider_report", "evaluation", "outcome_monitoring", "review_form")),
        _("At the end there is: {value}"), _("What there is at the end"), row=31,
    ),
    "placement.destination": may_be_silent(
        Flag(), _("Where the child goes next is recorded: {value}"), _("Whether it is recorded where the child goes next"), row=32
    ),
    "placement.destination_kept": may_be_silent(
        Many(OneOf(("next_step", "destination", "post_16", "year_11", "years_12_13"))),
        _("Of what comes next is kept: {value}"), _("What is kept of what comes next"), row=32,
    ),
    "placement.provision_from_day": may_be_silent(
        DAYS, _("After a permanent exclusion a place is found from school day {value}"),
        _("From when a place is found after a permanent exclusion"), row=25
    ),
    "placement.day_six_by": may_be_silent(
        OneOf(("residence", "school")), _("Which authority finds it goes by: {value}"), _("Which authority finds a place"), row=25
    ),
    "placement.illness_days": may_be_silent(
        DAYS, _("Education is arranged once illness costs {value} school days"), _("When education is arranged for a child who is ill")
    ),
    "placement.children_not_in_school_from": may_be_silent(
        Day(), _("The authority's register of children not in school is kept from {value}"), _("The register of children not in school")
    ),
    "placement.register_at": may_be_silent(
        CLOCK, _("A provider gets its link to the day’s register at {value}"),
        _("When a provider gets its link to the day's register")
    ),
    "placement.no_answer_school": may_be_silent(
        CLOCK, _("The school hears at {value} that a provider has not said who came in the morning"),
        _("When the school hears that nobody said who came in the morning")
    ),
    "placement.no_answer_school_afternoon": may_be_silent(
        CLOCK, _("The school hears at {value} that a provider has not said who came in the afternoon"),
        _("When the school hears that nobody said who came in the afternoon")
    ),
    "placement.no_answer_officer": may_be_silent(
        CLOCK, _("The authority's officer hears it at {value}, for the morning"),
        _("When the authority's officer hears that nobody said who came in the morning")
    ),
    "placement.no_answer_officer_afternoon": may_be_silent(
        CLOCK, _("The authority's officer hears it at {value}, for the afternoon"),
        _("When the authority's officer hears that nobody said who came in the afternoon")
    ),
    "placement.concern_hours": needed(
        Whole(1, 72), _("A concern about a placement that nobody has read after {value} hours goes to the head as well")
    ),
    "placement.non_school_weeks": may_be_silent(
        WEEKS, _("A place that is not a school is used for at most {value} weeks"), _("How long a place that is not a school is used")
    ),
    "provider.unregistered_test": may_be_silent(
        OneOf(("statutory", "registration_where_necessary", "more_registered", "statutory_and_factors")),
        _("Whether a provider must be a school: {value}"), _("Whether a provider must be a school"), row=28,
    ),
    "provider.unregistered_pupils": may_be_silent(
        Whole(1, 50), _("Full-time education for {value} or more children makes a school"), _("How many children make a school"), row=28
    ),
    "provider.unregistered_any_of": may_be_silent(
        Many(OneOf(("looked_after", "ehcp", "statement", "idp", "sen"))),
        _("So does full-time education for one child of these: {value}"), _("Which single child makes a school"), row=28,
    ),
    "provider.full_time_hours": may_be_silent(
        HOURS, _("More than {value} hours a week is likely to be full time"), _("How many hours are full time at a provider"), row=28
    ),
    "provider.suspended_by": may_be_silent(
        Many(OneOf((
            "declaration", "approval", "quality_assurance", "dbs", "training", "references", "insurance", "safeguarding_policy",
            "behaviour_policy", "attendance_policy", "needs_policy", "equality_policy", "health_and_safety", "registration",
            "premises", "fire", "first_aid", "confirmation",
        ))),
        _("A provider is suspended when one of these has run out: {value}"), _("What suspends a provider when it has run out"),
    ),
    "provider.warn_days": may_be_silent(
        Whole(1, 365), _("A warning is given {value} days before something runs out"), _("How early a warning is given"),
    ),
    "graduated.review_interval_weeks": may_be_silent(
        WEEKS, _("Each step is reviewed at least every {value} calendar weeks"), _("How often each step is reviewed"), row=5
    ),
    "findings.escalate_after_days": needed(
        DAYS, _("The head is told of what is {value} school days late")
    ),
    "findings.escalate_to_authority_after_days": needed(
        DAYS, _("The authority is told of what is {value} school days late")
    ),
    "findings.accept_at_most_days": needed(
        Whole(1, 366), _("An officer may accept a finding for at most {value} days")
    ),
    "kpi.suppress_under": may_be_silent(
        Whole(1, 20), _("Figures about fewer than {value} children are not shown"), _("How few children a figure may be about")
    ),
}  # fmt: skip

PARAMETERS: dict[str, Parameter] = {**_PSP, **_HOURS, **_LAW, **_ELSEWHERE}
