"""Health: whether this process can make pages, and what it lacks if not."""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

_fits: set[str] = set()
"""Databases that once had every migration of this code; none is taken back under it."""


def what_is_missing() -> str:
    """Return in a few words what is missing, or nothing. Holds no address or secret."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if connection.alias not in _fits:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "migrations are missing"
            _fits.add(connection.alias)
    except Error:
        return "the database does not answer"
    return ""
