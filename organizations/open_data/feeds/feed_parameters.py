"""What may be asked of a feed."""

from django.utils.translation import gettext_lazy as _

from organizations.open_data import parameters
from organizations.open_data.parameters import Parameter

MODIFIED_AFTER = Parameter(
    "modified_after",
    parameters.MODIFIED_AFTER.schema,
    _("Only what changed on or after this moment (ISO 8601)."),
    parameters.MODIFIED_AFTER.read,
)
BEFORE = Parameter(
    "before",
    parameters.PAGE.schema,
    _("Where the page before this one ended; follow the link to the next page."),
    parameters.PAGE.read,
)
