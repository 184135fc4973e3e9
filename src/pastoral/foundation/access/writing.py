"""The write guard: scoped models refuse to be written outside `audit.recording(...)`, so that every write has an event."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

_recording: ContextVar[int] = ContextVar("recording", default=0)


class WriteWithoutEvent(RuntimeError):
    """Something was about to be written with nobody's name on it."""


def enter_recording() -> Any:
    return _recording.set(_recording.get() + 1)


def leave_recording(token: Any) -> None:
    _recording.reset(token)


def is_recording() -> bool:
    return _recording.get() > 0


def require_recording(model: type) -> None:
    """Raises `WriteWithoutEvent` unless a recording is open."""
    if not is_recording():
        raise WriteWithoutEvent(f"{model.__name__} was written outside audit.recording(verb, by=access)")


def require_recording_for(query: Any) -> None:
    """The same for an INSERT, UPDATE or DELETE about to be compiled, whichever manager or cascade it came from."""
    if getattr(query.model, "is_scoped_model", False):
        require_recording(query.model)
