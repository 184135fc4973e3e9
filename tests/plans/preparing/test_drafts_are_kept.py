"""Forms that save themselves say which form they are: without it the draft would be refused, and words lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[3]


def test_no_template_sends_drafts_without_the_key_of_its_page() -> None:
    faulty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.jinja")
        if re.search(r"autosave=url\(['\"]draft-save", path.read_text())
    ]
    assert not faulty, f"use the view's drafts.address(request.path): {faulty}"


@pytest.mark.usefixtures("npt")
def test_what_is_typed_on_the_opening_page_is_kept_and_given_back(world: Any, client: Any) -> None:
    client.force_login(world.people["pastoral-lead"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("plan-open", args=[world.cerys.pk]))
    address = re.search(r'data-autosave="([^"]+)"', page.content.decode())
    assert address is not None
    kept = client.post(address.group(1).replace("&amp;", "&"), {"concern": "Half a sentence about"})
    assert kept.status_code == 200
    assert "Half a sentence about" in client.get(reverse("plan-open", args=[world.cerys.pk])).content.decode()
