"""Somebody from outside is asked to open an account, and is named for one child when they do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Permission, Role

from . import services


def invite(
    pupil: Any, *, name: str, involved_as: str, email: str, by: Access, agency: str = "", telephone: str = ""
) -> str:
    """Note the person as involved and send them an invitation for this child alone; returns what to tell the inviter."""
    from pastoral.foundation.accounts.invitations import invite as send_invitation

    by.require(Permission.INVITE_TO_CASE)
    services.involve(
        pupil, name=name, involved_as=involved_as, email=email, agency=agency, telephone=telephone, by=by
    )
    role = services.GRANTED.get(involved_as)
    if role is None:
        return _("%(name)s is on the list of people. Their account comes from their school or council.") % {"name": name}
    # staff of the school belong to it as well; somebody from outside belongs to the authority; family to neither
    outside = role in (Role.PROFESSIONAL, Role.PROVIDER)
    send_invitation(
        email=email, name=name, role=role, pupil=pupil, agency=agency, by=by,
        authority_id=pupil.authority_id if outside or role is Role.TEACHER else None,
        school_id=pupil.school_id if role is Role.TEACHER else None,
    )  # fmt: skip
    return _("%(name)s is on the list of people. We sent an invitation to %(email)s.") % {"name": name, "email": email}
