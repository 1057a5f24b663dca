"""The household around the code: what the repository holds, and what it must not."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = [
    "run",
    "curator",
    "test",
    "quick",
    "soak",
    "check",
    "fix",
    "bench",
    "audit",
    "lock",
]

# Put together here, so that this file passes its own test.
REGISTRY_HOSTS = [
    f"{name}.org"
    for name in ("pypi", "pythonhosted", "npmjs", "deb.debian", "security.debian")
]
MACHINE_PATH = re.compile(r"(?<![\w.:/*-])/(?:work|tmp|root|home|opt)" + r"/\w")


def repository_files() -> list[Path]:
    """Return the files that are tracked, or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    names = sorted(set(filter(None, listed.stdout.split("\0"))))
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    """Return the texts of the repository under their names."""
    found = {}
    for path in repository_files():
        content = path.read_bytes()
        if b"\0" not in content:
            found[str(path.relative_to(ROOT))] = content.decode()
    return found


def requirements(name: str) -> list[tuple[str, str]]:
    """Return the requirements in a file, each with the line before it."""
    lines = (ROOT / name).read_text().splitlines()
    return [
        (line, before)
        for before, line in zip(["", *lines], lines, strict=False)
        if line and not line.startswith(("#", "-r "))
    ]


def test_no_file_names_a_package_registry_or_a_path_of_somebodys_machine():
    breaches = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if any(host in line for host in REGISTRY_HOSTS) or MACHINE_PATH.search(line)
    ]
    assert breaches == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_explained_and_in_order(name):
    found = requirements(name)
    assert found
    for line, before in found:
        assert re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+", line), line
        assert re.fullmatch(r"# .+\.", before), f"{line}: say above what it is for"
    names = [line.partition("==")[0].lower() for line, _ in found]
    assert names == sorted(names)


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """Return version and hashes of each package in a lock."""
    text = (ROOT / name).read_text()
    entry = re.compile(
        r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)[^\\\n]*((?: \\\n    --hash=\S+)*)$",
        re.M,
    )
    return {
        package.lower(): (version, hashes.replace("\\", "").split())
        for package, version, hashes in entry.findall(text)
    }


@pytest.mark.parametrize(
    "lock", ["requirements", "requirements-dev", "requirements-bench"]
)
def test_a_lock_holds_every_package_by_hash_and_what_was_pinned_by_hand(lock):
    packages = locked(f"{lock}.lock")
    lines = (ROOT / f"{lock}.lock").read_text().splitlines()
    entries = [line for line in lines if line and not line.startswith(("#", " "))]
    assert len(packages) == len(entries)
    assert [name for name, (_, hashes) in packages.items() if not hashes] == []
    for line, _ in requirements(f"{lock}.txt"):
        name, _, version = re.sub(r"\[.*\]", "", line).lower().partition("==")
        name = name.replace("_", "-").replace(".", "-")
        assert packages[name][0] == version, f"{line}: run make lock"


def test_tests_run_with_what_the_site_runs_with():
    site, tests = locked("requirements.lock"), locked("requirements-dev.lock")
    assert site.items() <= tests.items()


def test_everything_is_installed_by_hash():
    scripts = [path for path in repository_files() if path.parent.name == "scripts"]
    installs = [
        line
        for path in scripts
        for line in path.read_text().replace("\\\n", " ").splitlines()
        if "pip install" in line and not line.lstrip().startswith("#")
    ]
    assert len(installs) == 2
    for line in installs:
        assert "--require-hashes" in line, line


def test_what_was_asked_for_is_required():
    names = {line.partition("==")[0] for line, _ in requirements("requirements.txt")}
    assert {"Django", "django-filter", "psycopg2-binary", "pytest-django"} <= names


def test_build_server_runs_make_test_and_nothing_else():
    lines = (ROOT / ".ci/run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -eu", 'cd "$(dirname "$0")/.."', "CI=true exec make test"]


def test_every_command_has_its_script_and_its_line_of_help():
    makefile = (ROOT / "Makefile").read_text()
    help_text = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    for target in TARGETS:
        assert f"\n{target}: ## " in makefile
        assert f"make {target}" in help_text
    for script in re.findall(
        r"scripts/[\w-]+", makefile + (ROOT / ".ci/run").read_text()
    ):
        assert os.access(ROOT / script, os.X_OK), script


def test_migrations_are_named_for_what_they_change():
    names = [path.stem for path in ROOT.glob("*/migrations/[0-9]*.py")]
    assert names
    assert not [name for name in names if re.search(r"_auto|_initial|_alter", name)]


def test_settings_are_asked_of_django_and_never_imported():
    breaches = []
    for path in repository_files():
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(), path.name)):
            modules = [alias.name for alias in getattr(node, "names", [])]
            if isinstance(node, ast.ImportFrom):
                modules = [f"{node.module}.{name}" for name in modules] + [node.module]
            if isinstance(node, ast.Import | ast.ImportFrom) and any(
                f"{module}.".startswith("recovery_directory.settings.")
                for module in modules
            ):
                breaches.append(f"{path.name}:{node.lineno}")
    assert breaches == []


def test_checks_and_tests_forget_every_value_of_the_configuration():
    forgotten = (ROOT / "scripts/clean-configuration").read_text()
    read = {
        name
        for module in ("settings.py", "configuration.py")
        for name in re.findall(
            r'env(?:\.\w+)?\(\s*"([A-Z_]+)"',
            (ROOT / "recovery_directory" / module).read_text(),
        )
    }
    assert len(read) > 10
    assert not [name for name in read if not re.search(rf"\b{name}\b", forgotten)]
