"""An installation of its own, driven from outside as an IT officer drives it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from conftest import owner_url, web_url
from pastoral.config.database import connection_arguments, parse_url
from pastoral.config.embedded import Embedded


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    database: str = ""  # on the tests' server, as where DATABASE_URL names one; else in the home, as it comes

    def env(self, **more: str) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PASTORAL_", "DATABASE_", "DJANGO_"))}
        if self.database:
            env |= {"DATABASE_URL": web_url(self.database), "DATABASE_OWNER_URL": owner_url(self.database)}
        return {**env, "PASTORAL_HOME": str(self.home), "PORT": str(self.port), "PASTORAL_NO_DEMO": "1", **more}

    def command(self, *arguments: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "pastoral.config.cli", *arguments],
            env=self.env(**env), input=stdin, capture_output=True, text=True, check=False, timeout=900,  # a machine with much else to do
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def json(self, *arguments: str, **env: str) -> Any:
        done = self.command(*arguments, "--json", **env)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, **env: str) -> float:
        """`pastoral run`, until it says that it runs. Returns the seconds that took."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pastoral.config.cli", "run"],
            env=self.env(**env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith("Pastoral is running at "):
                assert line.strip() == f"Pastoral is running at http://127.0.0.1:{self.port}"
                return time.monotonic() - began
        raise AssertionError("".join(said))

    def get(self, path: str) -> tuple[int, str]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def wait_until_well(self, seconds: float = 240) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                status, text = self.get("/healthz")
                if status == 200:
                    return
            except OSError as problem:
                text = str(problem)
            assert time.monotonic() < deadline, text
            time.sleep(0.3)

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(40)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return code

    def postmaster(self) -> int:
        return int((self.home / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def processes(self) -> list[psutil.Process]:
        """Everything that belongs to this home and still runs."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                    continue
                if process.environ().get("PASTORAL_HOME") == str(self.home) or str(self.home) in " ".join(process.cmdline()):
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """As the owner, on the running server or one started for it."""
        server = None if self.database else Embedded(self.home).open()
        url = owner_url(self.database) if server is None else server.get_uri("pastoral")
        try:
            with psycopg.connect(**connection_arguments(parse_url(url))) as connection:
                cursor = connection.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            if server is not None:
                server.close()

    def clean_up(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
        for process in self.processes():
            try:
                process.kill()
            except psutil.Error:
                continue
