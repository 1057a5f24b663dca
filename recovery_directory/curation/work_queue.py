"""The desk: what waits for somebody who keeps the directory.

Each app says once which kinds of work it knows (``register``), each by a verb of a
queryset. The first page of the admin, the filter of each change list and the digest by
e-mail all read the same, so that a count always leads to exactly what it counts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from recovery_directory.curation.proposals import Origin, Proposal, ProposalState
from recovery_directory.records import formats
from recovery_directory.records.publication import PublicationState

Words = str | Promise


class Heading(models.TextChoices):
    """Under what the desk lists work, most pressing first."""

    DECIDE = "decide", _("Waiting for a decision")
    VERIFY = "verify", _("To be looked at again")
    LINKS = "links", _("Links")
    FACTS = "facts", _("Facts and sources")
    LANGUAGES = "languages", _("Languages")
    MEETINGS = "meetings", _("Lists of meetings")


@dataclass(frozen=True)
class Work:
    """One kind of work on one kind of record: what waits, and where it is listed.

    Most work is narrowed to by its own name in the change list (``WorkFilter``);
    ``query`` is given where the list has a filter of its own for it.
    """

    name: str
    heading: Heading
    model: type[models.Model]
    label: Words
    waiting: Callable[[], models.QuerySet]
    hint: Words = ""
    query: str = ""
    order: str = ""
    is_for_curators: bool = True

    @property
    def is_listed(self) -> bool:
        """Whether the admin has a change list of these records."""
        return admin.site.is_registered(self.model)

    @property
    def address(self) -> str:
        """Return the change list with exactly this work."""
        listed = reverse(admin_urlname(self.model._meta, "changelist"))
        query = self.query or f"work={self.name}"
        return f"{listed}?{query}{self.order}"


_works: list[Work] = []


def register(*works: Work) -> None:
    """Make kinds of work known to the desk."""
    _works.extend(works)


def works() -> Iterator[Work]:
    """Yield every kind of work, in the order of the desk."""
    everything = [*decisions(), *_works]
    for heading in Heading:
        yield from (work for work in everything if work.heading == heading)


@dataclass(frozen=True)
class Counted:
    """How much of one kind of work waits."""

    work: Work
    count: int


def by_heading(counted: Iterable[Counted]) -> list[tuple[Heading, list[Counted]]]:
    """Return what waits under each heading, for work in the order of the desk."""
    groups = groupby(counted, key=lambda one: one.work.heading)
    return [(heading, list(found)) for heading, found in groups]


def works_on(model: type[models.Model]) -> list[Work]:
    """Return the kinds of work that the change list of ``model`` is narrowed to."""
    return [work for work in _works if work.model is model and not work.query]


def decisions() -> Iterator[Work]:
    """Yield what waits for a decision: proposals, and records of any kind in review."""
    for origin, label, hint in (
        (
            Origin.VISITOR,
            _("Suggestions of visitors"),
            _("Take over what is right, field by field, or decline with a reason."),
        ),
        (
            Origin.STAFF,
            _("Proposals of contributors and curators"),
            _("Apply or decline; contributors read the reason."),
        ),
    ):
        yield Work(
            f"proposals-{origin.value}",
            Heading.DECIDE,
            Proposal,
            label,
            _proposals_from(origin),
            hint,
            query=f"state__exact={ProposalState.WAITING}&origin__exact={origin}",
            is_for_curators=False,
        )
    for record_format in formats():
        model = record_format.model
        yield Work(
            f"in-review-{record_format.kind}",
            Heading.DECIDE,
            model,
            format_lazy(
                "{records} {state}",
                records=model._meta.verbose_name_plural,
                state=PublicationState.IN_REVIEW.label,
            ),
            model._default_manager.in_review,
            _("Publish, or send back with a note."),
            query=f"publication_state__exact={PublicationState.IN_REVIEW}",
            is_for_curators=False,
        )


def _proposals_from(origin: Origin) -> Callable[[], models.QuerySet]:
    return lambda: Proposal.objects.waiting().filter(origin=origin)
