"""What the profile adds to an HSDS organization: every field that HSDS has no word for.

Declared in ``profile/organization.json``. Pure functions, like ``mapping``.
"""

from typing import Any

from django.conf import settings

from evidence.choices import OWN_PAGES
from evidence.models import EvidenceSummary, Source
from organizations.models import Organization
from organizations.open_data.hsds.parts import Context, Json, given, provenance


def _given(**values: Any) -> Json:
    """Return the values that say something; ``not-stated`` says nothing."""
    return {
        name: value for name, value in given(**values).items() if value != "not-stated"
    }


def organization(record: Organization, context: Context) -> Json:
    """Return the fields of the profile for one organization."""
    style = record.governance_style
    return _given(
        status_note=record.status_note,
        alternate_names=[
            _row(row, context, kind=row.kind, name=row.name, language=row.language)
            for row in record.alternate_names.all()
        ],
        philosophy=record.philosophy,
        is_for=record.is_for,
        first_meeting=record.first_meeting,
        proof_of_attendance=_given(
            answer=record.proof_of_attendance,
            description=record.proof_of_attendance_description,
        ),
        meetings=_given(
            description=record.meeting_description,
            minutes_min=record.meeting_minutes_min,
            minutes_max=record.meeting_minutes_max,
            length_note=record.meeting_length_note,
            runs_online=record.online_meetings_sanctioned,
            online_description=record.online_meetings_description,
            facilitation_description=record.facilitation_description,
        ),
        sponsorship=_given(
            is_used=record.uses_sponsorship,
            term=record.sponsorship_term,
            description=record.sponsorship_description,
        ),
        recovery_goal=_given(
            goal=record.recovery_goal, description=record.recovery_goal_description
        ),
        spirituality=_given(
            place=record.spirituality,
            tradition=record.spirituality_tradition,
            description=record.spirituality_description,
        ),
        medication=_medication(record, context),
        governance=_given(
            style=style.slug if style and style.is_published else None,
            description=record.governance_description,
        ),
        founding=_given(
            date=record.founded,
            place=record.founded_place,
            founders=record.founders,
            description=record.founding_description,
        ),
        is_worldwide=record.is_worldwide,
        size_estimates=[
            _row(
                row,
                context,
                metric=row.metric,
                value=row.value,
                value_text=row.value_text,
                qualifier=row.qualifier,
                scope=row.scope,
                as_of=row.as_of,
                note=row.note,
            )
            for row in record.size_estimates.all()
        ],
        size_note=record.size_note,
        relationships=[
            _row(
                row,
                context,
                kind=row.kind,
                organization_id=str(row.other_id) if row.other_id else None,
                name=row.other.name if row.other else row.other_name,
                note=row.note,
            )
            for row in record.relationships.all()
            if row.other is None or row.other.is_published
        ],
        literature=[
            _row(
                row,
                context,
                title=row.title,
                author=row.author,
                year=row.year,
                note=row.note,
            )
            for row in record.literature.all()
        ],
        verifications=[
            {
                "id": str(row.pk),
                "part": row.part,
                "verified_on": row.verified_on.isoformat(),
                "method": row.method,
            }
            for row in record.verifications.all()
        ],
        evidence=_evidence(record.evidence_summary, context, has_citations=True),
        citations=[
            _row(
                row,
                context,
                fact=row.fact,
                source=_source(context.sources[row.source_id]),
            )
            for row in record.citations.all()
            if row.source_id in context.sources
        ],
    )


def for_service(record: Organization, context: Context) -> Json:
    """Return the fields of the profile that go with every service in full."""
    return _given(
        medication=_medication(record, context),
        evidence=_evidence(record.evidence_summary, context, has_citations=False),
    )


def _medication(record: Organization, context: Context) -> Json:
    return _given(
        stance=record.medication_stance,
        covers=record.medication_covers,
        description=record.medication_description,
        document=_source(context.sources.get(record.medication_document_id)),
    )


def _row(row, context: Context, **values: Any) -> Json:
    return _given(id=str(row.pk), **values) | provenance(row, context)


def _source(source: Source | None) -> Json | None:
    if source is None:
        return None
    return _given(
        id=str(source.pk),
        title=source.title,
        year=source.year,
        publisher=source.appeared_in or source.publisher,
        doi=source.doi,
        pmid=source.pmid,
        pmcid=source.pmcid,
        url=source.best_url,
        is_official=source.publisher_kind in OWN_PAGES,
        publisher_kind=source.publisher_kind,
        copy_on=source.copy_on,
    )


def _evidence(
    summary: EvidenceSummary | None, context: Context, *, has_citations: bool
) -> Json | None:
    """Return an organization's own evidence; its type's is never lent to it here."""
    if summary is None or not summary.is_published:
        return None
    return _given(
        id=str(summary.pk),
        url=f"{settings.SITE_URL}{summary.get_absolute_url()}",
        statement=summary.plain_statement or summary.title,
        detail=summary.detail,
        strength=summary.strength.value,
        ratings=[
            _given(
                id=str(rating.pk),
                outcome=rating.outcome.name,
                is_main=rating.outcome_id == summary.main_outcome_id,
                strength=rating.strength,
                direction=rating.direction,
                detail=rating.detail,
            )
            for rating in summary.ratings.all()
            if rating.outcome.is_published
        ],
        limitations=summary.limitations,
        research_needs=summary.research_needs,
        searched_on=summary.searched_on.isoformat() if summary.searched_on else None,
        searched_where=summary.searched_where,
        reviewed_on=summary.reviewed_on.isoformat() if summary.reviewed_on else None,
        is_confirmed=summary.is_confirmed,
        citations=[_source(source) for source in summary.sources.all()]
        if has_citations
        else None,
    )
