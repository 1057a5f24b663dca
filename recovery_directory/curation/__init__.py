"""What people do to records: proposals, previews, roles, tables, the desk, the admin.

A rule of the records themselves (publication, revisions, the format) is in ``records``.
"""
