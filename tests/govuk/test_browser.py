"""The kit in Chromium: no accessibility violation at either width, no sideways scroll, and nothing typed is lost."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from pastoral.foundation.govuk import build as builder

from .styleguide import EveryField, Signing, render

pytest.importorskip("playwright.sync_api")
AXE = builder.NODE_MODULES / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists(), reason="needs the front-end parts"),
]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
BAD = {"meeting-day": "1", "meeting-month": "13", "meeting-year": "2026", "venue": "other", "name": "Llŷr"}


class Site:
    """Serves the pages given to it, the real static files, and whatever answers to autosaves it is told to give."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.answers: list[tuple[int, str, str]] = []
        self.received: list[str] = []
        self.submitted = 0
        self.sent = ""
        self.slow = 0.0  # seconds before an autosave is answered
        site = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def translate_path(self, path: str) -> str:
                return str(builder.HERE / path.split("?")[0].lstrip("/"))

            def do_GET(self) -> None:
                page = site.pages.get(self.path.split("?")[0])
                if page is None:
                    return super().do_GET()
                return self.reply(200, "text/html; charset=utf-8", page)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode(errors="replace")
                if self.path != "/autosave/":
                    site.submitted += 1
                    site.sent = body
                    return self.reply(200, "text/html; charset=utf-8", "<title>Sent</title>")
                site.received.append(body)
                time.sleep(site.slow)
                return self.reply(*(site.answers.pop(0) if site.answers else (200, "application/json", "{}")))

            def reply(self, status: int, kind: str, content: str) -> None:
                encoded = content.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(encoded)))
                self.end_headers()
                self.wfile.write(encoded)

            def end_headers(self) -> None:
                self.send_header("Content-Security-Policy", POLICY)
                super().end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    builder.build()
    made = Site()
    made.pages = {
        "/plain": render(EveryField()),
        "/errors": render(EveryField(BAD, {})),
        "/done": render(Signing(), "styleguide_done.jinja"),
        "/404": render(Signing(), "errors/404.jinja"),
        "/meeting": render(Signing(), "styleguide_meeting.jinja"),
    }
    with translation.override("cy"):
        made.pages["/welsh"] = render(EveryField(BAD, {}))
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A page that fails the test when the policy or a script complains."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("path", ["/plain", "/errors", "/done", "/404", "/meeting", "/welsh"])
def test_no_accessibility_violation_and_no_sideways_scroll(site: Site, browser: Any, path: str) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(site.address + path)
    page.evaluate(AXE.read_text() + "; void 0")
    found = {}
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        violations = page.evaluate("async () => (await axe.run()).violations")
        found[width] = (
            [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations], page.evaluate("document.documentElement.scrollWidth"),
        )  # fmt: skip
    context.close()
    assert found == {375: ([], 375), 1280: ([], 1280)}


def in_time(tab: Any, selector: str) -> None:
    """What is tried again after some seconds: the page's clock is put forward until it has come."""
    for _ in range(200):
        if tab.locator(selector).count():
            return
        tab.clock.fast_forward(3000)
        tab.wait_for_timeout(50)
    raise AssertionError(selector)


def test_a_link_of_the_error_summary_moves_the_focus_to_its_input(site: Site, tab: Any) -> None:
    tab.goto(site.address + "/errors")
    assert tab.title().startswith("Error: ")
    assert tab.evaluate("document.activeElement.className") == "govuk-error-summary"
    for link in ("#id_working", "#id_meeting-month", "#id_agrees", "#id_venue_other", "#id_scan"):
        tab.click(f".govuk-error-summary a[href='{link}']")
        assert tab.evaluate("'#' + document.activeElement.id") == link


def test_a_change_link_arrives_at_its_input(site: Site, tab: Any) -> None:
    tab.goto(site.address + "/plain#id_meeting-day")
    tab.wait_for_function("document.activeElement.id === 'id_meeting-day'")


def test_a_choice_reveals_its_question_with_and_without_script(site: Site, browser: Any) -> None:
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(site.address + "/plain")
        assert not page.is_visible("#id_venue_other")
        page.check("input[name=venue][value=other]")
        assert page.is_visible("#id_venue_other")
        page.check("input[name=venue][value=school]")
        assert not page.is_visible("#id_venue_other")
        context.close()


def test_without_script_every_input_can_be_reached(site: Site, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(site.address + "/plain")
    for name in ("name", "working", "meeting-day", "at", "year", "hours", "email", "phone", "scan", "typed"):
        assert page.is_visible(f"#every-field [name='{name}'], [name='{name}']"), name
    assert page.is_visible("text=Cymraeg")
    assert not page.is_visible("canvas")
    context.close()


def test_typing_is_saved_when_the_field_is_left(site: Site, tab: Any) -> None:
    site.received.clear()
    site.answers[:] = [(200, "application/json", json.dumps({"version": 2, "saved_at": "2:05pm"}))]
    tab.goto(site.address + "/plain")
    tab.fill("#id_name", "Llŷr ap Gwynfor 🙂")
    tab.focus("#id_working")
    tab.wait_for_selector("[data-autosave-status][data-state=saved]")
    assert tab.inner_text("[data-autosave-status]") == "Saved at 2:05pm"
    assert "Llŷr ap Gwynfor 🙂" in site.received[0]
    assert 'name="autosave_version"\r\n\r\n1' in site.received[0]
    tab.fill("#id_working", "Art")
    tab.focus("#id_name")
    tab.wait_for_function("document.querySelector('form[data-autosave]').dataset.autosaveVersion === '2'")
    for _ in range(40):
        if len(site.received) > 1:
            break
        tab.wait_for_timeout(50)
    assert 'name="autosave_version"\r\n\r\n2' in site.received[1]


def test_a_server_that_is_away_is_tried_again(site: Site, tab: Any) -> None:
    site.answers[:] = [(503, "text/html", "away"), (200, "application/json", "{}")]
    tab.clock.install()
    tab.goto(site.address + "/plain")
    tab.fill("#id_name", "Llŷr")
    tab.focus("#id_working")
    tab.wait_for_selector("[data-autosave-status][data-state=failed]")
    assert "Not saved: we keep trying" in tab.inner_text("[data-autosave-status]")
    in_time(tab, "[data-autosave-status][data-state=saved]")
    assert tab.input_value("#id_name") == "Llŷr"


def test_signed_out_keeps_the_words_and_says_what_to_do(site: Site, tab: Any) -> None:
    site.answers[:] = [(403, "text/html", "no")]
    tab.goto(site.address + "/plain")
    tab.fill("#id_name", "Llŷr")
    tab.focus("#id_working")
    tab.wait_for_selector("[data-autosave-status][data-state=signed-out]")
    assert "your words are still here" in tab.inner_text("[data-autosave-status]")
    assert tab.input_value("#id_name") == "Llŷr"


def test_a_conflict_shows_what_the_server_sends_and_stops(site: Site, tab: Any) -> None:
    fragment = '<section data-conflict id="both"><p>Theirs</p><script>window.ran = true</script></section>'
    site.answers[:] = [(409, "text/html; charset=utf-8", fragment)]
    tab.goto(site.address + "/plain")
    tab.fill("#id_name", "Llŷr")
    tab.focus("#id_working")
    tab.wait_for_selector("#both")
    assert tab.evaluate("document.activeElement.id") == "both"
    assert tab.evaluate("window.ran") is None
    assert tab.input_value("#id_name") == "Llŷr"


def test_leaving_the_page_saves_first(site: Site, tab: Any) -> None:
    site.received.clear()
    site.answers.clear()
    tab.goto(site.address + "/plain")
    tab.fill("#id_name", "Leaving")
    tab.goto(site.address + "/done")
    for _ in range(40):
        if site.received:
            break
        tab.wait_for_timeout(50)
    assert "Leaving" in site.received[0]


def test_a_double_click_sends_once(site: Site, tab: Any) -> None:
    site.submitted = 0
    tab.goto(site.address + "/plain")
    tab.evaluate("document.querySelector('#every-field').action = '/send'")
    tab.dblclick("#every-field button[type=submit]")
    tab.wait_for_url("**/send")
    assert site.submitted == 1


def test_sending_waits_for_the_words_that_are_on_their_way(site: Site, tab: Any) -> None:
    """Else the form's version would be one behind, and the writer asked to choose between their own words and their own words."""
    site.submitted, site.slow = 0, 1.0
    site.answers[:] = [(200, "application/json", json.dumps({"version": 7}))]
    tab.goto(site.address + "/plain")
    tab.evaluate("document.querySelector('#every-field').action = '/send'")
    tab.evaluate(
        "() => { const v = document.createElement('input'); v.type = 'hidden'; v.name = 'version'; v.value = '1';"
        " document.querySelector('#every-field').append(v) }"
    )
    tab.fill("#id_name", "Llŷr")
    tab.focus("#id_working")
    tab.wait_for_selector("[data-autosave-status][data-state=saving]")
    tab.dblclick("#every-field button[type=submit]")
    tab.wait_for_url("**/send")
    site.slow = 0.0
    assert site.submitted == 1
    assert "version=7" in site.sent or 'name="version"\r\n\r\n7' in site.sent


def test_trouble_with_saving_moves_nothing_under_the_finger(site: Site, tab: Any) -> None:
    """The line is as tall in trouble as without, and stays until the words are safe: a click begun on a button ends on it."""
    site.answers[:] = [(503, "text/html", "away")] * 2
    tab.clock.install()
    tab.goto(site.address + "/plain")
    tall = tab.evaluate(
        "() => ['', 'saving', 'saved', 'failed', 'signed-out', 'unreadable', 'conflict'].map(state => {"
        " const line = document.querySelector('[data-autosave-status]'); line.dataset.state = state; line.textContent = state && 'x';"
        " return line.getBoundingClientRect().height + parseFloat(getComputedStyle(line).marginBottom) })"
    )
    assert len(set(tall)) == 1, tall
    tab.reload()
    tab.fill("#id_name", "Llŷr")
    tab.focus("#id_working")
    tab.wait_for_selector("[data-autosave-status][data-state=failed]")
    states = "window.states = []; new MutationObserver(() => window.states.push(line.dataset.state)).observe(line, {attributes: true})"
    tab.evaluate(f"() => {{ const line = document.querySelector('[data-autosave-status]'); {states} }}")
    in_time(tab, "[data-autosave-status][data-state=saved]")
    assert "saving" not in tab.evaluate("window.states")


def test_what_cannot_be_read_yet_is_named_and_not_sent_again_as_it_is(site: Site, tab: Any) -> None:
    site.received.clear()
    site.answers[:] = [(400, "application/json", json.dumps({"error": "The date must include a month"}))]
    tab.goto(site.address + "/plain")
    tab.fill("#id_name", "Llŷr")
    tab.focus("#id_working")
    tab.wait_for_selector("[data-autosave-status][data-state=unreadable]")
    assert tab.inner_text("[data-autosave-status]") == "The date must include a month"
    tab.focus("#id_name")
    tab.focus("#id_working")
    tab.wait_for_timeout(400)
    assert len(site.received) == 1
    tab.fill("#id_working", "Art")
    tab.focus("#id_name")
    tab.wait_for_selector("[data-autosave-status][data-state=saved]")


def test_a_signature_can_be_drawn_and_cleared(site: Site, tab: Any) -> None:
    tab.goto(site.address + "/plain")
    tab.locator("canvas").scroll_into_view_if_needed()
    box = tab.locator("canvas").bounding_box()
    tab.mouse.move(box["x"] + 50, box["y"] + 50)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 150, box["y"] + 90, steps=5)
    tab.mouse.up()
    assert tab.input_value("#id_drawn").startswith("M")
    tab.click("[data-draw-clear]")
    assert tab.input_value("#id_drawn") == ""
    assert tab.inner_text("[data-draw-status]") == "The drawing is cleared"


def test_meeting_mode_jumps_between_sections_and_traps_nothing(site: Site, tab: Any) -> None:
    tab.goto(site.address + "/meeting")
    tab.focus("#section-1 textarea")
    tab.keyboard.press("Alt+ArrowDown")
    assert tab.evaluate("document.activeElement.closest('section').id") == "section-2"
    tab.keyboard.press("Alt+ArrowUp")
    assert tab.evaluate("document.activeElement.closest('section').id") == "section-1"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('section').id") != "section-1"


@pytest.mark.parametrize("path", ["/plain", "/404", "/meeting"])
def test_a_short_page_begins_where_its_header_begins(site: Site, tab: Any, path: str) -> None:
    tab.goto(site.address + path)
    assert tab.locator("h1").bounding_box()["x"] == tab.locator(".pastoral-header__name").bounding_box()["x"]
