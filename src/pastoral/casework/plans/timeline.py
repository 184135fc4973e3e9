"""What the pupil's timeline says about plans; registered with cases when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "plan.opened": _("A plan was opened."),
    "plan.start_gathering": _("It was decided to have a plan. Views are being gathered."),
    "plan.decide_no_plan": _("It was decided that no plan is needed."),
    "plan.call_meeting": _("The planning meeting is being organised."),
    "plan.begin_meeting": _("The planning meeting began."),
    "plan.agree": _("The plan was agreed."),
    "plan.send": _("The plan was sent to the authority."),
    "plan.begin": _("The plan is live."),
    "plan.record_review": _("A review was recorded."),
    "plan.resume": _("The plan goes on."),
    "plan.amend": _("The plan is being changed."),
    "plan.cease": _("The plan ended."),
    "plan.step_back": _("The plan went back a stage."),
    "plan.withdraw": _("The plan was withdrawn."),
    "plan.reopen": _("The plan was opened again."),
    "plan.key_adult_named": _("{who} is the key adult."),
    "plan.check_in": _("There was a check-in on {on}."),
    "plan.statement": _("{who} wrote beside the plan."),
    "plan.change_wanted": _("The plan needs to change before the next review."),
    "plan.policy_moved": _("The plan moved to newer rules of the authority; the reason is on the record."),
    "plan.sealed": _("The words of the plan were closed for signing (version {number})."),
    "contribution.asked": _("{who} was asked for their views."),
    "contribution.answered": _("{who} gave their views."),
    "contribution.declined": _("{who} did not want to give their views."),
    "contribution.waived": _("The plan goes on without one of the five inputs; the reason is on the plan."),
    "meeting.arranged": _("A meeting was arranged for {on}."),
    "meeting.invited": _("Invitations were sent: {count}."),
    "attendee.coming": _("{who} is coming to the meeting."),
    "attendee.apologies": _("{who} sent apologies."),
    "signature.sent": _("{who} was sent the plan to sign."),
    "signature.agrees": _("{who} signed the plan."),
    "signature.refuses": _("{who} did not agree; the reason is on the plan."),
    "signature.not_possible": _("{who} could not sign yet; the reason is on the plan."),
    "submission.made": _("{who} was told about the plan."),
    "review.held": _("A review was held."),
}

# The part of a code before its dot, as the timeline's filter offers it.
KINDS = {
    "plan": _("Plans"),
    "contribution": _("Views"),
    "meeting": _("Meetings"),
    "attendee": _("Replies to invitations"),
    "signature": _("Signatures"),
    "submission": _("Who was told"),
    "review": _("Reviews"),
}
