"""Organizations side by side: the same facts in the same rows, differences marked.

A row of closed values (faith, goal, format ...) says whether they differ; rows of prose
always do, so there the mark would say nothing and is left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from organizations.models.glance import FactChip, names_of

FEWEST, MOST = 2, 5


@dataclass(frozen=True)
class ComparisonCell:
    """What one organization says in one row, and the rows or citations it rests on."""

    text: str
    cited: list
    strength: object = None


@dataclass(frozen=True)
class ComparisonRow:
    """One fact of all organizations."""

    label: str
    cells: list[ComparisonCell]
    differs: bool


@dataclass(frozen=True)
class ComparisonGroup:
    """Rows under a heading, as the detail page groups them."""

    label: str
    rows: list[ComparisonRow]


def _value(field: str, fact: str) -> Callable[[Organization], ComparisonCell]:
    def cell(organization):
        text = str(getattr(organization, f"get_{field}_display")())
        return ComparisonCell(text, organization.cited.get(fact, []))

    return cell


def _text(field: str, fact: str) -> Callable[[Organization], ComparisonCell]:
    def cell(organization):
        return ComparisonCell(
            getattr(organization, field), organization.cited.get(fact, [])
        )

    return cell


def _terms(name: str) -> Callable[[Organization], ComparisonCell]:
    def cell(organization):
        return _named(getattr(organization, name))

    return cell


def _named(rows) -> ComparisonCell:
    """Return the names of terms; those that nobody saw stand apart from the others."""
    rows = list(rows)
    seen = [row for row in rows if row.was_seen]
    text, unchecked = names_of(rows)
    if not seen:
        return ComparisonCell(unchecked, rows)
    return ComparisonCell(FactChip("", "", text, unchecked).in_full, seen)


def _countries(organization) -> ComparisonCell:
    named = _named(organization.country_terms)
    worldwide = str(_("worldwide")) if organization.is_worldwide else ""
    cited = [*named.cited, *organization.cited.get("countries", [])]
    return ComparisonCell("; ".join(filter(None, [named.text, worldwide])), cited)


def _cost(organization) -> ComparisonCell:
    text = organization.fees_description or organization.cost_in_a_word
    return ComparisonCell(text, organization.cited.get("cost", []))


def _sponsorship(organization) -> ComparisonCell:
    words = {True: _("yes"), False: _("no"), None: ""}
    text = str(words[organization.uses_sponsorship])
    return ComparisonCell(text, organization.cited.get("sponsorship", []))


def _medicines(organization) -> ComparisonCell:
    text = ", ".join(organization.medication_covers_in_words)
    return ComparisonCell(text, organization.cited.get("medication", []))


def _ways_in(organization) -> ComparisonCell:
    ways = [
        f"{way.label}: {way.shown}" + (f" ({way.precision})" if way.precision else "")
        for way in organization.ways_in
    ]
    return ComparisonCell("; ".join(ways), [])


def _phones(organization) -> ComparisonCell:
    phones = [] if organization.is_historic else organization.public_phones
    texts = [f"{phone.number} ({phone.who_answers_and_why})" for phone in phones]
    return ComparisonCell("; ".join(texts), [])


def _strength(organization) -> ComparisonCell:
    strength = organization.evidence_strength
    return ComparisonCell(str(strength.label), [], strength)


def _research(organization) -> ComparisonCell:
    summary = organization.public_evidence_summary
    if not summary:
        return ComparisonCell("", [])
    return ComparisonCell(summary.plain_statement, list(summary.sources.all()))


def _governance(organization) -> ComparisonCell:
    style = organization.governance_style
    return ComparisonCell(
        style.name if style else "", organization.cited.get("governance", [])
    )


def _founded(organization) -> ComparisonCell:
    place = organization.founded_place
    parts = [part for part in (organization.founded_in_words, place) if part]
    return ComparisonCell(", ".join(parts), organization.cited.get("founding", []))


def _size(organization) -> ComparisonCell:
    """Return the newest figure of groups or meetings: comparable, or nothing."""
    comparable = [
        size
        for size in organization.size_estimates.all()
        if size.metric in {"groups", "weekly-meetings"} and size.value is not None
    ]
    if not comparable:
        return ComparisonCell("", [])
    newest = max(comparable, key=lambda size: (size.as_of, size.value))
    text = _("%(about)s %(number)s %(what)s, %(where)s (%(when)s)") % {
        "about": newest.qualifier,
        "number": number_format(newest.value, force_grouping=True),
        "what": newest.get_metric_display(),
        "where": newest.scope,
        "when": newest.as_of_in_words,
    }
    return ComparisonCell(text.strip(), [newest])


def _status(organization) -> ComparisonCell:
    """Return whether it runs; where it has ended, who came after it."""
    status = _value("operating_status", "status")(organization)
    after = [one.label for one in organization.came_after]
    return ComparisonCell("; ".join([status.text, *after]), status.cited)


CLOSED, PROSE = True, False

LAYOUT = (
    (
        _("Is it for me?"),
        (
            (
                _("Type"),
                CLOSED,
                lambda one: ComparisonCell(one.organization_type.name, []),
            ),
            (_("Helps with"), CLOSED, _terms("focus_terms")),
            (_("Who it is for"), CLOSED, _value("is_for", "eligibility")),
            (_("Meetings or groups for"), CLOSED, _terms("audience_terms")),
            (
                _("Who may attend"),
                PROSE,
                _text("eligibility_description", "eligibility"),
            ),
            (_("Goal"), CLOSED, _text("goal_in_words", "goal")),
            (_("Cost"), PROSE, _cost),
        ),
    ),
    (
        _("What happens there?"),
        (
            (_("How people meet"), CLOSED, _terms("meeting_formats")),
            (_("How long"), CLOSED, _text("meeting_length", "length")),
            (_("Who leads"), CLOSED, _terms("facilitation_terms")),
            (_("Sponsorship"), CLOSED, _sponsorship),
            (
                _("Proof of attendance"),
                CLOSED,
                _text("proof_in_words", "proof_of_attendance"),
            ),
            (_("First meeting"), PROSE, _text("first_meeting", "first_meeting")),
            (_("Way to a meeting"), PROSE, _ways_in),
            (_("Telephone"), PROSE, _phones),
            (_("Languages"), CLOSED, _terms("language_terms")),
            (_("Countries"), CLOSED, _countries),
        ),
    ),
    (
        _("Faith and medication"),
        (
            (_("Faith"), CLOSED, _text("faith_in_words", "spirituality")),
            (
                _("Prescribed medication"),
                CLOSED,
                _text("medication_in_words", "medication"),
            ),
            (_("Medicines named"), CLOSED, _medicines),
        ),
    ),
    (
        _("What research says"),
        (
            (_("How sure"), CLOSED, _strength),
            (_("In short"), PROSE, _research),
        ),
    ),
    (
        _("Who runs it?"),
        (
            (_("Governance"), CLOSED, _governance),
            (_("Founded"), CLOSED, _founded),
            (_("Size"), PROSE, _size),
            (_("Status"), CLOSED, _status),
        ),
    ),
)


def compare(organizations: Iterable[Organization]) -> list[ComparisonGroup]:
    """Return the rows for ``organizations`` (from ``for_comparison``), in order."""
    organizations = list(organizations)
    groups = []
    for label, rows in LAYOUT:
        compared = []
        for row_label, closed, cell in rows:
            cells = [cell(organization) for organization in organizations]
            differs = closed and len({one.text for one in cells}) > 1
            compared.append(ComparisonRow(row_label, cells, differs))
        groups.append(ComparisonGroup(label, compared))
    return groups
