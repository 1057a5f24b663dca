"""A web server on this machine that misbehaves in every way that a link can.

Each path is one way to behave. Nothing is understood beyond the first line of a
request: what a method and a path get back is written to the socket as it is.
"""

import contextlib
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator


def answer(status: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Behavior(socketserver.StreamRequestHandler):
    """One connection: reads the first line, then does what the path says."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            method, path, _version = self.rfile.readline().decode().split()
            self.headers = {}
            while header := self.rfile.readline().decode().strip():
                name, _colon, value = header.partition(":")
                self.headers[name.casefold()] = value.strip()
            self.server.asked.append((method, path, time.monotonic()))
            getattr(self, path.strip("/").partition("?")[0].replace("-", "_"))(method)

    def send(self, data: bytes) -> None:
        self.wfile.write(data)

    def fine(self, method):
        self.send(answer("200 OK"))

    def no_head(self, method):
        allowed = method == "GET"
        self.send(answer("200 OK" if allowed else "405 Method Not Allowed"))

    def head_hangs_up(self, method):
        if method == "GET":
            self.send(answer("200 OK"))

    def gone(self, method):
        self.send(answer("404 Not Found"))

    def error(self, method):
        self.send(answer("500 Internal Server Error"))

    def forbidden(self, method):
        self.send(answer("403 Forbidden"))

    def busy(self, method):
        self.send(answer("429 Too Many Requests", "Retry-After: 120"))

    def busy_until(self, method):
        self.send(answer("429 Slow", "Retry-After: Wed, 01 Jan 2200 00:00:00 GMT"))

    def busy_in_words(self, method):
        self.send(answer("429 Slow", "Retry-After: soon"))

    def down_for_now(self, method):
        self.send(answer("503 Down", "Retry-After: 60"))

    def moved(self, method):
        self.send(answer("301 Moved", "Location: /fine"))

    def moved_nowhere(self, method):
        self.send(answer("302 Found"))

    def circle(self, method):
        self.send(answer("302 Found", "Location: /circle"))

    def to_private(self, method):
        port = self.server.server_address[1]
        self.send(answer("302 Found", f"Location: http://127.0.0.2:{port}/fine"))

    def to_file(self, method):
        self.send(answer("302 Found", "Location: file:///etc/passwd"))

    def to_nonsense(self, method):
        self.send(answer("302 Found", "Location: http://[::1"))

    def hang(self, method):
        self.server.stopped.wait(10)

    def drip(self, method):
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
            self.send(bytes([letter]))
            if self.server.stopped.wait(0.05):
                return

    def huge(self, method):
        self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        while not self.server.stopped.is_set():
            self.send(b"x" * 65536)

    def endless_head(self, method):
        self.send(b"HTTP/1.1 200 OK\r\n")
        while not self.server.stopped.is_set():
            self.send(b"X-More: " + b"x" * 8000 + b"\r\n")

    def reset(self, method):
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
        )
        self.connection.close()

    def babble(self, method):
        self.send(b"\x00\xff not HTTP at all \x80\r\n\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self, context: ssl.SSLContext | None, behavior: type[Behavior]):
        super().__init__(("127.0.0.1", 0), behavior)
        self.asked: list[tuple[str, str, float]] = []
        self.stopped = threading.Event()
        self.context = context

    def get_request(self):
        connection, place = super().get_request()
        if self.context:
            connection = self.context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, place

    def handle_error(self, request, client_address):
        """Say nothing: a client that goes away is part of the test."""

    def at(self, path: str) -> str:
        """Return the whole address of ``path``."""
        scheme = "https" if self.context else "http"
        return f"{scheme}://127.0.0.1:{self.server_address[1]}/{path}"


@contextlib.contextmanager
def running(
    context: ssl.SSLContext | None = None, behavior: type[Behavior] = Behavior
) -> Iterator[_Server]:
    """Run a server that misbehaves, with TLS where a context is given."""
    server = _Server(context, behavior)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()


def self_signed(folder) -> ssl.SSLContext:
    """Return TLS with a certificate that nobody vouches for."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
            *("-keyout", str(key), "-out", str(certificate)),
            *("-days", "1", "-subj", "/CN=127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


Resolver = Callable[..., list]


def names(**addresses: list[str]) -> Resolver:
    """Return a resolver that knows these names; each asking takes the next address."""

    def resolve(host, port, *args, **kwargs):
        known = addresses[host.replace(".", "_")]
        address = known.pop(0) if len(known) > 1 else known[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    return resolve
