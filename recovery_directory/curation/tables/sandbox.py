"""Apart: a file that somebody sent is read in a process of its own.

Readers of XML, YAML and archives are large programs that meet whatever a stranger made.
The process has no secret, no database and no more memory and time than a file within
its limits takes. Where it dies, the site says so in a sentence and goes on.
"""

import dataclasses
import json
import logging
import os
import resource
import subprocess
import sys

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from recovery_directory.curation.tables.archives import Unreadable
from recovery_directory.curation.tables.cells import VERSION
from recovery_directory.curation.tables.readers import Row, Wanted
from recovery_directory.curation.tables.readers import read as take_apart
from recovery_directory.records import RecordFormat, formats

MOST_MEMORY = 768 * 1024 * 1024
"""Bytes of addresses. A full sheet of three million cells takes about half of them."""

MOST_PROCESSOR_SECONDS = 30

MOST_SECONDS = 45
"""Less than nginx and gunicorn wait for an answer."""

LARGEST_ANSWER = 48 * 1024 * 1024
"""Bytes of all rows. A small file may name one long text in a million cells."""

logger = logging.getLogger(__name__)


def read(record_format: RecordFormat, content: bytes, name: str) -> list[Row]:
    """Return the rows of a file; raises Unreadable where it is none of ours."""
    wanted = dataclasses.asdict(_wanted(record_format))
    question = json.dumps({"wanted": wanted, "name": name})
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", __name__],
            input=question.encode() + b"\n" + content,
            capture_output=True,
            timeout=MOST_SECONDS,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        # Without its words: they may quote the file.
        ended = getattr(error, "returncode", "a timeout")
        logger.error("Reading a table apart from the site ended with %s.", ended)
        raise Unreadable(_too_much()) from error
    answer = json.loads(done.stdout.decode("utf-8", "surrogatepass"))
    if reason := answer.get("unreadable"):
        raise Unreadable(reason)
    return [Row(**row) for row in answer["rows"]]


def _wanted(record_format: RecordFormat) -> Wanted:
    # Not at the top: the process of its own, which loads no models, runs this module.
    from recovery_directory.curation.tables.columns import header_of

    kinds = {
        models.DateField: "date",
        models.BooleanField: "truth",
        models.IntegerField: "number",
        models.FloatField: "number",
    }
    fields = map(record_format.model._meta.get_field, record_format.all_fields)
    return Wanted(
        folder=record_format.folder,
        header=header_of(record_format),
        folders=[one.folder for one in formats()],
        kept_as={VERSION: "number"}
        | {
            field.name: kind
            for field in fields
            for model_field, kind in kinds.items()
            if isinstance(field, model_field)
        },
    )


def _too_much() -> str:
    return _(
        "The file takes more memory or time to read than a table or a folder of "
        "records needs. Nothing of it was read. Export fewer records at a time, or "
        "send it in parts."
    )


# In the process of its own


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
        rows = take_apart(Wanted(**question["wanted"]), content, question["name"])
        answer = _as_bytes({"rows": [dataclasses.asdict(row) for row in rows]})
    except Unreadable as error:
        return _as_bytes({"unreadable": str(error)})
    if len(answer) > LARGEST_ANSWER:
        return _as_bytes({"unreadable": _too_much()})
    return answer


def _as_bytes(answer: dict) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")


if __name__ == "__main__":
    _bound_this_process()
    settings.configure(USE_I18N=False)
    sys.stdout.buffer.write(_answer())
