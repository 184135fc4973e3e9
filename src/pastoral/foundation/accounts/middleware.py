"""Who is asking, and for how long a person may leave the screen alone."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse

from pastoral.foundation.access import Access

from .who import access_of

LAST_SEEN = "last_seen"


class IdleLimit:
    """Signs a person out after IDLE_MINUTES without a request. What they post too late is kept as their draft (see `late`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            last = request.session.get(LAST_SEEN, now)
            if now - last > settings.IDLE_MINUTES * 60:
                from .late import keep_late_form

                answer = keep_late_form(request)
                auth.logout(request)
                if answer is not None:
                    return answer
            elif now - last > 60 or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
        return self.get_response(request)


class WhoIsAsking:
    """Puts the frozen `Access` on the request; the other gates read nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.access = access_of(user) if user.is_authenticated else Access.nobody()  # type: ignore[attr-defined, arg-type]  # our user model
        return self.get_response(request)
