"""What the pupil's timeline says about reduced timetables; registered with cases when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "timetable.opened": _("A reduced timetable was proposed."),
    "timetable.consult": _("Everyone was asked about the reduced timetable."),
    "timetable.assess_risk": _("The risks of the reduced timetable were assessed."),
    "timetable.agree": _("The reduced timetable was agreed."),
    "timetable.notify": _("The authority was told of the reduced timetable."),
    "timetable.begin": _("The reduced timetable began."),
    "timetable.record_review": _("The reduced timetable was reviewed."),
    "timetable.authorise": _("A longer time was authorised for the reduced timetable."),
    "timetable.refuse": _("A longer time was refused for the reduced timetable."),
    "timetable.end": _("The reduced timetable ended: full time again."),
    "timetable.amend": _("The reduced timetable is being changed."),
    "timetable.withdraw": _("The reduced timetable was withdrawn."),
    "timetable.reopen": _("The reduced timetable was opened again."),
    "timetable.answered": _("{who} answered about the reduced timetable."),
    "timetable.asked": _("{who} was asked to answer about the reduced timetable."),
    "timetable.no_longer": _("{who} no longer agrees to the reduced timetable."),
    "timetable.travel_sent": _("The travel change form was sent to the transport service."),
    "timetable.travel_decided": _("The transport service answered the travel change form."),
    "timetable.told": _("{who} was told about the reduced timetable."),
    "timetable.objection": _("{who} said that the reduced timetable is not what was agreed."),
    "timetable.coloured": _("The authority's audit of the reduced timetable: {colour}."),
    "timetable.judged": _("The authority judged indicators of the reduced timetable's audit."),
    "timetable.red_confirmed": _("An officer confirmed that the reduced timetable is red."),
    "timetable.red_lowered": _("An officer lowered the reduced timetable's red, for a time and with a reason."),
    "timetable.more_hours": _("The child has more hours than before."),
}
KINDS = {"timetable": _("Reduced timetables")}
