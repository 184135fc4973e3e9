"""What the pupil's timeline says about directions; registered with cases when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "direction.opened": _("An off-site direction is being decided."),
    "direction.notice": _("Written notice of the off-site direction was given."),
    "direction.told": _("{who} was told about the off-site direction."),
    "direction.start": _("The off-site direction started."),
    "direction.end": _("The off-site direction is coming to its end."),
    "direction.resume": _("The off-site direction goes on."),
    "direction.close": _("The off-site direction was closed."),
    "direction.withdraw": _("The off-site direction was withdrawn."),
    "direction.reopen": _("The off-site direction was opened again."),
    "direction.record_review": _("The off-site direction was reviewed."),
    "direction.review_planned": _("A review of the off-site direction is planned for {day}."),
    "direction.review_asked": _("{who} asked for a review of the off-site direction."),
}
KINDS = {"direction": _("Off-site directions")}
