from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import clone_database, owner_url
from pastoral.config import cli

from .installation import Installation


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with a server of the council's: tables made, without the demo; shared by the tests of one file."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = clone_database(f"pastoral_installation_{worker}")
    installation = Installation(tmp_path_factory.mktemp("home", numbered=True), database=database)
    yield installation
    installation.clean_up()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Installation]:
    """A home in which nothing was done yet."""
    installation = Installation(tmp_path / "home")
    yield installation
    installation.clean_up()


@pytest.fixture
def pastoral(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[object, str, str]]:
    """The command line in this process, for what a second of loading would add nothing to: exit code, stdout, stderr."""
    from django.db import connection

    def run(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["pastoral", *words])
        monkeypatch.setenv("PASTORAL_DATABASE_ROLE", "web")
        monkeypatch.setenv("DATABASE_OWNER_URL", owner_url(connection.settings_dict["NAME"]))
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code, *capsys.readouterr()

    return run
