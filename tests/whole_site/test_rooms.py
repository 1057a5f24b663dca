"""The rooms of the house: each knows those below it, none knows those above.

What is written here is read out of the imports of the code, also of those inside
functions; docs/adr/0013 says why the rooms are these.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

APPS = ("recovery_directory", "evidence", "organizations", "meetings")
"""From below: each may import those before it."""

GROUND = (
    "characters",
    "configuration",
    "fields",
    "telephones",
    "web_addresses",
    "yaml_files",
)

TOP = (
    "admin",
    "apps",
    "checks",
    "context_processors",
    "management",
    "models",
    "settings",
    "templatetags",
    "urls",
    "views",
    "wsgi",
)
"""Django's own names in the project package: they gather what lies below."""

ROOMS = {
    "recovery_directory": [
        [GROUND],
        ["places"],
        ["web"],
        ["prose"],
        ["records"],
        ["accounts"],
        ["operations"],
        ["curation"],
        [TOP],
    ],
    "organizations": [
        ["choices", "text_analysis"],
        ["models"],
        ["records"],
        ["safety_lines"],
        [
            "addresses",
            "bibliography",
            "changes",
            "citing_records",
            "meeting_lists",
            "named_organizations",
            "numbered_references",
        ],
        ["catalog"],
        ["search"],
        ["coverage", "listing", "word_rules"],
        [
            "comparison",
            "duplicates",
            "evidence_pages",
            "finder",
            "handouts",
            "merging",
            "open_data",
            "origins",
            "record_rules",
            "similar",
            "sizes",
            "suggesting",
            "verifying",
        ],
        ["directory_work", "preview_pages"],
        ["admin", "management", "templatetags", "views"],
        ["apps", "urls"],
    ],
    "meetings": [
        ["choices", "redaction", "zones"],
        ["list_readers", "made_up", "models"],
        ["comparing", "list_work", "next_times"],
        ["holding", "nearby", "row_storage"],
        ["updating"],
        ["provider", "receiving"],
        ["fetching", "summaries"],
        ["admin", "management"],
        ["apps"],
    ],
}
"""The floors of an app, from the ground up.

Rooms on one floor do not know each other. A tuple is one room of several modules.
"""


class Import(NamedTuple):
    """One module uses another; where it says so."""

    by: str
    of: str
    line: int
    is_in_function: bool

    def __str__(self) -> str:
        """Return it as a line for whoever broke the rule."""
        return f"{self.by}:{self.line} imports {self.of}"


OF_EVERY_APP = {
    "__init__",
    "admin",
    "apps",
    "choices",
    "commands",
    "filters",
    "forms",
    "management",
    "models",
    "record_rules",
    "records",
    "templatetags",
    "urls",
    "views",
}
"""Names under which each app, or a part of one, has the same thing of its own."""


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the site by its name; migrations are no code to call."""
    found = {}
    for app in APPS:
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            if "migrations" not in path.parts:
                inside = path.relative_to(settings.BASE_DIR).with_suffix("")
                name = ".".join(inside.parts).removesuffix(".__init__")
                found[name] = ast.parse(path.read_text())
    return found


@cache
def imports() -> list[Import]:
    """Return who imports whom, but for what only types are named by."""
    return [found for by, tree in modules().items() for found in _imports(by, tree)]


def _imports(by: str, node: ast.AST, is_in_function: bool = False) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.ImportFrom):
            names = [f"{child.module}.{one.name}" for one in child.names]
            of = {name if name in modules() else child.module for name in names}
        elif isinstance(child, ast.Import):
            of = {one.name for one in child.names}
        else:
            inside = isinstance(child, (ast.FunctionDef, ast.Lambda))
            yield from _imports(by, child, is_in_function or inside)
            continue
        for name in sorted(of & modules().keys() - {by}):
            yield Import(by, name, child.lineno, is_in_function)


def floors(app: str) -> dict[str, tuple[int, str | tuple[str, ...]]]:
    """Return for each name directly below an app its floor and its room there."""
    return {
        name: (number, room)
        for number, floor in enumerate(ROOMS[app])
        for room in floor
        for name in ([room] if isinstance(room, str) else room)
    }


def place(module: str) -> str:
    """Return the first name below the app."""
    return module.partition(".")[2].partition(".")[0]


def circles(arrows: set[tuple[str, str]]) -> list[str]:
    """Return what is left once everything that knows nobody is taken away, again."""
    left = set(arrows)
    while True:
        knowing = {by for by, _of in left}
        known = {of for _by, of in left}
        inner = {(by, of) for by, of in left if of in knowing and by in known}
        if inner == left:
            return sorted(f"{by} -> {of}" for by, of in left)
        left = inner


def test_apps_know_only_those_below_them():
    site = {"recovery_directory.urls"}  # the map of the whole site
    broken = [
        str(one)
        for one in imports()
        if APPS.index(one.of.partition(".")[0]) > APPS.index(one.by.partition(".")[0])
        and one.by not in site
    ]
    assert not broken


@pytest.mark.parametrize("app", ROOMS)
def test_every_module_lies_in_a_room(app):
    names = {place(name) for name in modules() if name.startswith(f"{app}.")}
    assert names == floors(app).keys()


@pytest.mark.parametrize("app", ROOMS)
def test_rooms_know_only_those_below_them(app):
    floor_of = floors(app)
    broken = []
    for one in imports():
        if not (one.by.startswith(f"{app}.") and one.of.startswith(f"{app}.")):
            continue
        (upper, room), (lower, other) = floor_of[place(one.by)], floor_of[place(one.of)]
        if room != other and upper <= lower:
            broken.append(str(one))
    assert not broken


def test_no_module_leads_back_to_itself():
    # Models name each other inside methods, once all of them are there.
    arrows = {(one.by, one.of) for one in imports() if not one.is_in_function}
    assert not circles(arrows)


def test_only_models_and_apps_import_inside_functions():
    def may(one: Import) -> bool:
        in_models = all(".models" in name for name in (one.by, one.of))
        is_sibling = in_models and one.by.split(".")[0] == one.of.split(".")[0]
        return one.by.endswith(".apps") or is_sibling

    hidden = [one for one in imports() if one.is_in_function and not may(one)]
    assert not [str(one) for one in hidden]


def test_no_two_modules_share_a_name():
    names = Counter(name.rpartition(".")[2] for name in modules())
    shared = {name for name, count in names.items() if count > 1} - OF_EVERY_APP
    assert not shared


def test_no_two_classes_share_a_name():
    homes = defaultdict(set)
    for module, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(module)
    # Django finds each command under this name.
    del homes["Command"]
    assert not {name: where for name, where in homes.items() if len(where) > 1}


def documents() -> Iterator[str]:
    """Yield what newcomers read: the map, and why the rooms are these."""
    for name in ("CONTRIBUTING.md", "docs/adr/0013-rooms-with-one-direction.md"):
        yield Path(settings.BASE_DIR, name).read_text()


@pytest.mark.parametrize("app", ROOMS)
def test_the_map_names_every_room(app):
    rooms = floors(app).keys() - set(TOP)
    for text in documents():
        words = set(re.findall(r"[a-z_]+", text))
        assert not rooms - words


def test_the_map_leads_to_modules_that_are_there():
    contributing = next(documents())
    named = set(re.findall(r"`((?:\w+/)+\w+\.py)`", contributing))
    missing = [name for name in named if not Path(settings.BASE_DIR, name).is_file()]
    assert len(named) > len(ROOMS)
    assert not missing
