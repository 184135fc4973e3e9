"""What the command line shares: setting Django up as one role, progress to stderr, and errors that say what to do."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from .environment import Misconfigured


class Failed(click.ClickException):
    """Something that the person at the keyboard can act on."""

    def show(self, file: Any = None) -> None:
        click.echo(f"Error: {self.format_message()}", err=True)


def tell(text: str) -> None:
    """One line about how it is going; stderr, so that --json output stays clean. `run` uses stdout."""
    click.echo(text, err=True)


def set_up(*, as_owner: bool = False) -> None:
    """Start or join the database and load Django, as the owner of the tables or (usually) as the web role."""
    from . import database

    os.environ["PASTORAL_DATABASE_ROLE"] = "owner" if as_owner else "web"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.config.settings")
    database.prepare()
    import django

    django.setup()
    if not as_owner:
        _need_tables()


def _need_tables() -> None:
    from . import migrate
    from .environment import read_environment

    if migrate.said(read_environment().database_owner_url, "shape") is None:
        raise Failed("The database has no tables yet. Run `pastoral migrate` first.")


def report(answer: dict[str, Any], *, as_json: bool, lines: list[str]) -> None:
    """The result on stdout: one JSON object, or lines for people."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=str))
    else:
        for line in lines:
            click.echo(line)


class Progress:
    """A progress bar on stderr. Call it with (done, total) or (done, total, what)."""

    def __init__(self, title: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=Console(stderr=True), transient=False, disable=not sys.stderr.isatty(),
        )  # fmt: skip
        self._task = self._bar.add_task(title, total=None)

    def __call__(self, done: int, total: int | None = None, what: str = "") -> None:
        self._bar.update(self._task, completed=done, total=total, **({"description": what} if what else {}))

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns what can go wrong into a sentence and exit code 1. A fault of ours names its place, never its data."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, SystemExit):
        raise
    except Misconfigured as problem:
        _fail(str(problem))
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        raise SystemExit(130) from None
    except BrokenPipeError:
        os._exit(1)  # whoever was reading our output has gone
    except Exception as problem:
        if os.environ.get("PASTORAL_DEBUG") == "1":
            raise
        _fail(_explained(problem))


def _explained(problem: Exception) -> str:
    reasons = getattr(problem, "reasons", None)
    if reasons:
        return " ".join(str(reason) for reason in reasons)
    names = {cls.__name__ for cls in type(problem).__mro__}
    if names & {"UnsafeStart", "NotEmpty"}:
        return str(problem)  # written for the person who installs it: names settings, holds no data
    if names & {"OperationalError", "InterfaceError"}:
        return "The database cannot be reached, or refused the connection. Is it running, and is DATABASE_URL right?"
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.strerror}: {problem.filename}" if problem.filename else problem.strerror
    place = next(
        (
            f"{frame.filename.rsplit('/src/', 1)[-1]}:{frame.lineno}"
            for frame in reversed(traceback.extract_tb(problem.__traceback__))
            if "/pastoral/" in frame.filename
        ),
        "unknown place",
    )
    return (
        f"Something went wrong inside Pastoral ({type(problem).__name__} at {place}). Nothing half-done was kept. "
        "Set PASTORAL_DEBUG=1 and run it again for the details, which may hold personal data."
    )


def _fail(message: str) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    raise SystemExit(1)
