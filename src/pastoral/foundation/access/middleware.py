"""`Gates`: opens the transaction with the person's reach set on it, and refuses views that declare no permission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from .requests import PastoralRequest
from .roles import Permission
from .routes import permission_of
from .row_security import entered
from .value import NotAllowed


class UndeclaredView(RuntimeError):
    """A view without a permission. It is refused: nobody has said who may open it."""


class Gates:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PastoralRequest) -> HttpResponse:
        access = request.access
        with entered(access):
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "must_roll_back", False):
                transaction.set_rollback(True)
        return response

    def process_view(
        self, request: PastoralRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        access = request.access
        match = request.resolver_match
        permission = permission_of(view, match.url_name if match else None)
        if permission is None:
            raise UndeclaredView(f"{view.__module__}.{getattr(view, '__name__', view)} declares no permission")
        if permission is Permission.NOBODY or (getattr(view, "demo_only", False) and not settings.DEMO):
            raise Http404
        if access.may(permission) or permission is Permission.BY_LINK:  # by_link views check their own token
            return None
        if access.is_anonymous:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied

    def process_exception(self, request: PastoralRequest, exception: Exception) -> None:
        request.must_roll_back = True  # type: ignore[attr-defined]  # read above: nothing half-done is kept
        if isinstance(exception, NotAllowed):
            raise PermissionDenied from exception
