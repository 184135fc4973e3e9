"""A school's register for tests: files of marks in each shape, about the pupils of the small world."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine

from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.attendance import importing, queries
from pastoral.records.pupils.models import Pupil
from pastoral.rules.upn import make_upn
from world import World

TODAY = dt.date(2026, 11, 20)  # a Friday of the autumn term
MONDAY = dt.date(2026, 9, 7)
TOMOS, CERYS, IFAN, OLIVIA = (make_upn("671", "4001", 2018, number) for number in range(1, 5))


@dataclass
class Marks:
    """The small world with UPNs, and what one does with files of marks in it."""

    world: World
    folder: Path

    def file(self, text: str) -> io.BytesIO:
        return io.BytesIO(text.encode())

    def preview(self, text: str, persona: str = "system") -> Any:
        with self.world.acting(persona) as access:
            return importing.preview(by=access, school=self.world.school, file_name="marks.csv", file=self.file(text))

    def bring_in(self, text: str, *, dry_run: bool = False, school: Any = None) -> Any:
        path = self.folder / "marks.csv"
        path.write_text(text)
        school = school or self.world.school
        return importing.import_marks(path, school, by=self.world.system(school.authority), dry_run=dry_run)

    def of(self, pupil: Any, start: dt.date = dt.date(2026, 9, 1), end: dt.date = TODAY) -> dict[tuple[dt.date, str], str]:
        access = self.world.system(pupil.authority)
        with entered(access):
            return dict(queries.marks_of(access, [pupil.pk], start, end)[pupil.pk])


@pytest.fixture
def marks(world: World, tmp_path: Path) -> Iterator[Marks]:
    for pupil, upn in ((world.tomos, TOMOS), (world.cerys, CERYS), (world.ifan, IFAN), (world.olivia, OLIVIA)):
        access = world.system(pupil.authority)
        with entered(access), recording("upn", by=access) as record:
            Pupil.objects.visible_to(access).filter(pk=pupil.pk).update(upn=upn)
            record.about(pupil)
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(12)), tick=True):
        yield Marks(world, tmp_path)


def day_file(*rows: tuple[str, object, str, str]) -> str:
    """The day form."""
    return "UPN,Date,AM,PM\n" + "".join(f"{upn},{day},{am},{pm}\n" for upn, day, am, pm in rows)
