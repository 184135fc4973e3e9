"""A register in Chromium: on a phone without a signal, with a wrong clock, taken by two at once, by keyboard alone; every width, axe."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest

from pastoral.foundation.govuk import build as builder

from .on_monday import MOMENT
from .site import Site, running

pytest.importorskip("playwright.sync_api")
EARLIER = dt.date(2026, 11, 16)
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
def phone(site: Site, browser: Any) -> Iterator[Any]:
    """Open today's register as a persona, on a phone of their own. A complaint of the security policy fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []
    site.forget()
    site.mast.up()

    def opened(persona: str, *, width: int = 375, clock: dt.timedelta = dt.timedelta()) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        context.add_cookies([site.cookie(persona)])
        context.clock.install(time=MOMENT + clock)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site.address + "/registers/today/")
        return page

    yield opened
    site.mast.up()
    for context in contexts:
        context.close()
    assert complaints == []


def wait_for(check: Any, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def state(page: Any) -> str:
    return str(page.evaluate("document.querySelector('[data-register-status]').dataset.state"))


def without_signal(site: Site, page: Any) -> None:
    site.mast.down()
    page.context.set_offline(True)


def press(page: Any, child: str, answer: str) -> None:
    page.get_by_role("group", name=child).get_by_label(answer, exact=True).check(force=True)


def test_the_whole_group_by_one_press_and_then_the_exception(site: Site, phone: Any) -> None:
    page = phone("provider-staff")
    page.get_by_role("button", name="Everyone else came").click()
    wait_for(lambda: len(site.marks()) == 2)
    press(page, "Tomos Morgan", "Came late")
    wait_for(lambda: len(site.marks()) == 3)
    assert sorted(site.marks()[:2]) == [("Cerys", "came", "Owen Tudor"), ("Tomos", "came", "Owen Tudor")]
    assert site.marks()[2] == ("Tomos", "late", "Owen Tudor")
    assert page.locator("[data-register-count]").inner_text() == "2 of 2 answered"


def test_without_a_signal_nothing_is_lost_and_nothing_doubled(site: Site, phone: Any) -> None:
    page = phone("provider-staff")
    page.wait_for_selector("html[data-kept-for-later=yes]", state="attached")
    without_signal(site, page)
    press(page, "Tomos Morgan", "Did not come")
    press(page, "Cerys Jenkins", "Came")
    wait_for(lambda: page.locator("[data-register-status]").inner_text().endswith("Waiting now: 2."))
    page.reload()  # the page opens without a signal, and still knows what was said
    assert page.get_by_role("group", name="Tomos Morgan").get_by_label("Did not come").is_checked()
    assert site.marks() == []
    site.mast.up()
    page.context.set_offline(False)
    wait_for(lambda: len(site.marks()) == 2)
    wait_for(lambda: state(page) == "saved")
    assert sorted(site.marks()) == [("Cerys", "came", "Owen Tudor"), ("Tomos", "absent", "Owen Tudor")]
    assert page.evaluate("localStorage.getItem('pastoral-register-answers')") == "[]"


def test_an_answer_that_arrived_while_the_reply_was_lost_is_not_doubled(site: Site, phone: Any) -> None:
    page = phone("provider-staff")
    site.mast.loses_the_reply_to("/registers/today/send/")
    press(page, "Tomos Morgan", "Came")
    wait_for(lambda: state(page) == "saved")
    assert site.mast.lost == [200]
    assert site.marks() == [("Tomos", "came", "Owen Tudor")]


def test_what_an_earlier_day_left_on_the_phone_is_sent_with_its_own_day(site: Site, phone: Any) -> None:
    page = phone("provider-staff")
    page.evaluate(
        """(on) => {
            const form = document.querySelector('[data-register]').dataset
            localStorage.setItem('pastoral-register-answers', JSON.stringify([{
              who: form.who, on, group: form.group, half: 'am', key: crypto.randomUUID(), at: on + 'T09:40:00Z',
              placement: Number(document.querySelector('[data-child]').dataset.child), answer: 'absent', time: '', note: '', seen: 0,
              by_name: ''
            }]))
        }""",
        EARLIER.isoformat(),
    )
    page.reload()
    wait_for(lambda: len(site.marks()) == 1)
    wait_for(lambda: state(page) == "saved")
    assert page.locator("[data-child] input:checked").count() == 0  # it is not an answer of today's
    assert page.locator("[data-register-count]").inner_text() == "0 of 2 answered"
    assert page.evaluate("localStorage.getItem('pastoral-register-answers')") == "[]"


def test_what_is_kept_on_the_phone_names_no_child(site: Site, phone: Any) -> None:
    page = phone("provider-staff")
    without_signal(site, page)
    press(page, "Tomos Morgan", "Came")
    wait_for(lambda: state(page) == "waiting")
    assert "Tomos" not in page.evaluate("localStorage.getItem('pastoral-register-answers')")


def test_a_phone_with_the_wrong_clock_is_told(site: Site, phone: Any) -> None:
    page = phone("provider-staff", clock=dt.timedelta(hours=-7))
    press(page, "Tomos Morgan", "Came")
    wait_for(lambda: len(site.marks()) == 1)
    page.wait_for_selector("[data-register-clock]:not([hidden])")
    assert "hours slow. We have put the times right." in page.locator("[data-register-clock]").inner_text()
    assert 6.5 * 3600 < site.clocks()[0] < 7.5 * 3600


def test_two_staff_take_one_register_and_are_asked_which_is_right(site: Site, phone: Any) -> None:
    one, two = phone("provider-lead"), phone("provider-staff")
    press(one, "Tomos Morgan", "Came")
    wait_for(lambda: len(site.marks()) == 1)
    press(two, "Tomos Morgan", "Did not come")
    wait_for(lambda: len(site.marks()) == 2)
    question = two.get_by_role("group", name="Tomos Morgan").locator("[data-question]")
    question.wait_for(state="visible")
    assert question.inner_text() == "Bethan Howells said “Came”, and Owen Tudor said “Did not come”. Which is right?"
    press(two, "Tomos Morgan", "Came")
    question.wait_for(state="hidden")
    assert [mark[1] for mark in site.marks()] == ["came", "absent", "came"]


def test_by_keyboard_alone(site: Site, phone: Any) -> None:
    page = phone("provider-staff", width=1280)
    page.locator("[data-child] input[type=radio]").first.focus()
    page.keyboard.press("n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("l")
    wait_for(lambda: len(site.marks()) == 2)
    assert sorted(mark[:2] for mark in site.marks()) == [("Cerys", "absent"), ("Tomos", "late")]


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_the_register_fits_and_is_sound(site: Site, phone: Any, width: int) -> None:
    page = phone("provider-staff", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("Math.min(...[...document.querySelectorAll('.pastoral-roll__answer label')].map(e => e.offsetHeight))") >= 44
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
