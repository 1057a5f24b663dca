"""The catalog: who is published, in which order, under which values; held in memory.

Counting a dozen facets of ten thousand organizations is most of what the list has to
do, so each process keeps who has which value as a set of bits (an ``int``, one bit an
organization): a count is then one AND. It is derived from the rows that
``search.indexing`` writes, asks the database at every use whether anything has changed,
and reads again only what has. What a page shows of an organization is not in here: that
is always fetched from what is published. See ADR 0009.
"""
