"""A port that can be dead and come alive: what stands behind it is a real server all the time."""

import socket
import threading
from contextlib import suppress

from tests.live import free_port


class Gate:
    """Nobody listens on `port` until `open`; then everything is passed on to `behind`."""

    def __init__(self, behind: tuple[str, int]) -> None:
        self.port = free_port()
        self.behind = behind
        self.listener: socket.socket | None = None
        self.sockets: list[socket.socket] = []

    def open(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Also cuts who is being served."""
        for one in [self.listener, *self.sockets]:
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                caller, _ = self.listener.accept()
                server = socket.create_connection(self.behind)
                self.sockets += [caller, server]
                for way in ((caller, server), (server, caller)):
                    threading.Thread(target=_pass_on, args=way, daemon=True).start()


def _pass_on(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            to.sendall(data)
        to.shutdown(socket.SHUT_WR)
