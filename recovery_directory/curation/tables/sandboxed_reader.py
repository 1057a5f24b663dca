"""What the process of its own runs: it reads one file that somebody sent, and ends.

It loads no tables and knows no secret; ``sandbox`` starts it and waits for it.
"""

import dataclasses
import json
import resource
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from recovery_directory.curation.tables.archives import UnreadableFile
from recovery_directory.curation.tables.readers import Wanted, read

MOST_MEMORY = 768 * 1024 * 1024
"""Bytes of addresses. A full sheet of three million cells takes about half of them."""

MOST_PROCESSOR_SECONDS = 30

LARGEST_ANSWER = 48 * 1024 * 1024
"""Bytes of all rows. A small file may name one long text in a million cells."""


def too_much() -> str:
    """Return what is said where reading takes more than is given to it."""
    return _(
        "The file takes more memory or time to read than a table or a folder of "
        "records needs. Nothing of it was read. Export fewer records at a time, or "
        "send it in parts."
    )


def _bound_this_process() -> None:
    """Take from this process what reading does not need."""
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _answer() -> bytes:
    """Read the question and the file, and return the rows or why there are none."""
    question = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        rows = read(Wanted(**question["wanted"]), content, question["name"])
        answer = _as_bytes({"rows": [dataclasses.asdict(row) for row in rows]})
    except UnreadableFile as error:
        return _as_bytes({"unreadable": str(error)})
    if len(answer) > LARGEST_ANSWER:
        return _as_bytes({"unreadable": too_much()})
    return answer


def _as_bytes(answer: dict) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")


if __name__ == "__main__":
    _bound_this_process()
    settings.configure(USE_I18N=False)
    sys.stdout.buffer.write(_answer())
