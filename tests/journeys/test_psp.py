"""The main journey: a PSP from the import of a register file to a closed plan, at both widths, and once without script."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from journeys import story as tell
from journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

TELLINGS = [
    pytest.param("Gwenno", "Prydderch", dt.date(2013, 3, 14), DESKTOP, True, id="desktop"),
    pytest.param("Mabli", "Trefaldwyn", dt.date(2013, 5, 2), PHONE, True, id="phone"),
    pytest.param("Llio", "Llwyncelyn", dt.date(2012, 11, 23), DESKTOP, False, id="without-script"),
]


@pytest.mark.parametrize(("forename", "surname", "born", "viewport", "script"), TELLINGS)
def test_from_a_register_file_to_a_closed_plan(
    people: Any, forename: str, surname: str, born: dt.date, viewport: dict[str, int], script: bool
) -> None:
    story = tell.Story(people, viewport, script, forename, surname, born)
    tell.import_the_register(story)
    tell.say_who_may_sign(story)
    tell.open_the_plan(story)
    tell.gather_views(story)
    tell.organise_the_meeting(story)
    tell.hold_the_meeting(story)
    tell.sign_the_plan(story)
    tell.send_and_live(story)
    tell.review_and_close(story)
