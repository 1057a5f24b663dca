"""Work that waits in the library of evidence, for the curators' desk."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import EvidenceSummary, Source
from recovery_directory.curation.work_queue import Heading, Work

WORK = (
    Work(
        "due-for-review",
        Heading.VERIFY,
        EvidenceSummary,
        _("Evidence summaries due for review"),
        lambda: EvidenceSummary.objects.due_for_review(on=timezone.localdate()),
        _("Never reviewed, or not for two years: look for newer studies."),
    ),
    Work(
        "broken-links",
        Heading.LINKS,
        Source,
        _("Sources with a broken link"),
        Source.objects.with_broken_links,
        _("Find where it went, or name an archived copy."),
        is_for_curators=False,
    ),
    Work(
        "unseen",
        Heading.FACTS,
        Source,
        _("Sources that nobody here has seen"),
        Source.objects.unseen,
        _("Open them, compare, and tick “seen”."),
        is_for_curators=False,
    ),
)
