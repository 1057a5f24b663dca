"""Open data: everything that is published, as files to take along.

A table of organizations for spreadsheets and databases, the record files themselves,
and what describes both to programs. The API of the field's standard is in ``hsds``,
what changed is in ``feeds``.
"""
