"""What the authority calls it: reduced timetable, reduced education provision, part-time timetable. The pack's own form says so."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from pastoral.records.policy.packs import pack_of, said
from pastoral.records.policy.queries import NoPolicy, version_in_force


def name_of(policy_version_id: int) -> str:
    """In the reader's language, as the heading of the pack's form has it."""
    form = pack_of(policy_version_id).forms.get("reduced")
    return said(form.title) if form is not None else _("Reduced timetable")


def proposing(authority_id: int, on: dt.date) -> str:
    """The heading over a new one. One query."""
    try:
        return propose_words(version_in_force(authority_id, on).pk)
    except NoPolicy:
        return propose_words(None)


def propose_words(policy_version_id: int | None) -> str:
    """What the way to a new one is called, by a pack that is known already. No query."""
    usual = _("Reduced timetable")
    called = usual if policy_version_id is None else name_of(policy_version_id)
    return _("Propose a reduced timetable") if called.casefold() == usual.casefold() else _("Propose: %(name)s") % {"name": called}


def attendance_officer(policy_version_id: int) -> str:
    """The education welfare officer, by the title that the authority gives them. No query."""
    return said(pack_of(policy_version_id).labels.role("ewo"))


def who_extends(policy_version_id: int) -> str:
    """Who passes a request for a longer time on, and who decides, by the titles that the authority gives them."""
    pack = pack_of(policy_version_id)
    decider = str(pack.policy.value("reduced.extension_by") or "director")
    return _("Passed on by: %(group)s. Decided by: %(decider)s.") % {
        "group": said(pack.labels.role("monitoring_group")), "decider": said(pack.labels.role(decider)),
    }  # fmt: skip
