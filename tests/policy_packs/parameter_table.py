"""The parameter table of the rules catalogue (section 6), cell by cell, as test_parameter_table.py walks it.

Each row is written out with the words of its cells. `Local`: the authority's own value. `Silent`: "–" or a cell that gives no
value, so the screen says "no local rule", and what stands in is the nation's or nothing (SYS-06). `Shown`: a thing that is no
parameter. The last cell is the nation's own, read from the plain packs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pastoral.records.policy.packs import Pack

COLUMNS = ("neath-port-talbot", "hillingdon", "hampshire", "wiltshire", "worcestershire")


@dataclass(frozen=True)
class Local:
    """The authority's own value."""

    key: str
    value: Any


@dataclass(frozen=True)
class Silent:
    """No local rule: `stands_in` is the nation's value, or None where there is none either."""

    key: str
    stands_in: Any = None


@dataclass(frozen=True)
class Nation:
    """The value that a plain pack has from its nation; None where the nation is silent."""

    key: str
    value: Any
    of: str = "england"


@dataclass(frozen=True)
class Shown:
    """What a pack shows in another way."""

    of: Callable[[Pack], Any]
    value: Any


Cell = tuple[str, tuple[Local | Silent | Shown, ...]]


@dataclass(frozen=True)
class Row:
    title: str
    npt: Cell
    hillingdon: Cell
    hampshire: Cell
    wiltshire: Cell
    worcestershire: Cell
    national: tuple[str, tuple[Nation | Shown, ...]]

    @property
    def cells(self) -> dict[str, Cell]:
        return dict(
            zip(COLUMNS, (self.npt, self.hillingdon, self.hampshire, self.wiltshire, self.worcestershire), strict=True)
        )


def nation(pack: Pack) -> str:
    return pack.nation


def plan_names(pack: Pack) -> tuple[str, str]:
    return pack.labels.plan_short.en, pack.labels.plan.en


def form_title(pack: Pack) -> str:
    return pack.forms["psp"].title.en


def order_of(form: str) -> Callable[[Pack], tuple[str, ...]]:
    return lambda pack: pack.layouts[form].order


def told(event: str) -> Callable[[Pack], list[tuple[str, str]]]:
    return lambda pack: [(one.role, one.mailbox) for one in pack.recipients(event)]


def codes(*signs: str) -> Callable[[Pack], list[str]]:
    return lambda pack: [sign for sign in signs if sign in pack.codes]


def languages(pack: Pack) -> tuple[str, ...]:
    return pack.languages


def silent(*keys: str, stands_in: Any = None) -> Cell:
    return "–", tuple(Silent(key, stands_in) for key in keys)


FOUR = ("continue", "amend", "cease", "next_steps")

ROWS: dict[int, Row] = {
    1: Row(
        "Rule pack",
        ("Wales", (Shown(nation, "wales"),)),
        ("England", (Shown(nation, "england"),)),
        ("England", (Shown(nation, "england"),)),
        ("England", (Shown(nation, "england"),)),
        ("England", (Shown(nation, "england"),)),
        ("–", (Shown(nation, "england"),)),
    ),
    2: Row(
        "Plan name",
        ("PSP", (Shown(plan_names, ("PSP", "Pastoral Support Programme")),)),
        ("PSP", (Shown(plan_names, ("PSP", "Pastoral Support Programme")),)),
        ("Personalised plan for intervention", (
            Shown(plan_names, ("Personalised plan", "Personalised Plan for Intervention")),
            Shown(form_title, "Personalised plan for intervention"),
        )),
        ("REP (for reduced provision)", (Shown(plan_names, ("REP", "Reduced Education Provision Plan")),)),
        ("PCP / PBSP", (
            Shown(plan_names, ("PCP", "Person-Centred Plan")), Shown(form_title, "Positive Behaviour Support Plan (PBSP)"),
        )),
        ("none mandatory", (Nation("psp.plan_status", None),)),
    ),
    3: Row(
        "Plan status",
        ("Expected; mandatory for R/TT and AP", (
            Local("psp.plan_status", "expected"), Local("reduced.plan_needed", "psp"), Local("placement.plan_needed", True),
        )),
        ("Optional good practice", (Local("psp.plan_status", "optional"),)),
        ("Required to commission", (Local("psp.plan_status", "required"), Local("placement.plan_needed", True))),
        ("Expected for reduced provision", (Local("psp.plan_status", "expected"), Local("reduced.plan_needed", "rep"))),
        ("Expected from step 2", (Local("psp.plan_status", "expected"),)),
        ("–", (Nation("psp.plan_status", None), Nation("psp.plan_status", None, "wales"))),
    ),
    4: Row(
        "Lead",
        ("Senior staff and/or ALNCo", (Local("plan.lead_is", ("senior_staff", "alnco")),)),
        ("School co-ordinator", (Local("plan.lead_is", ("school_coordinator",)),)),
        ("Commissioner", (Local("plan.lead_is", ("commissioner",)),)),
        ("Commissioner", (Local("plan.lead_is", ("commissioner",)),)),
        ("Teacher → joint → SENDCo", (Local("plan.lead_is", ("class_teacher", "teacher_and_alnco", "alnco")),)),
        ("–", (Nation("plan.lead_is", None), Nation("plan.lead_is", None, "wales"))),
    ),
    5: Row(
        "Review interval",
        ("≤ 6 weeks, more often first", (Local("psp.max_review_weeks", 6), Local("psp.first_review_weeks", 3))),
        ("4 and/or 8, final 12 weeks", (
            Local("psp.review_schedule_weeks", (4, 8)), Local("psp.interim_reviews_needed", 1), Local("psp.final_review_weeks", 12),
        )),
        ("set at outset; attendance weekly", (
            Local("placement.review", "set_at_start"), Local("attendance.provider_report", "weekly"), Silent("psp.max_review_weeks", 6),
        )),
        silent("psp.max_review_weeks", "psp.first_review_weeks", stands_in="the nation's"),
        ("at each step; no interval", (Silent("graduated.review_interval_weeks"), Silent("psp.max_review_weeks", 6))),
        ("England: regular (AP ≥ half-termly, KCSIE)", (Nation("placement.review", "half_termly"), Nation("reduced.review_weeks", None))),
    ),
    6: Row(
        "Child check-in",
        ("weekly", (Local("psp.check_in_days", 7),)),
        ("weekly/fortnightly (daily possible)", (
            Local("psp.check_in_choices", ("daily", "weekly", "fortnightly")), Local("psp.check_in_days", 14),
        )),
        silent("psp.check_in_choices", "plan.child_voice"),
        ("regular voice", (Local("plan.child_voice", "regular"), Silent("psp.check_in_choices"))),
        ("ongoing", (Local("plan.child_voice", "ongoing"), Silent("psp.check_in_choices"))),
        ("–", (Nation("plan.child_voice", None), Nation("psp.check_in_choices", None))),
    ),
    7: Row(
        "Plan length",
        ("12 weeks usual for R/TT; PSP not capped", (Local("reduced.max_weeks", 12), Silent("psp.length_weeks"))),
        ("12 weeks", (Local("psp.length_weeks", 12), Local("psp.end_date_needed", True))),
        ("case by case", (Silent("psp.length_weeks"), Local("placement.review", "set_at_start"))),
        silent("psp.length_weeks"),
        silent("psp.length_weeks"),
        ("time-limited", (Nation("psp.length_weeks", None), Nation("reduced.max_weeks", None))),
    ),
    8: Row(
        "Interim/final outcomes",
        ("continue / amend / cease / next steps", (Local("psp.review_decisions", FOUR), Local("plan.ends_with", "decision"))),
        ("successful / unsuccessful", (Local("psp.verdicts", ("successful", "unsuccessful")), Local("plan.ends_with", "verdict"))),
        ("continue / end + destination", (
            Local("psp.review_decisions", ("continue", "cease")), Local("plan.ends_with", "destination"),
            Local("placement.destination", True),
        )),
        ("CAFE recommendations", (Local("plan.ends_with", "panel_recommendation"),)),
        ("positive change Y/N → step", (Local("plan.ends_with", "positive_change"),)),
        ("–", (Nation("plan.ends_with", None), Nation("psp.verdicts", None))),
    ),
    9: Row(
        "Signatories",
        ("child, school, parent (+ professionals list)", (Local("psp.signatories", ("child", "school", "parent")),)),
        ("everyone present", (Local("psp.signatories", ("everyone_present",)),)),
        ("school + provider (protocol)", (Local("placement.protocol_signed_by", ("school", "provider")),)),
        silent("psp.signatories", stands_in=("child", "school", "parent")),
        ("present list", (Local("psp.signatories", ("everyone_present",)), Shown(lambda pack: pack.parts["attendees"].en, "Present"))),
        ("parent agreement (PTT)", (Nation("plan.parents_part", ("agree_reduced_timetable", "not_needed_for_direction")),)),
    ),
    10: Row(
        "Copy to LA",
        ("yes: plan and each review", (Local("psp.copy_to_authority", ("plan", "review")),)),
        ("only before excluding / as agency", (
            Local("psp.copy_to_authority", ()), Local("plan.authority_told_of", ("before_exclusion",)),
            Shown(lambda pack: pack.labels.stages["sent"].uses, False),
        )),
        ("on concern; unlisted provider", (Local("plan.authority_told_of", ("concern", "unlisted_provider")),)),
        ("OSD + managed moves; REP", (Local("plan.authority_told_of", ("direction", "managed_move", "plan")),)),
        ("part-time timetable", (Local("plan.authority_told_of", ("reduced_timetable",)), Local("reduced.tell", ("authority",)))),
        ("suspensions always; PTT expected local", (
            Nation("plan.authority_told_of", ("suspension",)), Nation("reduced.notice_to_authority", None),
        )),
    ),
    11: Row(
        "LA body / frequency",
        ("PSP Monitoring Group – termly", (
            Local("plan.authority_bodies", ("monitoring_group",)), Local("psp.monitoring_group_meets", "termly"),
            Shown(lambda pack: pack.labels.role("monitoring_group").en, "PSP Monitoring Group"),
        )),
        silent("plan.authority_bodies", "psp.monitoring_group_meets"),
        ("Area Strategic Managers", (Local("plan.authority_bodies", ("area_manager",)), Silent("psp.monitoring_group_meets"))),
        ("CAFE group; SLA group; inclusion group", (
            Local("plan.authority_bodies", ("cafe_group", "sla_group", "inclusion_group")), Silent("psp.monitoring_group_meets"),
        )),
        ("CCAS panel; FAP half-termly", (
            Local("plan.authority_bodies", ("ccas_panel", "fair_access_panel")), Local("managed_move.body_meets", "half_termly"),
        )),
        ("–", (Nation("plan.authority_bodies", None), Nation("psp.monitoring_group_meets", None, "wales"))),
    ),
    12: Row(
        "Full-time hours",
        ("21 / 23.5 / 24 / 25", (
            Local("hours.foundation_ks1", 21), Local("hours.ks2", 23.5), Local("hours.ks3_year_10", 24), Local("hours.year_11", 25),
        )),
        ("–", (Silent("hours.measured_by", "week_expectation"), Silent("hours.week_expectation", 32.5))),
        ("full entitlement", (Local("hours.measured_by", "full_entitlement"), Silent("hours.week_expectation", 32.5))),
        ("9am–3pm coverage", (
            Local("hours.measured_by", "day_cover"), Local("hours.day_starts", "09:00"), Local("hours.day_ends", "15:00"),
        )),
        ('"full time" undefined (factors)', (Local("hours.measured_by", "factors"),)),
        ("England 32.5 h week expectation (mainstream, incl. breaks)", (Nation("hours.week_expectation", 32.5),)),
    ),
    13: Row(
        "R/TT max",
        ("12 weeks", (Local("reduced.max_weeks", 12),)),
        ("6 weeks (separate LA page, see ENG-PTT)", (
            Local("reduced.max_weeks", 6),
            Shown(lambda pack: pack.parameter("reduced.max_weeks").source.partition(":")[0], "hillingdon-part-time"),
        )),
        silent("reduced.max_weeks"),
        silent("reduced.max_weeks"),
        ("– (separate protocol)", (Silent("reduced.max_weeks"),)),
        ("time-limited, no number", (Nation("reduced.max_weeks", None), Nation("reduced.max_weeks", None, "wales"))),
    ),
    14: Row(
        "Extension authority",
        ("Director via PSP Group", (Local("reduced.extension_by", "director"),)),
        silent("reduced.extension_by"),
        silent("reduced.extension_by"),
        silent("reduced.extension_by"),
        silent("reduced.extension_by"),
        ("–", (Nation("reduced.extension_by", None), Nation("reduced.extension_by", None, "wales"))),
    ),
    15: Row(
        "R/TT without plan",
        ("only pure medical (IHP)", (Local("reduced.without_plan", "medical_healthcare_plan"),)),
        silent("reduced.without_plan"),
        ("medical exception to full time", (Local("reduced.without_plan", "medical"),)),
        silent("reduced.without_plan"),
        silent("reduced.without_plan"),
        ("–", (Nation("reduced.without_plan", None),)),
    ),
    16: Row(
        "Code, not in school under R/TT",
        ("C", (Local("attendance.code_reduced_hours", "C"),)),
        ("– (C2 national)", (Silent("attendance.code_reduced_hours", "C2"),)),
        ("– (C2)", (Silent("attendance.code_reduced_hours", "C2"),)),
        ("– (C2)", (Silent("attendance.code_reduced_hours", "C2"),)),
        ("– (C2)", (Silent("attendance.code_reduced_hours", "C2"),)),
        ("England C2; Wales C", (
            Nation("attendance.code_reduced_hours", "C2"), Nation("attendance.code_reduced_hours", "C", "wales"),
        )),
    ),
    17: Row(
        "Code, AP attended",
        ("B", (Local("attendance.code_provider", "B"),)),
        silent("attendance.code_provider"),
        ("D if dual registered; else B", (Local("attendance.code_dual_registered", "D"), Local("attendance.code_provider", "B"))),
        silent("attendance.code_provider"),
        ("– (dual registered → D)", (Silent("attendance.code_provider"), Silent("attendance.code_dual_registered", "D"))),
        ("England B / D / K by arrangement", (
            Nation("attendance.code_provider", None), Nation("attendance.code_dual_registered", "D"),
            Nation("attendance.code_authority_arranged", "K"), Shown(codes("B", "D", "K"), ["B", "D", "K"]),
        )),
    ),
    18: Row(
        "Work at home",
        ("never B", (Local("attendance.code_home", "never_attending"),)),
        silent("attendance.code_home", stands_in="never_attending"),
        silent("attendance.code_home", stands_in="never_attending"),
        silent("attendance.code_home", stands_in="never_attending"),
        silent("attendance.code_home", stands_in="never_attending"),
        ("never an attending code", (
            Nation("attendance.code_home", "never_attending"), Nation("attendance.code_home", "never_attending", "wales"),
        )),
    ),
    19: Row(
        "Audit",
        ("green/amber/red matrix", (Local("reduced.audit", "matrix"),)),
        silent("reduced.audit"),
        ("challenge mechanism", (Local("reduced.audit", "challenge"),)),
        ("KPIs, monitoring", (Local("reduced.audit", "kpis"),)),
        ("RAG 1–4 self-reflection (setting level)", (Local("reduced.audit", "self_reflection"),)),
        ("–", (Nation("reduced.audit", None),)),
    ),
    20: Row(
        "Provider vetting",
        ("declaration (DBS 3 y, 2 refs, annual training)", (
            Local("placement.vetting", ("declaration",)), Local("placement.dbs_years", 3), Local("placement.references", 2),
            Local("placement.training_months", 12),
        )),
        silent("placement.vetting", stands_in=("written_confirmation",)),
        ("framework standards + policies checked", (
            Local("placement.vetting", ("framework", "policies_checked", "written_confirmation")), Silent("placement.dbs_years"),
        )),
        ("3-area QA directory", (
            Local("placement.vetting", ("quality_assurance", "written_confirmation")), Silent("placement.references"),
        )),
        ("DPS QA + 4 questions", (
            Local("placement.vetting", ("quality_assurance", "four_questions", "written_confirmation")), Silent("placement.dbs_years"),
        )),
        ("KCSIE written confirmation", (Nation("placement.vetting", ("written_confirmation",)),)),
    ),
    21: Row(
        "Provider list owner",
        ("LA database, all used", (Local("placement.list_owner", "authority_database"),)),
        silent("placement.list_owner"),
        ("LA framework + directory", (Local("placement.list_owner", "framework_and_directory"),)),
        ("LA approved directory", (Local("placement.list_owner", "approved_directory"),)),
        ("LA DPS + settings table", (Local("placement.list_owner", "purchasing_system_and_settings"),)),
        ("–", (Nation("placement.list_owner", None),)),
    ),
    22: Row(
        "Tell LA of provider",
        ("at commencement; new provider too", (Local("placement.tell_authority", ("at_start", "new_provider")),)),
        silent("placement.tell_authority"),
        ("if not on list", (Local("placement.tell_authority", ("unlisted_provider",)),)),
        ("OSD to AP reported", (Local("placement.tell_authority", ("off_site_direction",)),)),
        silent("placement.tell_authority"),
        ("planned duty (non-school AP)", (
            Nation("placement.tell_authority", None),
            Shown(lambda pack: "intended and not in force" in pack.parameter("placement.tell_authority").source, True),
        )),
    ),
    23: Row(
        "Attendance report",
        ("daily", (Local("attendance.provider_report", "daily"), Local("placement.attendance_report", "daily"))),
        ("as monitoring", (Local("attendance.provider_report", "as_agreed"),)),
        ("weekly from provider", (Local("attendance.provider_report", "weekly"), Local("placement.attendance_report", "weekly"))),
        silent("attendance.provider_report", "placement.attendance_report", stands_in="session"),
        ("monitoring arrangements", (Local("attendance.provider_report", "as_agreed"),)),
        ("every session", (Nation("attendance.provider_report", "session"),)),
    ),
    24: Row(
        "Registration",
        ("home school", (Local("placement.registration", "home"),)),
        ("dual roll possible", (Local("placement.registration", "dual_if_agreed"),)),
        ("dual main/subsidiary day 1", (Local("placement.registration", "dual_first_day"),)),
        silent("placement.registration"),
        ("dual registered placements", (Local("placement.registration", "dual_if_agreed"),)),
        ("per regs", (Nation("placement.registration", None),)),
    ),
    25: Row(
        "Day provision starts",
        ("Wales – contested, see WAL-EX-14", (
            Silent("exclusion.provision_from_day", 6), Silent("exclusion.provision_alternative_days", 15),
            Shown(lambda pack: pack.parameter("exclusion.provision_from_day").status, "CONFLICT"),
        )),
        ("England day 6", (Silent("exclusion.provision_from_day", 6),)),
        ("England", (Silent("exclusion.provision_from_day", 6),)),
        ("day 6 by residence", (Local("exclusion.provision_from_day", 6), Local("placement.day_six_by", "residence"))),
        ('"within 6 days"', (Local("exclusion.provision_from_day", 6), Silent("placement.day_six_by"))),
        ("England day 6", (Nation("exclusion.provision_from_day", 6),)),
    ),
    26: Row(
        "Exclusion-risk notice",
        ("Wellbeing and Behaviour Service", (
            Local("exclusion.notice_to", "wellbeing_and_behaviour"),
            Shown(told("exclusion_risk"), [("wellbeing_service", "wellbeing_and_behaviour")]),
        )),
        ("exclusion support mailbox before excluding", (
            Local("exclusion.notice_to", "exclusion_support"),
            Shown(told("before_exclusion"), [("exclusion_support", "exclusion_support")]), Shown(told("exclusion_risk"), []),
        )),
        ("–", (Silent("exclusion.notice_to"), Shown(told("exclusion_risk"), []), Shown(told("before_exclusion"), []))),
        ("–", (Silent("exclusion.notice_to"), Shown(told("exclusion_risk"), []), Shown(told("before_exclusion"), []))),
        ("Exclusions team early", (
            Local("exclusion.notice_to", "exclusions_and_reintegration"),
            Shown(told("before_exclusion"), [("exclusions_team", "exclusions_and_reintegration")]),
        )),
        ("–", (Nation("exclusion.notice_to", None), Shown(told("exclusion_risk"), []))),
    ),
    27: Row(
        "Managed move",
        ("rare; not via R/TT", (Local("managed_move.how", "rare"),)),
        silent("managed_move.how", stands_in="permanent_and_voluntary"),
        silent("managed_move.how", stands_in="permanent_and_voluntary"),
        ("reported", (Local("managed_move.how", "reported"),)),
        ("half-termly FAP", (
            Local("managed_move.how", "panel"), Local("managed_move.body", "fair_access_panel"),
            Local("managed_move.body_meets", "half_termly"),
        )),
        ("permanent, voluntary, no trial", (
            Nation("managed_move.how", "permanent_and_voluntary"), Nation("managed_move.trial_allowed", False),
            Nation("managed_move.trial_allowed", None, "wales"),
        )),
    ),
    28: Row(
        "Unregistered test",
        ("– (Wales s463)", (Silent("provider.unregistered_test", "statutory"), Silent("provider.unregistered_pupils", 5))),
        silent("provider.unregistered_test", stands_in="statutory"),
        ("registration where necessary", (Local("provider.unregistered_test", "registration_where_necessary"),)),
        ("more registered provision", (Local("provider.unregistered_test", "more_registered"),)),
        ("5+ / 1 LAC or EHCP + 4 factors", (
            Local("provider.unregistered_pupils", 5), Local("provider.unregistered_any_of", ("looked_after", "ehcp", "statement")),
            Local("provider.unregistered_test", "statutory_and_factors"),
        )),
        ("statutory test", (
            Nation("provider.unregistered_test", "statutory"), Nation("provider.unregistered_test", "statutory", "wales"),
        )),
    ),
    29: Row(
        "Transport",
        ("change form, no guarantee", (Local("reduced.transport", "change_form"),)),
        silent("reduced.transport"),
        ("early barrier", (Local("reduced.transport", "early_barrier"),)),
        silent("reduced.transport"),
        silent("reduced.transport"),
        ("Q / Y1 codes", (Shown(codes("Q", "Y1"), ["Q", "Y1"]), Nation("attendance.code_no_transport", "Q"))),
    ),
    30: Row(
        "Parental consent",
        ("required for R/TT; AP agreement", (Local("plan.parents_part", ("agree_reduced_timetable", "agree_placement")),)),
        ("involvement", (Local("plan.parents_part", ("involved",)),)),
        ("always sought for data", (Local("plan.parents_part", ("asked_about_data",)), Local("placement.consent_for_data", "sought"))),
        silent("plan.parents_part", stands_in=("agree_reduced_timetable", "not_needed_for_direction")),
        ("involved from start", (Local("plan.parents_part", ("involved_from_start",)),)),
        ("not needed for OSD; needed for PTT", (
            Nation("plan.parents_part", ("agree_reduced_timetable", "not_needed_for_direction")),
        )),
    ),
    31: Row(
        "Final report",
        silent("placement.ends_with", "placement.final_report"),
        ("12-week evaluation", (
            Local("placement.ends_with", "evaluation"), Local("psp.final_review_weeks", 12),
            Shown(lambda pack: "review_verdict" in pack.layouts["review_final"].order, True),
        )),
        ("required from provider", (Local("placement.final_report", "required"), Local("placement.ends_with", "provider_report"))),
        ("outcome monitoring", (Local("placement.ends_with", "outcome_monitoring"),)),
        ("review form", (
            Local("placement.ends_with", "review_form"), Shown(lambda pack: pack.layouts["review"].code, "F-WOR-03"),
        )),
        ("–", (Nation("placement.ends_with", None), Nation("placement.final_report", None))),
    ),
    32: Row(
        "Destinations",
        ("next step in objectives", (Local("placement.destination_kept", ("next_step",)),)),
        silent("placement.destination_kept"),
        ("recorded", (Local("placement.destination", True), Local("placement.destination_kept", ("destination",)))),
        ("EET", (Local("placement.destination_kept", ("post_16",)),)),
        ("Y11 + Y12–13 tracking", (Local("placement.destination_kept", ("year_11", "years_12_13")),)),
        ("–", (Nation("placement.destination_kept", None),)),
    ),
    33: Row(
        "Language",
        ("Welsh + English", (Shown(languages, ("en", "cy")),)),
        ("English", (Shown(languages, ("en",)),)),
        ("English", (Shown(languages, ("en",)),)),
        ("English", (Shown(languages, ("en",)),)),
        ("English", (Shown(languages, ("en",)),)),
        ("Welsh Language Standards (NPT)", (Shown(languages, ("en",)),)),
    ),
}  # fmt: skip
