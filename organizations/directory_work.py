"""Work that waits in the directory, for the curators' desk."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import Source
from organizations.choices import VerificationPart
from organizations.duplicates import in_suspected_pairs
from organizations.models import Organization
from recovery_directory.curation.work_queue import Heading, Work
from recovery_directory.operations.link_checks import LinkCheck

LONGEST_AGO_FIRST = "&o=7.1"
"""The change list by its columns “last verified” and “name”."""


def _due(part: VerificationPart, label, hint="") -> Work:
    """Return the records whose last look at ``part`` no longer holds."""
    return Work(
        f"due-{part.value}",
        Heading.VERIFY,
        Organization,
        label,
        lambda: Organization.objects.due_for_verification(
            on=timezone.localdate(), part=part
        ),
        hint,
        order=LONGEST_AGO_FIRST,
    )


def _duplicates(model, label) -> Work:
    """Return the records of ``model`` that may be here twice."""
    return Work(
        f"duplicates-{model._meta.model_name}",
        Heading.DECIDE,
        model,
        label,
        lambda: in_suspected_pairs(model),
        _("Merge what is one, or say that they are two."),
    )


def _for_everybody(
    name: str, heading: Heading, label, waiting: Callable[[], QuerySet], hint=""
) -> Work:
    """Return work on organizations that a contributor may do too."""
    return Work(
        name, heading, Organization, label, waiting, hint, is_for_curators=False
    )


WORK = (
    _duplicates(Organization, _("Organizations that may be here twice")),
    _duplicates(Source, _("Sources that may be here twice")),
    _due(
        VerificationPart.CONTACT,
        _("Links and phones not looked at for six months"),
        _("Call the numbers: they are public only once somebody did."),
    ),
    _due(
        VerificationPart.MEDICATION,
        _("Stances on medication not looked at for a year"),
        _("Read the organization’s own document: lives depend on it."),
    ),
    _due(
        VerificationPart.WHOLE,
        _("Whole records not looked at for a year"),
        _("Readers are told so at the top of the page."),
    ),
    _due(
        VerificationPart.FIGURES,
        _("Figures of size not looked at for two years"),
    ),
    _due(
        VerificationPart.EVIDENCE,
        _("Links to research not looked at for two years"),
    ),
    _for_everybody(
        "broken-links",
        Heading.LINKS,
        _("Organizations with a broken link"),
        lambda: Organization.objects.in_use().with_broken_links(),
        _("Failed on two different days. Correct it, or note that the group ended."),
    ),
    Work(
        "to-look-at",
        Heading.LINKS,
        LinkCheck,
        _("Links to look at"),
        LinkCheck.objects.to_look_at,
        _("Moved, closed to programs, or failed once."),
        query="result__exact=look",
        is_for_curators=False,
    ),
    _for_everybody(
        "unchecked-facts",
        Heading.FACTS,
        _("Records with facts not yet checked"),
        lambda: Organization.objects.in_use().with_unchecked_facts(),
        _("Readers see them marked. Open the source, compare, and tick “seen”."),
    ),
    _for_everybody(
        "missing-citations",
        Heading.FACTS,
        _("Records that state something without a source"),
        lambda: Organization.objects.in_use().missing_citations(),
        _("They could not be published today."),
    ),
    _for_everybody(
        "without-spanish",
        Heading.LANGUAGES,
        _("Records without a Spanish hand-out"),
        lambda: Organization.objects.without_handout_in("es"),
    ),
    _for_everybody(
        "stale-translation",
        Heading.LANGUAGES,
        _("Hand-outs whose English text changed after the translation"),
        lambda: Organization.objects.published().with_stale_handouts(),
    ),
)
