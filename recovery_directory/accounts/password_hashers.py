"""Hashing passwords: costly for whoever guesses, never for the site.

Argon2 with what OWASP names as its least: 19 MiB, twice over, one thread. Hashes made
otherwise still open, and are renewed when they do. At most two are computed at a time
in one process, so that nobody fills memory and processor by trying to sign in.

https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher

AT_A_TIME = 2
PATIENCE = 2.0
"""Seconds that somebody waits for their turn; one hash takes a small part of one."""

_turns = threading.BoundedSemaphore(AT_A_TIME)


class TooManyAtOnce(Exception):
    """No turn came in time; the site answers 503, and the same can be sent again."""


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise TooManyAtOnce
    try:
        yield
    finally:
        _turns.release()


class InTurn:
    """A hasher of Django's that waits for its turn."""

    def encode(self, *args, **kwargs):
        """Hash a password."""
        with _turn():
            return super().encode(*args, **kwargs)


class Argon2(InTurn, Argon2PasswordHasher):
    """What every password is kept with."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def verify(self, password, encoded):
        """Compare in turn: the library hashes with the costs written in ``encoded``."""
        with _turn():
            return super().verify(password, encoded)


class PBKDF2(InTurn, PBKDF2PasswordHasher):
    """What passwords were kept with elsewhere; verifying is hashing again."""
