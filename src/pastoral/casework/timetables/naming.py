"""What the authority calls it: reduced timetable, reduced education provision, part-time timetable. The pack's own form says so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pastoral.records.policy.packs import pack_of, said


def name_of(policy_version_id: int) -> str:
    """In the reader's language, as the heading of the pack's form has it."""
    form = pack_of(policy_version_id).forms.get("reduced")
    return said(form.title) if form is not None else _("Reduced timetable")
