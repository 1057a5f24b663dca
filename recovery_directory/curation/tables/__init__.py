"""Tables: many records out to a file that people edit, and back in.

A table (CSV, XLSX) has a row for a record and a column for a field; whole records go
as JSON or as a zip of YAML files. ``writing`` takes them out, ``reading`` takes a file
apart and trusts nothing in it, ``reviewing`` says what it would change and
``importing`` changes it. All kinds of records go the same way.

The rules, as docs and pages explain them:

- Every row of a record that is here states the version from which it was made. Where
  the record has moved on, the row is a conflict and nothing is overwritten.
- A column that is left out, and a blank cell, leave the field as it is. A lone ``-``
  empties it.
- What a spreadsheet could take for a formula begins with an apostrophe on the way out
  and loses it on the way in.
- New records arrive as drafts. States and verified telephone numbers have acts of their
  own; a table does not change them.
"""
