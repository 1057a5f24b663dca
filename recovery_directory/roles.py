"""Roles: what somebody who signs in may do.

Contributors write drafts and propose changes; curators decide what the public sees;
administrators look after people and settings.
"""

CURATE = "recovery_directory.curate"
"""Publish, withdraw, verify, revert, merge, import, decide proposals."""


def can_curate(user) -> bool:
    """Whether ``user`` decides what the public sees."""
    return user.is_active and user.is_staff and user.has_perm(CURATE)
