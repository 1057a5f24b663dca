"""Record files: where the file of each record lies, below a folder of its kind."""

from pathlib import Path, PurePath

from recovery_directory.records.formats import RecordFormat
from recovery_directory.records.problems import Problem, RefusedFiles

SUFFIXES = {".yaml", ".yml"}

LEFT_BY_MACOS = "__MACOSX"


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
