"""What is wrong with record files, said so that a curator can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One breach: the file, the field in it, and the reason."""

    file: str
    field: str
    reason: str

    def __str__(self) -> str:
        """Return ``file: field: reason``."""
        return ": ".join(part for part in (self.file, self.field, self.reason) if part)


class RefusedFiles(Exception):
    """The files are refused as a whole; nothing was changed."""

    def __init__(self, problems: list[Problem]):
        """Keep all problems, so that they can be mended at once."""
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
