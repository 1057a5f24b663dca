"""Ids that are computed from others and stored nowhere: uuid5(parent id, name).

The same for as long as the parent has its id. They are remembered, because one page of
services in full holds thousands of them and every later page asks for the same.
"""

import uuid
from functools import lru_cache

REMEMBERED = 2**14
"""About 6 MB; the services of some hundred organizations in full."""


@lru_cache(maxsize=REMEMBERED)
def derived_id(parent: uuid.UUID, name: str) -> uuid.UUID:
    """Return the id of what ``name`` calls within its parent."""
    return uuid.uuid5(parent, name)
