"""What pages and sheets show of an organization, read from its rows.

Every property reads rows that ``for_list``, ``for_page`` or ``for_comparison`` has
fetched, and asks the database itself where nobody did; none writes. Held back here:
terms, summaries and neighbors that are not published.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.choices import Strength
from organizations.choices import (
    NameKind,
    OperatingStatus,
    ProofOfAttendance,
    RelationshipKind,
    VerificationMethod,
    VerificationPart,
)
from organizations.models.glance import OrganizationGlance
from organizations.models.verification import LastLook, oldest_good
from organizations.models.ways import OrganizationWays
from recovery_directory.fields import partial_date_in_words

MEDICATION_COVERS = {
    "psychiatric": gettext_lazy("medicine for mental health"),
    "opioid-agonist": gettext_lazy("methadone and buprenorphine"),
    "other": gettext_lazy("other prescribed medicine"),
}
"""What a document may name; accepting one kind says nothing about another."""

END_OF_SENTENCE = re.compile(
    r"(?<=[.!?])(?<![.\s]\w\.)(?<!St\.)(?<!Dr\.)\s+(?=[A-Z“\"(\d])"
)
"""Where a sentence ends, and not after a single letter (``U.S. Army``) or a title."""


@dataclass(frozen=True)
class CameAfter:
    """An organization that runs, and how it came after one that has ended."""

    organization: Any
    kind: RelationshipKind

    @property
    def label(self) -> str:
        """Return how to offer it."""
        words = (
            _("Its successor: %(name)s")
            if self.kind == RelationshipKind.SUCCESSOR_OF
            else _("Split off from it: %(name)s")
        )
        return words % {"name": self.organization.name}


def _who_came_after(organization, seen: set) -> Iterator[CameAfter]:
    """Yield successors, or theirs where they have ended too.

    Where nobody says of itself to be a successor: those that split off from it.
    """
    seen.add(organization.pk)
    rows = [
        row
        for row in organization.relationships_from_others.all()
        if row.organization.is_published
    ]
    for kind in (RelationshipKind.SUCCESSOR_OF, RelationshipKind.SPLIT_FROM):
        is_found = False
        for row in rows:
            other = row.organization
            if row.kind != kind or other.pk in seen:
                continue
            if other.is_historic:
                after = list(_who_came_after(other, seen))
            else:
                seen.add(other.pk)
                after = [CameAfter(other, kind)]
            is_found = is_found or bool(after)
            yield from after
        if is_found:
            return


class OrganizationDisplay(OrganizationWays, OrganizationGlance):
    """An organization as a reader sees it."""

    @property
    def summary_in_a_sentence(self) -> str:
        """Return the first sentence of the summary: what it is, for a list."""
        return END_OF_SENTENCE.split(self.summary.strip(), maxsplit=1)[0]

    @property
    def summary_after_a_sentence(self) -> str:
        """Return the rest of the summary, or an empty text."""
        return self.summary.strip().removeprefix(self.summary_in_a_sentence).strip()

    @property
    def has_proof_of_attendance(self) -> bool:
        """Whether a source says if one gets in writing that one came."""
        return self.proof_of_attendance != ProofOfAttendance.NOT_STATED

    @property
    def proof_in_words(self) -> str:
        """Return whether one gets proof of attendance; empty where nobody says."""
        if not self.has_proof_of_attendance:
            return ""
        return str(self.get_proof_of_attendance_display())

    @property
    def medication_covers_in_words(self) -> list[str]:
        """Return the kinds of medicine that the document names, for a reader."""
        return [str(MEDICATION_COVERS[kind]) for kind in self.medication_covers]

    @property
    def is_historic(self) -> bool:
        """Whether the organization has ended."""
        return self.operating_status == OperatingStatus.HISTORIC

    @cached_property
    def came_after(self) -> list["CameAfter"]:
        """Return who took its place, where it has ended: published ones that run."""
        return list(_who_came_after(self, set())) if self.is_historic else []

    @property
    def founded_in_words(self) -> str:
        """Return the founding date for a reader."""
        return partial_date_in_words(self.founded)

    @property
    def acronym(self) -> str:
        """Return its acronym, rather without dots, or an empty text."""
        acronyms = [
            name.name
            for name in self.alternate_names.all()
            if name.kind == NameKind.ACRONYM
        ]
        return min(acronyms, key=lambda name: ("." in name, len(name)), default="")

    @property
    def meeting_length(self) -> str:
        """Return for example ``60 to 90 minutes``, or an empty text."""
        low, high = self.meeting_minutes_min, self.meeting_minutes_max
        if low and high and low != high:
            return _("%(low)d to %(high)d minutes") % {"low": low, "high": high}
        if high and not low:
            return _("up to %(high)d minutes") % {"high": high}
        return _("%(low)d minutes") % {"low": low} if low else ""

    def terms_in(self, taxonomy: str) -> list:
        """Return the published terms of one vocabulary, in its order."""
        return [
            row
            for row in self.terms.all()
            if row.term.taxonomy.slug == taxonomy and row.term.is_published
        ]

    @property
    def focus_terms(self) -> list:
        """Return what it helps with."""
        return self.terms_in("focus")

    @property
    def audience_terms(self) -> list:
        """Return whom it has meetings or groups for."""
        return self.terms_in("audience")

    @cached_property
    def meeting_formats(self) -> list:
        """Return how people meet; ``for_list`` fetches only these of all terms."""
        return self.terms_in("format")

    @cached_property
    def unchecked_terms(self) -> list:
        """Return the published terms that nobody saw in a source."""
        rows = self.terms.select_related("term__taxonomy")
        return [row for row in rows if row.term.is_published and not row.was_seen]

    @property
    def facilitation_terms(self) -> list:
        """Return who leads meetings."""
        return self.terms_in("facilitation")

    @property
    def language_terms(self) -> list:
        """Return the languages of meetings or texts."""
        return self.terms_in("language")

    @property
    def country_terms(self) -> list:
        """Return the countries that a source names."""
        return self.terms_in("country")

    def local_note_on(self, day):
        """Return the operator's own note where it is good on this day, or None."""
        note = getattr(self, "local_note", None)
        return note if note and note.is_good(on=day) else None

    @property
    def last_verified_on(self):
        """Return the last day on which somebody looked at the whole record, or None."""
        days = [
            verification.verified_on
            for verification in self.verifications.all()
            if verification.part == VerificationPart.WHOLE
        ]
        return max(days, default=None)

    @property
    def last_called_on(self) -> datetime.date | None:
        """Return the last day on which somebody here asked by telephone, or None."""
        days = [
            verification.verified_on
            for verification in self.verifications.all()
            if verification.method == VerificationMethod.PHONE
        ]
        return max(days, default=None)

    def last_look_at(
        self, part: str, *, on: datetime.date | None = None
    ) -> LastLook | None:
        """Return the last look at ``part``, with the whole record or by itself."""
        days = [
            verification.verified_on
            for verification in self.verifications.all()
            if verification.part in {part, VerificationPart.WHOLE}
        ]
        if not days:
            return None
        day = max(days)
        return LastLook(day, day < oldest_good(part, on or timezone.localdate()))

    @property
    def last_looks(self) -> dict[str, LastLook | None]:
        """Return the last look at each part."""
        return {part.value: self.last_look_at(part) for part in VerificationPart}

    @property
    def public_evidence_summary(self):
        """Return its own evidence summary where that is published, or None."""
        summary = self.evidence_summary
        return summary if summary and summary.is_published else None

    @property
    def evidence_strength(self) -> Strength:
        """Return the strength of its own evidence; the type's is never inherited."""
        summary = self.public_evidence_summary
        return summary.strength if summary else Strength.NOT_ASSESSED

    @property
    def public_relationships(self) -> dict[str, list[tuple]]:
        """Return, under the words for each kind, other organization, name and row.

        Relationships that others state are worded from this side; a side that is not
        published is left out.
        """
        groups: dict[str, list[tuple]] = {}
        stated = set()
        for row in self.relationships.all():
            stated.add(row.other_id)
            if row.other is None or row.other.is_published:
                words = str(row.get_kind_display())
                groups.setdefault(words, []).append((row.other, row.other_name, row))
        for row in self.relationships_from_others.all():
            if row.organization.is_published and row.organization_id not in stated:
                words = str(row.seen_from_there)
                groups.setdefault(words, []).append((row.organization, "", row))
        return groups

    @property
    def neighbor_ids(self) -> set:
        """Return the ids of the organizations that a relationship names."""
        there = {row.other_id for row in self.relationships.all() if row.other_id}
        here = {row.organization_id for row in self.relationships_from_others.all()}
        return there | here
