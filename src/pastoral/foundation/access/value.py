"""`Access`: whose eyes a read is for and whose hand a write is by. A frozen value, made once for each request or job."""

from __future__ import annotations

from dataclasses import dataclass, field

from .roles import ROLES, SUPPORT_SESSION_PERMISSIONS, Permission, Role


class NotAllowed(Exception):
    """The person can see the record but may not do this (403)."""


@dataclass(frozen=True, slots=True)
class Access:
    """Ids are primary keys. `actor` is how the audit trail names the person: a name and a post, never an address."""

    user_id: int | None = None
    actor: str = ""
    roles: frozenset[Role] = frozenset()
    authority_ids: frozenset[int] = frozenset()  # A: sees every pupil of these authorities
    school_ids: frozenset[int] = frozenset()  # S: sees every pupil whose home school is one of these
    provider_ids: frozenset[int] = frozenset()  # works for these providers of alternative provision
    led_provider_ids: frozenset[int] = frozenset()  # those of them that the person leads
    placement_ids: frozenset[int] = frozenset()  # V: placements that were shared with them, while they are
    pupil_ids: frozenset[int] = frozenset()  # P: sees these pupils
    language: str = "en-gb"
    link_id: int | None = None
    support_session_id: int | None = None
    home_authority_ids: frozenset[int] = field(default=frozenset())  # authorities the person works in, whatever the reach

    @property
    def permissions(self) -> frozenset[Permission]:
        held = frozenset({Permission.ANYONE}).union(*(ROLES[role].permissions for role in self.roles))
        return held | SUPPORT_SESSION_PERMISSIONS if self.support_session_id else held

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises `NotAllowed` unless the permission is held."""
        if not self.may(permission):
            raise NotAllowed(permission)

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None and not self.roles  # an account whose roles have ended is still somebody

    @classmethod
    def nobody(cls) -> Access:
        return cls()

    @classmethod
    def system(cls, *, authority_id: int, doing: str) -> Access:
        """Pastoral's own work, limited to one authority. `doing` names the work in the audit trail."""
        return cls(
            actor=f"Pastoral: {doing}",
            roles=frozenset({Role.SYSTEM}),
            authority_ids=frozenset({authority_id}),
            home_authority_ids=frozenset({authority_id}),
        )
