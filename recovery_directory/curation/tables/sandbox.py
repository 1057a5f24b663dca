"""Sandbox: a file that somebody sent is read in a process of its own.

Readers of XML, YAML and archives are large programs that meet whatever a stranger made.
The process has no secret, no database and no more memory and time than a file within
its limits takes. Where it dies, the site says so in a sentence and goes on.
"""

import dataclasses
import json
import logging
import os
import subprocess
import sys

from django.db import models

from recovery_directory.curation.tables import sandboxed_reader
from recovery_directory.curation.tables.archives import UnreadableFile
from recovery_directory.curation.tables.cells import VERSION
from recovery_directory.curation.tables.columns import header_of
from recovery_directory.curation.tables.readers import FileRow, Wanted
from recovery_directory.records import RecordFormat, formats

MOST_SECONDS = 45
"""Less than nginx and gunicorn wait for an answer."""

logger = logging.getLogger(__name__)


def read(record_format: RecordFormat, content: bytes, name: str) -> list[FileRow]:
    """Return the rows of a file; raises Unreadable where it is none of ours."""
    wanted = dataclasses.asdict(_wanted(record_format))
    question = json.dumps({"wanted": wanted, "name": name})
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", sandboxed_reader.__name__],
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
        raise UnreadableFile(sandboxed_reader.too_much()) from error
    answer = json.loads(done.stdout.decode("utf-8", "surrogatepass"))
    if reason := answer.get("unreadable"):
        raise UnreadableFile(reason)
    return [FileRow(**row) for row in answer["rows"]]


def _wanted(record_format: RecordFormat) -> Wanted:
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
