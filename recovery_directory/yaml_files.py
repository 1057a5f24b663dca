"""YAML: strict reading and canonical writing of what people edit as files.

Reading refuses what YAML allows and a record never needs: aliases (a small file that
unfolds into a huge one), duplicate keys, tags. Only null, true, false, integers and
texts are read; ``no`` is Norwegian, not false, and ``2013-01`` is a text.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from recovery_directory import characters

LARGEST_FILE = 1024 * 1024
"""Bytes; the largest shipped record has about 30 KB."""

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


def dump(record: dict[str, Any]) -> str:
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
