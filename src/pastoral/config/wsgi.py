"""The web server's way in. Loads what every request needs: forked workers share it, and the first page is quick."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.config.settings")
application = get_wsgi_application()


def warm() -> None:
    """Import every view and build the template environment before the workers are forked."""
    from django.db import connections
    from django.template import engines
    from django.urls import get_resolver

    from pastoral.foundation.accounts.checks import refuse_unsafe_start

    refuse_unsafe_start()
    connections.close_all()  # no connection may be open when the workers are forked
    _ = get_resolver().url_patterns
    engines.all()


warm()
