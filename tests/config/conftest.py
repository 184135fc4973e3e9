from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pastoral.config.embedded import Embedded

from .installation import Installation


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose tables are made, without the demo; shared by the tests of one file."""
    installation = Installation(tmp_path_factory.mktemp("home", numbered=True))
    server = Embedded(installation.home, forgetful=True).open()  # held, so that no command has to start it again
    done = installation.command("migrate")
    assert done.returncode == 0, done.stderr
    yield installation
    server.close()
    installation.clean_up()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Installation]:
    """A home in which nothing was done yet."""
    installation = Installation(tmp_path / "home")
    yield installation
    installation.clean_up()
