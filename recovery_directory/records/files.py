"""Record files: strict reading and canonical writing of YAML.

Reading refuses what YAML allows and a record never needs: aliases (a small file that
unfolds into a huge one), duplicate keys, tags. Only null, true, false, integers and
texts are read; ``no`` is Norwegian, not false, and ``2013-01`` is a text.
"""

import re
from pathlib import Path, PurePath
from typing import Any

import yaml

from recovery_directory import characters
from recovery_directory.records.formats import Record, RecordFormat
from recovery_directory.records.problems import Problem, RefusedFiles

LARGEST_FILE = 1024 * 1024
"""Bytes; the largest shipped record has about 30 KB."""

SUFFIXES = {".yaml", ".yml"}

LEFT_BY_MACOS = "__MACOSX"

DEEPEST = 20
"""Levels of nesting; a record has four."""


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
    ("int", r"-?(?:0|[1-9][0-9]{0,18})", list("-0123456789")),
    ("float", r"-?[0-9]+\.[0-9]+(?:e[-+][0-9]+)?", list("-0123456789")),
):
    _StrictLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first
    )


class _CanonicalDumper(yaml.CSafeDumper):
    """A dumper without aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value where it stands."""
        return True


def _represent_text(dumper: yaml.Dumper, text: str) -> yaml.ScalarNode:
    """Write a text of several paragraphs as a block, so that people can edit it."""
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_CanonicalDumper.add_representer(str, _represent_text)


def dump(record: Record) -> str:
    """Return the one canonical text of a record, which can be loaded again."""
    return yaml.dump(
        characters.mended(record),
        Dumper=_CanonicalDumper,
        sort_keys=False,
        allow_unicode=True,
        width=88,
        default_flow_style=False,
    )


def load(text: str) -> Any:
    """Return what a YAML text holds; raises ValueError with the line and reason."""
    try:
        _refuse_needless(text)
        return yaml.load(text, Loader=_StrictLoader)  # itself a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        reason = getattr(error, "problem", None) or "not readable as YAML"
        raise ValueError(where + reason) from error


def _refuse_needless(text: str) -> None:
    """Raise ValueError for what no record needs, before anything is unfolded."""
    depth = 0
    for event in yaml.parse(text, yaml.CLoader):
        where = f"line {event.start_mark.line + 1}: "
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"{where}aliases (*name) are not read; write the text out")
        if tag := getattr(event, "tag", None):
            raise ValueError(f"{where}tags (!name) are not read; leave {tag} out")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"{where}nested deeper than a record is")


def read(path: Path) -> Any:
    """Return what the file at ``path`` holds; raises ValueError with the reason."""
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f"larger than {LARGEST_FILE // 1024} KB; one record a file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error
    if text.startswith("\ufeff"):
        raise ValueError("begins with two byte order marks; save it as plain UTF-8")
    return load(text)


def is_record_file(path: PurePath) -> bool:
    """Whether ``path`` may be that of a record, and not of what a system leaves there.

    macOS puts ``._name.yaml`` beside ``name.yaml``, and ``__MACOSX`` into archives.
    """
    is_hidden = any(
        part.startswith(".") or part == LEFT_BY_MACOS for part in path.parts
    )
    return path.suffix.lower() in SUFFIXES and not is_hidden


def find(root: Path, formats: list[RecordFormat]) -> list[tuple[RecordFormat, Path]]:
    """Return the record files below ``root``, sorted, each with its format.

    The kind of a record is the folder that it lies in, at any depth. Raises
    RefusedFiles for a YAML file in no such folder, and where there is none at all.
    """
    folders = {record_format.folder: record_format for record_format in formats}
    found, problems = [], []
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if not is_record_file(inside) or path.is_dir():
            continue
        if path.suffix != ".yaml":
            reason = f"ends in {path.suffix}; name it .yaml"
            problems.append(Problem(str(inside), "", reason))
            continue
        parts = inside.parts[:-1]
        kinds = [part for part in parts if part in folders]
        if kinds:
            found.append((folders[kinds[0]], path))
        else:
            names = ", ".join(sorted(folders))
            reason = f"lies in no folder of records ({names})"
            problems.append(Problem(str(inside), "", reason))
    if problems:
        raise RefusedFiles(problems)
    if not found:
        raise RefusedFiles([Problem(str(root), "", "holds no record files (*.yaml)")])
    return found


def path_of(record_format: RecordFormat, key: str) -> Path:
    """Return where the file of a record lies, below the root of an export."""
    return Path(record_format.folder, f"{key}.yaml")


def written_before(root: Path, record_format: RecordFormat) -> list[Path]:
    """Return the files that an export of this kind wrote, or could have written.

    Only files exactly where an export writes are its own: deeper ones are not.
    """
    pattern = "/".join("*" for _part in record_format.key_fields)
    return sorted((root / record_format.folder).glob(f"{pattern}.yaml"))
