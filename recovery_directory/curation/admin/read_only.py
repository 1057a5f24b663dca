"""Rows that follow from something else: the admin shows them and edits none."""


class ReadOnly:
    """Mixed into an admin whose rows nobody writes by hand."""

    def has_add_permission(self, request, obj=None):
        """Refuse: what leads to a row adds it."""
        return False

    def has_change_permission(self, request, obj=None):
        """Refuse: a row says what was."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Refuse: none is ever missing."""
        return False
