"""The mast between a phone and the server: without a signal nothing passes it, whatever the browser believes.

Chromium's own switch ("offline") and Playwright's routes do not hold for what a page asks once its service worker stands beside it,
so that an answer now and then arrived without a signal. What the mast cuts arrives never.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable


class Mast:
    """Passes connections from a port of its own to the server's; `down()` cuts those there are and takes no more until `up()`."""

    def __init__(self, server: int) -> None:
        self.server = server
        self.lost: list[int] = []  # the statuses of the replies that `loses_the_reply_to` kept
        self._signal = True
        self._loses = b""
        self._losing: set[socket.socket] = set()  # connections to the server whose next reply does not pass
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._start(self._take)

    def down(self) -> None:
        with self._lock:
            self._signal = False
            for one in self._open:
                _cut(one)

    def up(self) -> None:
        with self._lock:
            self._signal = True

    def loses_the_reply_to(self, path: str) -> None:
        """The next POST to this path arrives at the server, and its reply never at the phone."""
        self.lost.clear()
        self._loses = f"POST {path} ".encode()

    def close(self) -> None:
        self.down()
        _cut(self._listening)
        for thread in list(self._threads):
            thread.join(10)
        self._listening.close()

    def _start(self, work: Callable[..., None], *about: socket.socket) -> None:
        thread = threading.Thread(target=work, args=about, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _take(self) -> None:
        while True:
            try:
                phone, _ = self._listening.accept()
            except OSError:  # closed: the tests are over
                return
            with self._lock:
                server = self._reached() if self._signal else None
                if server is None:
                    phone.close()
                    continue
                self._open |= {phone, server}
            self._start(self._pass, phone, server)
            self._start(self._pass, server, phone)

    def _reached(self) -> socket.socket | None:
        try:
            return socket.create_connection(("127.0.0.1", self.server))
        except OSError:  # it has not started yet
            return None

    def _pass(self, here: socket.socket, there: socket.socket) -> None:
        with contextlib.suppress(OSError):  # cut in the middle of a sentence
            while said := here.recv(65536):
                if self._loses and said.startswith(self._loses):
                    self._loses = b""
                    self._losing.add(there)
                if here in self._losing:
                    self.lost.append(int(said.split(b" ", 2)[1]))
                    break
                there.sendall(said)
        with self._lock:
            self._open.discard(here)
            self._losing.discard(here)
            _cut(there)
            here.close()


def _cut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was first
        one.shutdown(socket.SHUT_RDWR)
