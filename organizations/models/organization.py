"""The organization: the record that everything else in this app belongs to."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.choices import (
    IsFor,
    MedicationStance,
    OperatingStatus,
    OrganizationKind,
    ProofOfAttendance,
    RecoveryGoal,
    Spirituality,
)
from organizations.models import last_changes
from organizations.models.citation import Cited
from organizations.models.display import MEDICATION_COVERS, OrganizationDisplay
from organizations.models.querysets import OrganizationQuerySet
from recovery_directory.fields import (
    LinesField,
    LongTextField,
    PartialDateField,
    RowCheck,
)
from recovery_directory.records.publication import Publishable


def validate_medication_covers(value) -> None:
    """Raise ValidationError for a kind of medicine that the directory does not have."""
    unknown = [kind for kind in value if kind not in MEDICATION_COVERS]
    if unknown:
        raise ValidationError(
            _("Write only these: %(kinds)s."),
            params={"kinds": ", ".join(MEDICATION_COVERS)},
        )


class Organization(Cited, OrganizationDisplay, Publishable):
    """A mutual-help organization: free, peer-led help for people with addictions.

    Texts are plain paragraphs for a stranger; what a text says rests on citations of
    its fact. An empty text or ``not-stated`` means that nothing is known here.
    """

    # What it is
    name = models.CharField(_("name"), max_length=160, unique=True)
    sort_name = models.CharField(
        _("sorted as"), max_length=160, help_text=_("The name without “The”.")
    )
    kind = models.CharField(
        _("kind"),
        max_length=16,
        choices=OrganizationKind.choices,
        default=OrganizationKind.ORGANIZATION,
    )
    organization_type = models.ForeignKey(
        "organizations.OrganizationType",
        on_delete=models.PROTECT,
        related_name="organizations",
        verbose_name=_("type"),
    )
    operating_status = models.CharField(
        _("operating status"),
        max_length=10,
        choices=OperatingStatus.choices,
        default=OperatingStatus.ACTIVE,
        help_text=_("Whether it runs; not whether this record is published."),
    )
    status_note = LongTextField(_("about the status"), blank=True)
    summary = LongTextField(
        _("what it is"), help_text=_("Two or three sentences for a stranger.")
    )
    philosophy = LongTextField(_("philosophy"), blank=True)

    # For a newcomer
    is_for = models.CharField(
        _("who it is for"),
        max_length=8,
        choices=IsFor.choices,
        blank=True,
        help_text=_(
            "Whose own recovery it is about. Meetings that relatives may come to are "
            "an audience; needed to publish."
        ),
    )
    eligibility_description = LongTextField(_("who may attend"), blank=True)
    first_meeting = LongTextField(_("what to expect at a first meeting"), blank=True)
    how_to_start = LongTextField(
        _("how to start"), blank=True, help_text=_("The first step today.")
    )
    fees_description = LongTextField(_("cost"), blank=True)
    is_free = models.BooleanField(_("free of charge"), null=True, blank=True)
    proof_of_attendance = models.CharField(
        _("proof of attendance"),
        max_length=16,
        choices=ProofOfAttendance.choices,
        default=ProofOfAttendance.NOT_STATED,
        help_text=_("For a court, an employer or a program."),
    )
    proof_of_attendance_description = LongTextField(
        _("about proof of attendance"), blank=True, help_text=_("How one gets it.")
    )

    # Meetings
    meeting_description = LongTextField(_("meetings"), blank=True)
    meeting_minutes_min = models.PositiveSmallIntegerField(
        _("shortest meeting in minutes"), null=True, blank=True
    )
    meeting_minutes_max = models.PositiveSmallIntegerField(
        _("longest meeting in minutes"), null=True, blank=True
    )
    meeting_length_note = models.CharField(
        _("about the length"),
        max_length=160,
        blank=True,
        help_text=_("For example “12-step meetings in general”. Public."),
    )
    online_meetings_sanctioned = models.BooleanField(
        _("runs or recognizes online meetings"), null=True, blank=True
    )
    online_meetings_description = LongTextField(_("online meetings"), blank=True)
    facilitation_description = LongTextField(_("who leads meetings"), blank=True)
    uses_sponsorship = models.BooleanField(_("uses sponsorship"), null=True, blank=True)
    sponsorship_term = models.CharField(
        _("its word for a sponsor"), max_length=60, blank=True
    )
    sponsorship_description = LongTextField(_("sponsorship"), blank=True)

    # What it stands for
    recovery_goal = models.CharField(
        _("recovery goal"),
        max_length=12,
        choices=RecoveryGoal.choices,
        default=RecoveryGoal.NOT_STATED,
    )
    recovery_goal_description = LongTextField(_("about the goal"), blank=True)
    spirituality = models.CharField(
        _("faith"),
        max_length=12,
        choices=Spirituality.choices,
        default=Spirituality.NOT_STATED,
    )
    spirituality_tradition = models.CharField(
        _("tradition"), max_length=120, blank=True
    )
    spirituality_description = LongTextField(_("about faith"), blank=True)
    medication_stance = models.CharField(
        _("stance on prescribed medication"),
        max_length=12,
        choices=MedicationStance.choices,
        default=MedicationStance.NOT_STATED,
        help_text=_("Only what a document states; otherwise “not stated”."),
    )
    medication_document = models.ForeignKey(
        "evidence.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="medication_stances",
        verbose_name=_("document that states it"),
    )
    medication_covers = LinesField(
        _("medicines that it names"),
        validators=[validate_medication_covers],
        help_text=_("psychiatric, opioid-agonist or other, one on each line."),
    )
    medication_description = LongTextField(
        _("about medication"),
        blank=True,
        help_text=_("What the document says, and that groups differ. No advice."),
    )

    # Who runs it
    governance_style = models.ForeignKey(
        "organizations.GovernanceStyle",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name=_("governance style"),
    )
    governance_description = LongTextField(_("how it is run"), blank=True)
    founded = PartialDateField(
        _("founded"), blank=True, help_text=_("1935, 1935-06 or 1935-06-10.")
    )
    founded_place = models.CharField(_("founded in"), max_length=160, blank=True)
    founders = LinesField(
        _("founders"),
        help_text=_("As the organization publishes them: Bill W. One on each line."),
    )
    founding_description = LongTextField(_("how it began"), blank=True)
    headquarters = models.CharField(_("headquarters"), max_length=200, blank=True)
    headquarters_country = models.ForeignKey(
        "organizations.TaxonomyTerm",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"taxonomy__slug": "country"},
        related_name="headquartered_organizations",
        verbose_name=_("country of headquarters"),
    )
    is_worldwide = models.BooleanField(
        _("worldwide"),
        default=False,
        help_text=_("Active in many countries that no list here names."),
    )
    size_note = LongTextField(
        _("about the figures"), blank=True, help_text=_("Where they disagree, why.")
    )
    email = models.EmailField(_("e-mail address"), blank=True)

    # What research says
    evidence_summary = models.ForeignKey(
        "evidence.EvidenceSummary",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name=_("evidence summary"),
        help_text=_("Its own; the type's is shown beside it, never inherited."),
    )
    curator_note = LongTextField(
        _("note for curators"), blank=True, help_text=_("Never shown to the public.")
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["sort_name", "slug"]
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        indexes = [
            models.Index(
                fields=["publication_state", "operating_status", "sort_name"],
                name="organizations_listed",
            )
        ]
        constraints = [
            *Publishable.Meta.constraints,
            *(
                RowCheck(
                    condition=models.Q((f"{field}__in", choices.values)),
                    name=f"organizations_organization_{field}_is_known",
                    violation_error_message=_("Choose one of the values offered."),
                )
                for field, choices in (
                    ("kind", OrganizationKind),
                    ("operating_status", OperatingStatus),
                    ("recovery_goal", RecoveryGoal),
                    ("spirituality", Spirituality),
                    ("medication_stance", MedicationStance),
                    ("proof_of_attendance", ProofOfAttendance),
                )
            ),
            RowCheck(
                condition=models.Q(is_for__in=["", *IsFor.values]),
                name="organizations_organization_is_for_is_known",
                violation_error_message=_("Choose one of the values offered."),
            ),
            RowCheck(
                condition=models.Q(medication_stance=MedicationStance.NOT_STATED)
                | models.Q(medication_document__isnull=False),
                name="organizations_organization_medication_stance_has_document",
                violation_error_message=_(
                    "Name the document that states the stance on medication, or "
                    "choose “not stated”."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(meeting_minutes_min=None)
                | models.Q(meeting_minutes_max=None)
                | models.Q(meeting_minutes_min__lte=models.F("meeting_minutes_max")),
                name="organizations_organization_meeting_length_is_in_order",
                violation_error_message=_(
                    "The shortest meeting cannot be longer than the longest."
                ),
            ),
        ]

    def __str__(self):
        """Return the name."""
        return self.name

    def get_absolute_url(self):
        """Return the page of this organization."""
        return reverse("organizations:detail", args=[self.slug])

    @cached_property
    def last_modified(self) -> datetime | None:
        """When what is said of it last changed: the record, or what it names."""
        return last_changes.of(Organization, [self.pk]).get(self.pk, self.updated_at)

    def clean(self):
        """Refuse medicines named without a stance."""
        super().clean()
        if self.medication_covers and not self.has_medication_stance:
            raise ValidationError(
                {"medication_covers": _("Medicines are named only with a stance.")}
            )

    needed_to_publish = ("summary", "is_for", "first_meeting", "how_to_start")

    asks_before_leaving = False

    def publication_blockers(self) -> Iterator[str]:
        """Yield what a stranger would miss or could not check."""
        yield from super().publication_blockers()
        cited = {
            citation.fact for citation in self.citations.all() if citation.source_id
        }
        for field, fact, label in CITED_TEXTS:
            if getattr(self, field) and fact not in cited:
                yield _("“%(fact)s” cites no source.") % {"fact": label}
        for name in SOURCED_ROWS:
            for row in getattr(self, name).all():
                if not row.source_id:
                    yield _("“%(row)s” cites no source.") % {"row": row}

    @property
    def has_medication_stance(self) -> bool:
        """Whether a document states a stance on prescribed medication."""
        return self.medication_stance != MedicationStance.NOT_STATED


CITED_TEXTS = tuple(
    (field, fact, Organization._meta.get_field(field).verbose_name)
    for field, fact in (
        ("summary", "summary"),
        ("philosophy", "philosophy"),
        ("eligibility_description", "eligibility"),
        ("first_meeting", "first_meeting"),
        ("how_to_start", "how_to_start"),
        ("fees_description", "cost"),
        ("is_free", "cost"),
        ("proof_of_attendance_description", "proof_of_attendance"),
        ("meeting_description", "meetings"),
        ("meeting_minutes_max", "length"),
        ("online_meetings_description", "online_meetings"),
        ("facilitation_description", "facilitation"),
        ("sponsorship_description", "sponsorship"),
        ("recovery_goal_description", "goal"),
        ("spirituality_description", "spirituality"),
        ("medication_description", "medication"),
        ("governance_description", "governance"),
        ("founded", "founding"),
        ("founding_description", "founding"),
        ("headquarters", "headquarters"),
        ("status_note", "status"),
        ("size_note", "sizes"),
        ("email", "email"),
    )
)
"""Each field that states something, with the fact whose citations support it."""

SOURCED_ROWS = ("terms", "urls", "size_estimates", "relationships")
"""Rows of which each must name its source before the record is published."""
