"""What the machine tells Pastoral: read once, from environment variables, with errors an IT officer can act on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[3]
DEMO_SECRET = "demo-only-secret-never-for-real-children"  # noqa: S105  # refused in live mode


class Misconfigured(Exception):
    """A setting is missing or unsafe. The message names it and says what to do."""


@dataclass(frozen=True)
class Environment:
    """Everything that differs between one installation and another."""

    mode: str
    home: Path
    database_url: str
    database_owner_url: str
    database_role: str
    secret_key: str
    debug: bool
    allowed_hosts: tuple[str, ...]
    base_url: str
    port: int
    email_url: str
    email_from: str
    idle_minutes: int
    upload_megabytes: int
    oidc_providers: str
    proxies: int = 0

    @property
    def demo(self) -> bool:
        return self.mode == "demo"


def read_environment(source: dict[str, str] | None = None) -> Environment:
    """Read the variables. Raises `Misconfigured` for values that cannot be right."""
    env = dict(os.environ) if source is None else source
    mode = env.get("PASTORAL_MODE", "demo")
    if mode not in ("demo", "live"):
        raise Misconfigured(f"PASTORAL_MODE is {mode!r}. It must be 'demo' or 'live'.")
    home = Path(env.get("PASTORAL_HOME") or PROJECT_ROOT / "var").expanduser().resolve()
    port = _whole_number(env, "PORT", 8000)
    database_url = env.get("DATABASE_URL", "")
    return Environment(
        mode=mode,
        home=home,
        database_url=database_url,
        database_owner_url=env.get("DATABASE_OWNER_URL", "") or database_url,
        database_role=env.get("PASTORAL_DATABASE_ROLE", "web"),
        secret_key=env.get("PASTORAL_SECRET_KEY", DEMO_SECRET),
        debug=env.get("PASTORAL_DEBUG", "") == "1",
        allowed_hosts=tuple(h for h in env.get("PASTORAL_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h),
        base_url=env.get("PASTORAL_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        port=port,
        email_url=env.get("EMAIL_URL", ""),
        email_from=env.get("PASTORAL_EMAIL_FROM", "pastoral@pastoral.invalid"),
        idle_minutes=_whole_number(env, "PASTORAL_IDLE_MINUTES", 30),
        upload_megabytes=_whole_number(env, "PASTORAL_UPLOAD_MB", 10),
        oidc_providers=env.get("PASTORAL_OIDC", ""),
        # https is always the work of a proxy in front of this server
        proxies=_whole_number(env, "PASTORAL_PROXIES", 1 if env.get("PASTORAL_URL", "").startswith("https://") else 0),
    )


def _whole_number(env: dict[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) == 0:
        raise Misconfigured(f"{name} is {text!r}. It must be a whole number above 0.")
    return int(text)
