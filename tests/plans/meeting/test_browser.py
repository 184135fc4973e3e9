"""The meeting in Chromium: two people in one section, the keyboard alone, a database that restarts, every width, axe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from pastoral.foundation.govuk import build as builder

from .site import Site, running

pytest.importorskip("playwright.sync_api")
AXE = builder.NODE_MODULES / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists(), reason="needs the front-end parts"),
]


@pytest.fixture(scope="module")
def site(django_db_blocker: Any) -> Iterator[Site]:
    from conftest import clone_database, owner_url, web_url

    builder.build()
    with running(clone_database, owner_url, web_url, django_db_blocker) as made:
        yield made


@pytest.fixture
def open_page(site: Site, browser: Any) -> Iterator[Any]:
    """Open a page as a persona, in a browser of their own. A complaint of the security policy fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(persona: str, path: str = "", *, width: int = 1280, **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        context.add_cookies([site.cookie(persona)])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site.address + (path or f"/plans/{site.plan_id}/meeting/"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def wait_for(check: Any, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def state(page: Any, section: str) -> str:
    return str(page.evaluate(f"document.querySelector('#section-{section} [data-autosave-status]').dataset.state || ''"))


def test_two_people_type_in_one_section_and_nothing_is_lost(site: Site, open_page: Any) -> None:
    one, two = open_page("pastoral-lead"), open_page("ewo")
    one.fill("#id_working", "What the lead saw")
    one.locator("#id_working").blur()
    wait_for(lambda: state(one, "working") == "saved")
    two.fill("#id_working", "What the officer saw")
    two.locator("#id_working").blur()
    two.wait_for_selector("[data-conflict]")
    question = two.locator("[data-conflict]").inner_text()
    assert "What the lead saw" in question
    assert "What the officer saw" in question
    assert site.saved("working")["working"] == "What the lead saw"
    assert two.input_value("#id_working") == "What the officer saw"
    two.check("#conflict-working-both")
    both = "What the lead saw\n\nWhat the officer saw"
    two.fill("#conflict-working-text", both)
    two.click("[data-conflict] button")
    two.wait_for_url("**#section-working")
    assert site.saved("working")["working"] == both
    assert "was saved at" in two.locator(".govuk-notification-banner").inner_text()


def test_what_another_writes_arrives_and_what_one_types_stays(site: Site, open_page: Any) -> None:
    one, two = open_page("pastoral-lead"), open_page("ewo")
    two.locator("#id_factor_home").focus()
    two.keyboard.type("A move in October")
    one.fill("#id_factor_learning", "Reads well")
    one.locator("#id_factor_learning").blur()
    wait_for(lambda: site.saved("factors").get("factor_learning") == "Reads well")
    wait_for(lambda: two.input_value("#id_factor_learning") == "Reads well", 25)
    assert two.input_value("#id_factor_home") == "A move in October"
    assert two.locator("#section-factors [data-note]").inner_text() != ""
    wait_for(lambda: site.saved("factors").get("factor_home") == "A move in October")
    assert site.saved("factors")["factor_learning"] == "Reads well"
    one.fill("#id_adjustments", "A quiet way in")
    one.locator("#id_adjustments").blur()
    wait_for(lambda: "Siân Rees" in two.locator("#section-adjustments [data-note]").inner_text(), 25)
    assert two.input_value("#id_adjustments") == "A quiet way in"


def test_the_database_restarts_while_somebody_types(site: Site, open_page: Any) -> None:
    page = open_page("pastoral-lead")
    with site.without_database():
        page.fill("#id_safeguarding", "Every arrangement is checked by the lead")
        page.locator("#id_safeguarding").blur()
        wait_for(lambda: state(page, "safeguarding") == "failed")
        assert "we keep trying" in page.locator("#section-safeguarding [data-autosave-status]").inner_text()
    wait_for(lambda: state(page, "safeguarding") == "saved", 30)
    assert site.saved("safeguarding") == {"safeguarding": "Every arrangement is checked by the lead"}


def test_the_database_restarts_while_a_form_is_sent(site: Site, open_page: Any) -> None:
    page = open_page("pastoral-lead", f"/plans/{site.plan_id}/commitments/new/?party=child")
    page.get_by_label("What will they do?").fill("Send a thumbs up by 8:15")
    with site.without_database():
        answer = page.request.get(site.address + "/healthz")
        assert answer.status == 503
        assert answer.json() == {"database": "failed", "worker": "failed", "mail": "failed"}
        with page.expect_response(lambda response: response.request.method == "POST") as sent:
            page.locator("main form button").last.click()
        assert sent.value.status == 500
        assert page.locator("h1").inner_text() == "Sorry, something went wrong"
        assert "your browser keeps what you typed" in page.locator("body").inner_text()
        assert page.get_by_text("Traceback").count() == 0
    page.go_back()
    assert page.get_by_label("What will they do?").input_value() == "Send a thumbs up by 8:15"
    page.get_by_label("Who will do it?").fill("Tomos Morgan")
    page.get_by_label("All the time, until the next review").check()
    with page.expect_navigation():
        page.locator("main form button").last.click()
    assert "Send a thumbs up by 8:15" in page.locator("main").inner_text()


def test_the_keyboard_alone(site: Site, open_page: Any) -> None:
    page = open_page("pastoral-lead")
    focused = "document.activeElement.closest('[data-meeting-section]')?.id || ''"
    seen = []
    for _ in range(12):
        page.keyboard.press("Alt+ArrowDown")
        seen.append(page.evaluate(focused))
    assert seen[-1] == "section-review_date"
    assert {"section-reason", "section-child_views", "section-factors", "section-outcomes"} <= set(seen)
    while page.evaluate(focused) != "section-reason":
        page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type("Typed without a mouse")
    page.keyboard.press("Tab")
    wait_for(lambda: site.saved("reason").get("reason") == "Typed without a mouse")
    while page.evaluate(focused) != "section-attendees":
        page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Space")
    wait_for(lambda: state(page, "attendees") == "saved")


@pytest.mark.parametrize("width", [375, 1280, 1920])
def test_no_accessibility_violation_and_no_sideways_scroll(site: Site, open_page: Any, width: int) -> None:
    page = open_page("pastoral-lead", "/", width=width, bypass_csp=True)
    for path in (
        f"/plans/{site.plan_id}/meeting/", f"/plans/outcomes/{site.outcome_id}/whole/", f"/plans/outcomes/{site.outcome_id}/outcome/",
        f"/plans/outcomes/{site.outcome_id}/check/", f"/plans/outcomes/{site.outcome_id}/support/",
        f"/plans/{site.plan_id}/commitments/new/?party=child", f"/plans/{site.plan_id}/check/",
    ):  # fmt: skip
        page.goto(site.address + path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        page.evaluate(AXE.read_text())
        violations = page.evaluate("async () => (await axe.run()).violations")
        assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in violations] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_without_script(site: Site, open_page: Any) -> None:
    page = open_page("teacher", java_script_enabled=False)
    page.fill("#id_strategies", "A quiet start")
    page.click("#section-strategies button")
    assert "was saved at" in page.locator(".govuk-notification-banner").inner_text()
    assert site.saved("strategies") == {"strategies": "A quiet start"}
