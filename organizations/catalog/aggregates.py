"""Many ids in one row: a set of organizations read at once, as one text."""

import uuid

from django.db import connection
from django.db.models import Aggregate, TextField


class JoinedIds(Aggregate):
    """The ids of a group, as the database writes them, with spaces between."""

    output_field = TextField()
    template = "GROUP_CONCAT(%(expressions)s, ' ')"

    def as_postgresql(self, compiler, connection, **context):
        """Do the same as PostgreSQL calls it."""
        template = "STRING_AGG((%(expressions)s)::text, ' ')"
        return self.as_sql(compiler, connection, template=template, **context)


def pk_as_text(pk: uuid.UUID) -> str:
    """Return an id as ``JoinedIds`` writes it."""
    return str(pk) if connection.features.has_native_uuid_field else pk.hex
