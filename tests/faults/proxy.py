"""A wire between a client and its database that can be cut at the worst moment: the commit has arrived, its answer has not."""

import contextlib
import re
import socket
import threading

_COMMIT = re.compile(
    rb"\bCOMMIT\b", re.IGNORECASE
)  # not SET AUTOCOMMIT, which MariaDB's clients send around each transaction


class Proxy:
    """Passes bytes on to a server's port. When armed, the next commit is passed on, its answer swallowed, and the connection cut."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.armed = threading.Event()
        self.cut = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._welcome, daemon=True).start()

    def close(self) -> None:
        """Nobody may come any more."""
        self._door.close()

    def _welcome(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            doomed = threading.Event()
            threading.Thread(target=self._up, args=(client, server, doomed), daemon=True).start()
            threading.Thread(target=self._down, args=(server, client, doomed), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        try:
            while data := client.recv(65536):
                if self.armed.is_set() and _COMMIT.search(data[:40]):
                    self.armed.clear()
                    doomed.set()
                server.sendall(data)
        except OSError:
            pass
        _shut(client, server)

    def _down(self, server: socket.socket, client: socket.socket, doomed: threading.Event) -> None:
        try:
            while data := server.recv(65536):
                if doomed.is_set():
                    self.cut += 1
                    break
                client.sendall(data)
        except OSError:
            pass
        _shut(client, server)


def _shut(*sockets: socket.socket) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
