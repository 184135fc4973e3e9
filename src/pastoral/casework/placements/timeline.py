"""What the pupil's timeline says about placements; registered with cases when the app is ready. Each part adds its own lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "placement.opened": _("A place in alternative provision is being looked for."),
    "placement.provider_chosen": _("A provider was chosen: {provider}."),
    "placement.consulted": _("{who} was asked about the placement."),
    "placement.times_set": _("The times at the provider were set."),
    "placement.refer": _("The child was referred to the provider."),
    "placement.start": _("The placement started."),
    "placement.end": _("The placement is coming to its end."),
    "placement.resume": _("The placement goes on."),
    "placement.close": _("The placement was closed."),
    "placement.withdraw": _("The placement was withdrawn."),
    "placement.reopen": _("The placement was opened again."),
    "placement.record_review": _("The placement was reviewed."),
    "placement.told": _("{who} was told about the placement."),
    "sharing.shared": _("Information was shared with {provider}."),
    "sharing.withdrawn": _("Information shared with {provider} was taken back."),
    "sharing.consent_asked": _("{who} was asked whether information may be shared with a provider."),
    "sharing.consent_answered": _("{who} answered about sharing information with a provider."),
    "sharing.referred": _("Providers were asked about a place: {count}."),
    "sharing.answered": _("{provider} answered about a place."),
    "sharing.chosen": _("The place offered by {provider} was chosen."),
    "placement.visited": _("The school visited the provider."),
    "placement.progress": _("Progress at the provider was recorded."),
    "placement.heard": _("{who} said how the placement is going."),
    "placement.review_planned": _("A review of the placement was planned for {day}."),
    "placement.concern": _("A concern about the placement was raised."),
    "placement.objection": _("{who} said that the placement is not what was agreed."),
    "placement.report": _("The provider sent its report."),
    "placement.final_report": _("The final report of the provider is here."),
    "placement.provider_ready": _("The provider said whether the child is ready to return."),
    "placement.return_checked": _("The child was looked in on {weeks} weeks after the return to school."),
    "placement.protocol_sent": _("The working protocol was sent to the provider."),
    "placement.protocol_signed": _("{who} signed the working protocol."),
    "placement.protocol_change": _("{who} asked for a change of the working protocol."),
}
KINDS = {"placement": _("Alternative provision"), "sharing": _("Referrals and sharing")}
