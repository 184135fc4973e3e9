"""What stands in the log: neither a token of a link nor one of a new password, whoever logs the address."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from pastoral.config.logs import Plain


def written(text: str, *values: Any) -> str:
    return Plain("%(message)s").format(logging.LogRecord("x", logging.WARNING, __file__, 1, text, values, None))


@pytest.mark.parametrize("address", ["/registers/link/{}/send/", "/l/{}/", "https://pastoral.example/plans/l/{}/sign/?half=am", "/i/{}"])
def test_no_address_brings_its_token_into_the_log(address: str) -> None:
    token = secrets.token_urlsafe(32)
    line = written("Forbidden (%s): %s", "CSRF token missing.", address.format(token))
    assert token not in line
    assert line == "Forbidden (CSRF token missing.): " + address.format("(token)")


def test_the_key_of_a_new_password_is_left_out_too() -> None:
    key = "4-cz1abc-" + "0123456789abcdef" * 2
    assert key not in written("Gone: %s", f"/accounts/password/reset/key/{key}/")


def test_other_addresses_and_files_stay_as_they_are() -> None:
    line = 'Not Found: /placements/12/sharing/individual_plans/take-back/ in "/srv/python3.11/site-packages/django/views.py", line 3'
    assert written(line) == line


def test_the_log_of_an_installation_is_written_that_way() -> None:
    assert settings.LOGGING["formatters"]["plain"]["()"] == f"{Plain.__module__}.{Plain.__name__}"
    assert settings.LOGGING["root"]["handlers"] == ["console"]


@pytest.mark.django_db
def test_a_forged_form_at_a_link_leaves_no_token(caplog: pytest.LogCaptureFixture) -> None:
    token = secrets.token_urlsafe(32)
    with caplog.at_level(logging.WARNING):
        answer = Client(enforce_csrf_checks=True).post(f"/registers/link/{token}/send/", "{}", content_type="application/json")
    assert answer.status_code == 403
    lines = [Plain("%(message)s").format(record) for record in caplog.records]
    assert any("/registers/link/(token)/send/" in line for line in lines)
    assert not any(token in line for line in lines)
