"""What may be asked of a feed."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from organizations.open_data import parameters

MODIFIED_AFTER = replace(
    parameters.MODIFIED_AFTER,
    description=_("Only what changed on or after this moment (ISO 8601)."),
)
BEFORE = replace(
    parameters.PAGE,
    name="before",
    description=_(
        "Where the page before this one ended; follow the link to the next page."
    ),
)
