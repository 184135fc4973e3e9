"""Words beside the plan: somebody does not agree with something, or wants it known. They stay on the record as they were said."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.outbox.services import send
from pastoral.records.cases.models import Note
from pastoral.rules.sentences import Refused, say

from .changing import changing

MOST = 5_000


def say_beside(*, plan_id: int, text: str, by: Access) -> Note:
    """Keep a statement beside the plan, seen by everyone named for the child, and tell the lead that there is one."""
    if not text.strip():
        raise Refused(say("PLAN.statement", "Write what you want to say."))
    if len(text) > MOST:
        raise Refused(say("PLAN.statement_long", "Write at most {most} characters.", most=MOST))
    with changing(plan_id, "plan.statement", by=by, permission=Permission.CONTRIBUTE) as change:
        plan = change.plan
        title = gettext("Statement beside the plan, by %(who)s") % {"who": by.actor}
        note = Note(
            **scope_of(plan.pupil), text=f"{title}\n\n{text.strip()}", level=Note.Level.SHARED, written_by_id=by.user_id,
            written_by_name=by.actor,
        )  # fmt: skip
        note.save()
        change.record.about(note)
        change.tell("plan.statement", link=("pupil-note", note.pk), who=by.actor)
        if plan.lead is not None and plan.lead_id != by.user_id:
            with override(plan.lead.language):
                subject = gettext("Somebody wrote beside a plan")
                body = "\n\n".join(
                    [
                        subject + ".",
                        gettext("Sign in to read it: %(address)s")
                        % {"address": settings.BASE_URL + reverse("plan", args=[plan.pk])},
                    ]
                )
            send(
                key=f"statement-{note.pk}", kind="statement", to_name=plan.lead.name, to_email=plan.lead.email,
                language=plan.lead.language, subject=subject, body=body, authority_id=plan.authority_id,
                school_id=plan.school_id, pupil=plan.pupil, by=by,
            )  # fmt: skip
    return note
