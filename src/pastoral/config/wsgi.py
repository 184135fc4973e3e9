"""The web server's way in. Loads what every request needs, so that forked workers share it and the first page is quick."""

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.config.settings")
application = get_wsgi_application()


def warm() -> None:
    """Import every view and build the template environment before the workers are forked."""
    from django.template import engines
    from django.urls import get_resolver

    with suppress(ModuleNotFoundError):
        from pastoral.foundation.accounts.checks import refuse_unsafe_start

        refuse_unsafe_start()
    _ = get_resolver().url_patterns
    engines.all()


warm()
