"""The records that routes are asked about: for each name in a route, a record of Tomos (ours) and one of each other child."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from access.rows import make_row
from pastoral.casework.placements import protocol
from pastoral.casework.placements.models import (
    Consent,
    Direction,
    DirectionNotice,
    DirectionReview,
    Objective,
    Place,
    Placement,
    Protocol,
    ProtocolDraft,
    Referral,
    SharedFile,
    SharedSet,
    ending,
    living,
)
from pastoral.casework.plans import models as plans
from pastoral.casework.timetables import grid
from pastoral.casework.timetables.models import Notice, Objection, Step, Timetable
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Cover, Invitation, Membership, PlacementGrant, User
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents import stored as stored_files
from pastoral.foundation.documents.models import StoredFile
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.attendance.models import MarkImport
from pastoral.records.cases.models import Involvement, Note
from pastoral.records.findings.models import Finding
from pastoral.records.organisations.models import ClosedDay, Term
from pastoral.records.providers.models import ProfileChange, Provider, ProviderImport, ProviderImportRow, Site
from pastoral.records.providers.models import assurance as assured
from pastoral.records.pupils.models import CareStatus, Contact, ImportRow, Need, PupilImport
from world import World

Make = Callable[["Records"], Any]


class Records:
    """Makes each record once, when a route first asks for it. `plan` is the pupil's open plan."""

    def __init__(self, world: World, pupil: Any, plan: Any) -> None:
        self.world = world
        self.pupil = pupil
        self.plan = plan
        self._made: dict[str, Any] = {}

    def value(self, route: str, name: str) -> Any:
        """What stands for `name` in the address of `route`."""
        make = FOR_ROUTE.get((route, name)) or FOR_NAME.get(name)
        assert make is not None, f"records.py does not say what {name!r} is in the address of {route!r}"
        key = f"{route}:{name}" if (route, name) in FOR_ROUTE else name
        if key not in self._made:
            with self.writing():
                made = make(self)
            self._made[key] = getattr(made, "pk", made)
        return self._made[key]

    @contextmanager
    def writing(self) -> Iterator[Access]:
        system = Access.system(authority_id=self.pupil.authority_id, doing="tests")
        with entered(system), recording("test.row", by=system, subject=self.pupil):
            yield system

    def row(self, model: Any) -> Any:
        return make_row(model, self.pupil)

    def of_pupil(self, model: Any, **values: Any) -> Any:
        row = model(**scope_of(self.pupil), **values)
        row.save()
        return row

    def of_plan(self, model: Any, **values: Any) -> Any:
        return self.of_pupil(model, plan=self.plan, **values)

    def person(self, persona: str) -> Any:
        """The persona's account where the record is about Tomos; nobody's for the other children."""
        return self.world.people[persona] if self.pupil == self.world.tomos else None

    def of_school(self, model: Any, **values: Any) -> Any:
        row = model(authority_id=self.pupil.authority_id, school_id=self.pupil.school_id, **values)
        row.save()
        return row


def message(records: Records) -> Any:
    from django.utils import timezone

    return records.of_school(
        OutboundMessage, key=f"matrix-{records.pupil.pk}", kind="test", pupil=records.pupil, to_name="A", to_email="a@demo.invalid",
        subject="A", body="B", status="failed", created_at=timezone.now(),
    )  # fmt: skip


def batch(records: Records) -> Any:
    return records.of_school(PupilImport, file_name="a.csv", sha256="0" * 64, file_kind="csv")


def marks_batch(records: Records) -> Any:
    return records.of_school(MarkImport, file_name="a.csv", sha256="0" * 64, shape="day")


READ = {"surname": "Morgan", "forename": "Tomos", "date_of_birth": "2013-02-11", "upn": "", "year_group": "9"}


def import_row(records: Records) -> Any:
    return records.of_school(
        ImportRow, batch_id=records.value("import", "batch_id"), row=1, values=READ, outcome="question", match=records.pupil
    )


def invitation(records: Records) -> Any:
    import datetime as dt

    from django.utils import timezone

    return Invitation.objects.create(
        email="b@demo.invalid", name="B", role="teacher", school=records.pupil.school, authority=records.pupil.authority,
        token_hash=secrets.token_hex(32), expires_at=timezone.now() + dt.timedelta(days=7),
    )  # fmt: skip


def membership(records: Records) -> Any:
    person = User.objects.create_user(f"office-{records.pupil.pk}@demo.invalid", name="Office")
    return Membership.objects.create(
        user=person, role="school_office", school=records.pupil.school,
        authority=records.pupil.authority, since="2026-01-01",
    )  # fmt: skip


def cover(records: Records) -> Any:
    people = records.world.people
    return Cover.objects.create(away=people["support"], covered_by=people["alnco"], since="2026-01-01", until="2027-01-01")


def closed_day(records: Records) -> Any:
    return ClosedDay.objects.create(authority=records.pupil.authority, school=records.pupil.school, day="2026-12-01", reason="inset")


def term(records: Records) -> Any:
    return Term.objects.create(
        authority=records.pupil.authority, school=records.pupil.school, name="A", starts_on="2028-01-05", ends_on="2028-03-25",
        half_starts_on="2028-02-14", half_ends_on="2028-02-18",
    )  # fmt: skip


def contribution(records: Records) -> Any:
    """The parent's view, where the parent has an account."""
    return records.of_plan(plans.Contribution, input="parent", person="A", user=records.person("parent"))


def attendee(records: Records) -> Any:
    """The young person, invited to the meeting."""
    meeting = records.of_plan(plans.Meeting, on="2026-12-01")
    return records.of_pupil(plans.Attendee, meeting=meeting, name="A", party="child", user=records.person("young-person"))


def signature(records: Records) -> Any:
    """The parent's, waited for, under the words that stand."""
    revision = records.plan.current_revision or records.row(plans.Revision)
    return records.of_plan(
        plans.Signature, revision=revision, sha256=revision.sha256, party="parent", name="A", capacity="parental_responsibility",
        user=records.person("parent"),
    )  # fmt: skip


def stored(records: Records, **values: Any) -> Any:
    content = b"%PDF-1.7 the same bytes for every child"
    return records.of_pupil(
        StoredFile, subject_type="plans.plan", subject_id=records.plan.pk, title="A", file_format="pdf", sha256=stored_files.put(content),
        size=len(content), **{"origin": "made", "kind": "psp-form", **values},
    )  # fmt: skip


def timetable(records: Records) -> Any:
    return records.of_plan(
        Timetable, policy_version=records.plan.policy_version, opened_on="2026-11-20", start_on="2026-11-30", end_on="2027-01-29",
        reason="behaviour", periods=list(grid.SECONDARY),
    )  # fmt: skip


def objection(records: Records) -> Any:
    return records.of_pupil(Objection, timetable_id=records.value("timetable", "timetable_id"), said="Not so.", by_name="A")


def notice(records: Records) -> Any:
    return records.of_pupil(
        Notice, timetable_id=records.value("timetable", "timetable_id"), event="reduced_starts", recipient="authority",
        recipient_name="PSP mailbox", rule="NPT-RT-11", sent_at="2026-11-20T10:00:00Z", sent_by="A",
    )  # fmt: skip


def step(records: Records) -> Any:
    return records.of_pupil(Step, timetable_id=records.value("timetable", "timetable_id"), on="2027-01-11", hours=18)


def pupil_with_timetable(records: Records) -> Any:
    records.value("timetable", "timetable_id")
    return records.pupil


def placement(records: Records) -> Any:
    return records.of_plan(Placement, policy_version=records.plan.policy_version, opened_on="2026-11-20", reason="wellbeing")


def objective(records: Records) -> Any:
    return records.of_pupil(Objective, placement_id=records.value("placement", "placement_id"), statement="Attends every session")


def placement_with_protocol(records: Records) -> Any:
    """The placement, with a working protocol that was sent."""
    key = records.value("placement", "placement_id")
    row = Placement._base_manager.get(pk=key)
    if not Protocol._base_manager.filter(placement=row).exists():
        words = protocol.words_of(row, ProtocolDraft(), [], [])
        records.of_pupil(Protocol, placement=row, number=1, words=words, seal=protocol.seal_of(words), sent_by="A")
    return row


def shared_place(records: Records) -> Any:
    """The child's place as its provider sees it; only Tomos's is shared with Hafan Workshop."""
    row = placement_with_protocol(records)
    provider = records.world.provider
    if records.pupil == records.world.tomos:
        PlacementGrant.objects.get_or_create(provider=provider, placement_id=row.pk, defaults={"since": "2026-01-01"})
    found = Place._base_manager.filter(placement=row).first()
    return found or records.of_pupil(
        Place, placement=row, provider=provider, pupil_name=f"{records.pupil.forename} {records.pupil.surname}",
        school_name=records.pupil.school.name, shared_on="2026-11-01",
    )  # fmt: skip


def of_placement(model: Any, **values: Any) -> Make:
    """A row of the placement that the route is about."""
    return lambda records: records.of_pupil(model, placement_id=records.value("placement", "placement_id"), **values)


CONCERN = of_placement(
    living.Concern, kind="disagreement", raised_by="parent", by_name="A", said="Not so.", raised_at="2026-11-20T10:00:00Z"
)
REPORT = of_placement(
    living.ProviderReport, kind="final", asked_on="2026-11-20", due_on="2026-12-04", sent_at="2026-11-20T10:00:00Z", by_name="A"
)
HELD = of_placement(living.JointReview, planned_for="2026-11-20", held_on="2026-11-20", by_name="A")
CHECK = of_placement(ending.ReturnCheck, weeks=6, due_on="2026-12-04")


def owed_report(records: Records) -> Any:
    """A report that the provider owes, of a child that is shared with it."""
    place = shared_place(records)
    days = {"asked_on": "2026-11-20", "due_on": "2026-12-04"}
    return records.of_pupil(living.ProviderReport, placement_id=place.placement_id, kind="final", **days)


def direction(records: Records) -> Any:
    return records.of_pupil(
        Direction, policy_version=records.plan.policy_version, opened_on="2026-11-20", school_kind="maintained",
        decided_on="2026-11-20", starts_on="2026-11-30", notice_given_on="2026-11-20",
    )  # fmt: skip


def direction_notice(records: Records) -> Any:
    """What the provider has of it, for a child that is shared with it."""
    place = shared_place(records)
    there = DirectionNotice._base_manager.filter(placement=place.placement_id).first()
    return there or records.of_pupil(
        DirectionNotice, direction_id=records.value("direction", "direction_id"), placement_id=place.placement_id,
        provider_id=place.provider_id, words={"to_name": "Hafan Workshop"}, seal="0" * 64, given_on="2026-11-20", sent_by="A",
    )  # fmt: skip


def direction_review(records: Records) -> Any:
    return records.of_pupil(DirectionReview, direction_id=records.value("direction", "direction_id"), planned_for="2026-12-14")


def pupil_with_direction(records: Records) -> Any:
    records.value("direction", "direction_id")
    return records.pupil


def hafan_or_another(records: Records) -> Any:
    """Hafan Workshop where the record is about Tomos; for the other children a provider that nobody of the cast works for."""
    if records.pupil == records.world.tomos:
        return records.world.provider
    return Provider.objects.unscoped(reason="tests").get_or_create(name="Elsewhere")[0]


def referral(records: Records) -> Any:
    return records.of_pupil(
        Referral, placement_id=records.value("placement", "placement_id"), provider=hafan_or_another(records), need="learning",
        words="A small group", asked_by="A", state="offered",
    )  # fmt: skip


def shared_file(records: Records) -> Any:
    found = SharedFile._base_manager.filter(pupil=records.pupil).first()
    if found is not None:
        return found
    own = {"placement_id": records.value("placement", "placement_id")}
    given = records.of_pupil(SharedSet, **own, data="attendance", state="shared", text="62%", shared_by="A")
    return records.of_pupil(
        SharedFile, **own, shared_set=given, title="Plan.txt", file_format="txt", size=5, added_by="A", sha256=stored_files.put(b"Words")
    )


def consent(records: Records) -> Any:
    return records.of_pupil(
        Consent, placement_id=records.value("placement", "placement_id"), person="A", how="telephone", asked_on="2026-11-20", asked_by="A"
    )


def member_there(records: Records) -> Any:
    person = User.objects.create_user(f"tutor-{records.pupil.pk}@demo.invalid", name="Tutor")
    return Membership.objects.create(user=person, role="provider_staff", provider=hafan_or_another(records), since="2026-01-01")


def invited_there(records: Records) -> Any:
    found = invitation(records)
    found.role, found.provider, found.school, found.token_hash = "provider_staff", hafan_or_another(records), None, f"{found.pk:063d}p"
    found.save()
    return found


def of_hafan(model: Any, **values: Any) -> Make:
    """A row about the world's provider, of our authority where the table has one."""

    def make(records: Records) -> Any:
        mine = {"authority": records.world.authority} if any(f.name == "authority" for f in model._meta.fields) else {}
        row = model(provider=records.world.provider, **mine, **{k: v(records) if callable(v) else v for k, v in values.items()})
        row.save()
        return row

    return make


VISIT = of_hafan(assured.Visit, why="routine", held_on="2026-11-02")
DECLARATION = of_hafan(assured.Declaration, asked_by="Siân Rees", signed_by="Gwen Rees", signed_on="2026-11-02", needs_second=True)
ITEM = of_hafan(assured.DatedItem, kind="insurance", ends_on="2027-03-31", given_by="Bethan Howells")
PAPER = of_hafan(
    assured.ProviderFile, title="Insurance", file_format="pdf", size=7, kept_by="Bethan Howells",
    sha256=lambda r: stored_files.put(b"%PDF-1."),
)  # fmt: skip
ACTION = of_hafan(
    assured.VisitAction, visit=lambda r: VISIT(r), area="safeguarding", action="A lock on the gate", owner="Owen", due_on="2026-12-01"
)


FOR_NAME: dict[str, Make] = {
    "pupil_id": lambda r: r.pupil,
    "plan_id": lambda r: r.plan,
    "contact_id": lambda r: r.row(Contact),
    "note_id": lambda r: r.row(Note),
    "involvement_id": lambda r: r.row(Involvement),
    "finding_id": lambda r: r.row(Finding),
    "file_id": stored,
    "contribution_id": contribution,
    "attendee_id": attendee,
    "outcome_id": lambda r: r.of_plan(plans.Outcome, number=9, statement="I come in by nine"),
    "commitment_id": lambda r: r.of_plan(plans.Commitment, party="child", owner_name="A", text="Come to breakfast club", ongoing=True),
    "signature_id": signature,
    "review_id": lambda r: r.of_plan(plans.Review, number=9, due_on="2026-12-14"),
    "submission_id": lambda r: r.row(plans.Submission),
    "message_id": message,
    "batch_id": batch,
    "invitation_id": invitation,
    "membership_id": membership,
    "cover_id": cover,
    "day_id": closed_day,
    "term_id": term,
    "kind": lambda r: "school",
    "key": lambda r: r.pupil.school_id,
    "token": lambda r: "no-such-token-as-this-one-was-ever-made",
    "persona": lambda r: "nobody-of-the-cast",
    "name": lambda r: "19990101T000000000000-00000000",
    "number": lambda r: 0,
    "action": lambda r: "withdraw",
    "input": lambda r: "parent",
    "section": lambda r: "working",
    "form": lambda r: "incident_support",
    "step": lambda r: "whole",
    "file_format": lambda r: "csv",
    "language": lambda r: "en",
    "pk": lambda r: 1,
    "uidb36": lambda r: "1",
    "provider_id": lambda r: "no-such-provider",
    "timetable_id": timetable,
    "notice_id": notice,
    "objection_id": objection,
    "step_id": step,
    "direction_id": direction,
    "place_id": shared_place,
    "placement_id": placement,
    "objective_id": objective,
    "concern_id": CONCERN,
    "report_id": REPORT,
    "check_id": CHECK,
    "referral_id": referral,
    "consent_id": consent,
    "data": lambda r: "attendance",
}


def provider_site(records: Records) -> Any:
    with entered(records.world.system()) as access:
        return Site.objects.visible_to(access).get(provider=records.world.provider)


def profile_change(records: Records) -> Any:
    row = ProfileChange(provider=records.world.provider, field="cost_text", before="", after="£90 a day", said_by="Bethan Howells")
    with entered(records.world.system()), recording("test.row", by=records.world.system(), subject=records.world.provider):
        there = ProfileChange.objects.visible_to(records.world.system()).filter(field="cost_text").first()
        if there is None:
            row.save()
    return there or row


def provider_batch(records: Records) -> Any:
    row = ProviderImport(
        authority_id=records.pupil.authority_id, file_name="a.csv", sha256="0" * 64, columns=["Name", "Ages"],
        column_map={"name": "Name"}, table=[[2, ["Barn", "5-16"]]], status="preview", uploaded_by_name="A",
    )  # fmt: skip
    row.save()
    return row


def provider_row(records: Records) -> Any:
    row = ProviderImportRow(
        batch_id=records.value("provider-import-question", "batch_id"), authority_id=records.pupil.authority_id, row=2,
        cells={"Name": "Barn"}, values={"name": "Barn"}, outcome="question", match=records.world.provider, why="alike",
    )  # fmt: skip
    row.save()
    return row


FOR_ROUTE: dict[tuple[str, str], Make] = {
    ("placement-review-told", "review_id"): HELD,
    ("placement-report-file", "file_format"): lambda r: "pdf",
    ("provider-report", "report_id"): owed_report,
    ("provider-shared-file", "file_id"): shared_file,
    ("shared-file-withdraw", "file_id"): shared_file,
    ("provider-membership-end", "membership_id"): member_there,
    ("provider-invitation-withdraw", "invitation_id"): invited_there,
    ("provider-first-lead", "provider_id"): lambda r: r.world.provider,
    ("placement-protocol-print", "placement_id"): placement_with_protocol,
    **{
        (route, "provider_id"): lambda r: r.world.provider
        for route in (
            "provider-assurance", "provider-begin", "provider-standing", "declaration-ask", "declaration-paper", "provider-item",
            "provider-themes", "provider-visit-plan",
        )
    },
    **{
        (f"provision-{part}", "provider_id"): lambda r: r.world.provider
        for part in ("registration", "factors", "told", "unregistered-report")
    },
    ("provision-unregistered-report", "file_format"): lambda r: "docx",
    ("provision-report-file", "file_format"): lambda r: "docx",
    ("provider-standing", "move"): lambda r: "suspend",
    ("provider-item-check", "item_id"): ITEM,
    ("provider-file", "file_id"): PAPER,
    **{(f"provider-visit{page}", "visit_id"): VISIT for page in ("", "-write", "-action")},
    **{(route, "action_id"): ACTION for route in ("provider-action-close", "own-action")},
    **{(f"declaration{page}", "declaration_id"): DECLARATION for page in ("", "-second", "-send", "-print")},
    **{(f"provider-direction{page}", "notice_id"): direction_notice for page in ("", "-print")},
    ("direction-open", "pupil_id"): pupil_with_direction,
    **{
        (f"direction-{name}", "review_id"): direction_review
        for name in ("review", "review-letters", "review-invite", "review-tell")
    },
    ("timetable-open", "pupil_id"): pupil_with_timetable,
    **{
        (f"timetable-{name}", "key"): lambda r: 0  # the child, who is always heard
        for name in ("ask", "send-page", "consent-screen", "consent-told", "consent-paper", "consent-page")
    },
    ("import-question", "row_id"): import_row,
    **{
        (route, "provider_id"): lambda r: r.world.provider
        for route in ("provider", "provider-edit", "provider-site-add", "provider-site", "provider-site-close")
    },
    **{(route, "site_id"): provider_site for route in ("provider-site", "provider-site-close", "provider-own-site-close")},
    **{(route, "change_id"): profile_change for route in ("provider-change", "provider-own-take-back")},
    **{(f"provider-import{part}", "batch_id"): provider_batch for part in ("", "-map", "-question", "-commit", "-abandon", "-undo")},
    ("provider-import-question", "row_id"): provider_row,
    ("marks-import", "batch_id"): marks_batch,
    ("marks-import-commit", "batch_id"): marks_batch,
    ("marks-import-abandon", "batch_id"): marks_batch,
    ("marks-import-undo", "batch_id"): marks_batch,
    ("need-edit", "row_id"): lambda r: r.row(Need),
    ("findings-of", "subject_type"): lambda r: "plans.plan",
    ("findings-of", "subject_id"): lambda r: r.plan,
    ("care-edit", "row_id"): lambda r: r.row(CareStatus),
    ("account_reset_password_from_key", "key"): lambda r: "set-password",
    ("account_confirm_email", "key"): lambda r: "abc",
}


def address(route: str, pattern: str, records: Records) -> str:
    """The address of a route, filled in."""
    found = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", pattern)
    found = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(records.value(route, m.group(1))), found)
    return "/" + found.replace("^", "").replace("$", "").replace("\\", "")
