"""Stop with one sentence unless the site can listen on HOST and PORT.

Runs before anything is installed, so with the standard library alone.
"""

import errno
import os
import socket
import sys


def problem(host: str, port: str) -> str | None:
    """Return why nothing can listen there, or None."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return f"PORT is {port!r}: give a number from 1 to 65535."
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except PermissionError:
        return f"Port {port} is kept for the system: choose one from 1024 up (PORT=)."
    except socket.gaierror:
        return f"HOST is {host!r}, which is no address of this machine."
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {port} on {host} is in use: stop what runs there, or choose "
                f"another (make run PORT={min(int(port) + 1, 65535)})."
            )
        return f"Nothing can listen on {host}, port {port}: {error.strerror}."
    return None


if __name__ == "__main__":
    sys.exit(problem(os.environ["HOST"], os.environ["PORT"]))
