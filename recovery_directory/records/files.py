"""Record files: strict reading and canonical writing of YAML.

Reading refuses what YAML allows and a record never needs: aliases (a small file that
unfolds into a huge one), duplicate keys, tags. Only null, true, false, integers and
texts are read; ``no`` is Norwegian, not false, and ``2013-01`` is a text.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from recovery_directory.records.formats import Record, RecordFormat
from recovery_directory.records.problems import Problem, RefusedFiles

LARGEST_FILE = 1024 * 1024
"""Bytes; the largest shipped record has about 30 KB."""


class _StrictLoader(yaml.CSafeLoader):
    """A safe loader with a few scalar types, unique keys and no aliases."""

    yaml_implicit_resolvers: dict = {}

    def construct_mapping(self, node, deep=False):
        """Refuse a key that stands twice: one of the two would be lost."""
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} is not a field name", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key} stands here twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=True)


for _tag, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?[0-9]+\.[0-9]+", list("-0123456789")),
):
    _StrictLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first
    )


class _CanonicalDumper(yaml.CSafeDumper):
    """A dumper without aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value where it stands."""
        return True


def dump(record: Record) -> str:
    """Return the one canonical text of a record."""
    return yaml.dump(
        record,
        Dumper=_CanonicalDumper,
        sort_keys=False,
        allow_unicode=True,
        width=88,
        default_flow_style=False,
    )


def load(text: str) -> Any:
    """Return what a YAML text holds; raises ValueError with the line and reason."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.CLoader)):
        raise ValueError("aliases (*name) are not read; write the text out")
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a safe loader


def read(path: Path) -> Any:
    """Return what the YAML file at ``path`` holds; raises ValueError with the reason."""
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f"larger than {LARGEST_FILE // 1024} KB; one record a file")
    try:
        return load(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        reason = getattr(error, "problem", None) or "not readable as YAML"
        raise ValueError(where + reason) from error


def find(root: Path, formats: list[RecordFormat]) -> list[tuple[RecordFormat, Path]]:
    """Return the record files below ``root``, sorted, each with its format.

    The kind of a record is the folder that it lies in, at any depth. Raises
    RefusedFiles for a YAML file in no such folder, and where there is none at all.
    """
    folders = {record_format.folder: record_format for record_format in formats}
    found, problems = [], []
    for path in sorted(root.rglob("*.yaml")):
        parts = path.relative_to(root).parts[:-1]
        kinds = [part for part in parts if part in folders]
        if kinds:
            found.append((folders[kinds[0]], path))
        else:
            names = ", ".join(sorted(folders))
            problems.append(
                Problem(str(path), "", f"lies in no folder of records ({names})")
            )
    if problems:
        raise RefusedFiles(problems)
    if not found:
        raise RefusedFiles([Problem(str(root), "", "holds no record files (*.yaml)")])
    return found


def path_of(record_format: RecordFormat, record: Record, key: str) -> Path:
    """Return where the file of a record lies, below the root of an export."""
    return Path(record_format.folder, f"{key}.yaml")
