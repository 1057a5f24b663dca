"""The curators' door: Django looks for it here, and it is in ``curation.admin``."""

from recovery_directory.curation import admin  # noqa: F401
