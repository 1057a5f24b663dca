"""When and where people meet: the fellowships' own lists.

The operator's data, like local notes: in backups, never in a record, a revision, a dump
or an answer of the HSDS API. ``meetings`` knows ``organizations``; those show meetings
through the one provider that they declare.
"""
