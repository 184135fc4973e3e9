"""Every address. Each app's own are in its `urls.py`."""

from __future__ import annotations

from allauth import urls as allauth_urls
from django.urls import include, path

from pastoral.foundation.accounts.urls import root_urlpatterns as account_urls_at_the_root

# allauth keeps unnamed redirects from its older addresses; ours never had those addresses.
sign_in_urls = [entry for entry in allauth_urls.urlpatterns if not str(entry.pattern).startswith("social/")]

urlpatterns = [
    path("", include("pastoral.faces.web.urls")),
    path("", include(account_urls_at_the_root)),
    path("accounts/", include("pastoral.foundation.accounts.urls")),
    path("accounts/", include(sign_in_urls)),
    path("", include("pastoral.foundation.questions.urls")),
    path("", include("pastoral.foundation.outbox.urls")),
    path("", include("pastoral.foundation.documents.urls")),
    path("", include("pastoral.records.organisations.urls")),
    path("policy/", include("pastoral.records.policy.urls")),
    path("providers/", include("pastoral.records.providers.urls")),
    path("pupils/", include("pastoral.records.pupils.urls")),
    path("", include("pastoral.records.attendance.urls")),
    path("", include("pastoral.records.cases.urls")),
    path("findings/", include("pastoral.records.findings.urls")),
    path("plans/", include("pastoral.casework.plans.urls")),
    path("timetables/", include("pastoral.casework.timetables.urls")),
    path("placements/", include("pastoral.casework.placements.urls")),
    path("directions/", include("pastoral.casework.placements.directions.urls")),
    path("at-provider/", include("pastoral.casework.placements.urls_at_provider")),
    path("", include("pastoral.casework.registers.urls")),
    path("monitoring/", include("pastoral.oversight.monitoring.urls")),
    path("not-full-time/", include("pastoral.oversight.central_record.urls")),
    path("", include("pastoral.oversight.ledger.urls")),
    path("provision/", include("pastoral.oversight.provision.urls")),
]
handler400 = "pastoral.faces.web.errors.bad_request"
handler403 = "pastoral.faces.web.errors.not_allowed"
handler404 = "pastoral.faces.web.errors.not_found"
handler429 = "pastoral.faces.web.errors.too_many"  # asked for by allauth
handler500 = "pastoral.faces.web.errors.broken"
