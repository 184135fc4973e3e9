"""Gate 1, the route: each view names the one permission that it needs; a view that names none is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver, get_resolver

from .roles import Permission

View = TypeVar("View", bound=Callable[..., Any])

# Views that are not ours to decorate: their URL name → the permission.
THIRD_PARTY: dict[str, Permission] = {
    "account_login": Permission.ANYONE,
    "account_logout": Permission.ANYONE,
    "account_reauthenticate": Permission.SIGNED_IN,
    "account_reset_password": Permission.ANYONE,
    "account_reset_password_done": Permission.ANYONE,
    "account_reset_password_from_key": Permission.ANYONE,
    "account_reset_password_from_key_done": Permission.ANYONE,
    "account_change_password": Permission.SIGNED_IN,
    "account_set_password": Permission.SIGNED_IN,
    "account_inactive": Permission.ANYONE,
    "mfa_index": Permission.SIGNED_IN,
    "mfa_authenticate": Permission.ANYONE,
    "mfa_reauthenticate": Permission.SIGNED_IN,
    "mfa_trust": Permission.ANYONE,
    "mfa_activate_totp": Permission.SIGNED_IN,
    "mfa_deactivate_totp": Permission.SIGNED_IN,
    "mfa_view_recovery_codes": Permission.SIGNED_IN,
    "mfa_generate_recovery_codes": Permission.SIGNED_IN,
    "mfa_download_recovery_codes": Permission.SIGNED_IN,
    "mfa_list_webauthn": Permission.SIGNED_IN,
    "mfa_add_webauthn": Permission.SIGNED_IN,
    "mfa_remove_webauthn": Permission.SIGNED_IN,
    "mfa_edit_webauthn": Permission.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Permission.SIGNED_IN,
    "mfa_login_webauthn": Permission.ANYONE,
    "mfa_signup_webauthn": Permission.ANYONE,
    "openid_connect_login": Permission.ANYONE,
    "openid_connect_callback": Permission.ANYONE,
    "socialaccount_login_cancelled": Permission.ANYONE,
    "socialaccount_login_error": Permission.ANYONE,
    "socialaccount_connections": Permission.SIGNED_IN,
    # Sign-up and change of address go through invitations, so allauth's own pages for them are closed.
    "account_signup": Permission.NOBODY,
    "account_email": Permission.NOBODY,
    "account_confirm_email": Permission.NOBODY,
    "account_email_verification_sent": Permission.NOBODY,
    "account_confirm_login_code": Permission.NOBODY,
    "socialaccount_signup": Permission.NOBODY,
}


def allow(permission: Permission, *, demo_only: bool = False) -> Callable[[View], View]:
    """Declare what a view needs. `demo_only` views answer 404 outside demo mode."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # functions carry attributes
        view.demo_only = demo_only  # type: ignore[attr-defined]  # functions carry attributes
        return view

    return declare


def permission_of(view: Callable[..., Any], url_name: str | None) -> Permission | None:
    """The declared permission of a resolved view, or None."""
    declared: Permission | None = getattr(view, "permission", None)
    if declared is None and hasattr(view, "view_class"):
        declared = getattr(view.view_class, "permission", None)
    return declared or THIRD_PARTY.get(url_name or "")


def every_route(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str | None, Callable[..., Any]]]:
    """(path pattern, URL name, view) of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, entry.name, entry.callback
        else:
            yield from every_route(entry, path)
