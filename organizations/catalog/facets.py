"""Facets: by what the list can be narrowed, with how many each value would give.

Every count is taken without the facet's own selection, so that a second value of the
same facet shows what adding it would give.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from evidence.choices import Strength
from organizations.catalog.vocabulary import Vocabulary
from organizations.choices import (
    NOT_RECORDED,
    NOT_STATED,
    MedicationStance,
    OperatingStatus,
    RecoveryGoal,
    Spirituality,
)
from organizations.models import GovernanceStyle, OrganizationType

DEFAULT_STATUS = (str(OperatingStatus.ACTIVE), str(OperatingStatus.UNCERTAIN))
"""What the list shows unless somebody asks for a status."""


@dataclass(frozen=True)
class FacetKind:
    """One facet of the contract: its parameter, its words, where its values come from.

    Values are ``choices`` of a field, the published records of a ``model``, or the
    published terms of the vocabulary of the same name; ``gap`` is the value of what
    nobody stated, or of what nobody recorded.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    model: type[Model] | None = None
    gap: tuple[str, str] | None = None
    is_open: bool = False
    is_long: bool = False
    default: tuple[str, ...] = ()

    @property
    def is_vocabulary(self) -> bool:
        """Whether curators own its values as terms."""
        return not self.choices and self.model is None


NOT_STATED_OPTION = (NOT_STATED, _("not stated"))
NOT_RECORDED_OPTION = (NOT_RECORDED, _("not recorded here"))

KINDS = (
    FacetKind("focus", _("What it helps with"), is_open=True),
    FacetKind("audience", _("Who it is for"), is_open=True),
    FacetKind("format", _("How people meet"), is_open=True),
    FacetKind("type", _("Type"), model=OrganizationType, is_open=True),
    FacetKind(
        "spirituality", _("Faith"), choices=tuple(Spirituality.choices), is_open=True
    ),
    FacetKind("goal", _("Goal"), choices=tuple(RecoveryGoal.choices)),
    FacetKind(
        "medication",
        _("Prescribed medication"),
        choices=tuple(MedicationStance.choices),
    ),
    FacetKind("facilitation", _("Who leads meetings"), gap=NOT_STATED_OPTION),
    FacetKind(
        "governance", _("Who decides"), model=GovernanceStyle, gap=NOT_STATED_OPTION
    ),
    FacetKind(
        "evidence",
        _("Strength of its own evidence"),
        choices=tuple(Strength.choices),
    ),
    FacetKind("language", _("Language"), gap=NOT_RECORDED_OPTION, is_long=True),
    FacetKind("country", _("Country"), gap=NOT_RECORDED_OPTION, is_long=True),
    FacetKind(
        "status",
        _("Status"),
        choices=tuple(OperatingStatus.choices),
        default=DEFAULT_STATUS,
    ),
)
"""All facets, in the order in which the list shows them."""


@dataclass
class Option:
    """One value of a facet and what choosing it would give."""

    value: str
    label: str
    count: int
    is_selected: bool

    @property
    def is_available(self) -> bool:
        """Whether choosing it leads anywhere; a chosen one can always be undone."""
        return self.is_selected or self.count > 0


@dataclass
class Facet:
    """One facet as the list shows it."""

    name: str
    label: str
    options: list[Option]
    is_open: bool
    is_long: bool

    @property
    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield value, label, count and state of each option: flat, for the template.

        The list has hundreds of options: looking each part up by its name would take
        longer than counting them. ``empty`` cannot be chosen, ``chosen`` is.
        """
        for option in self.options:
            state = "chosen" if option.is_selected else ""
            if not option.is_available:
                state = "empty"
            yield option.value, option.label, str(option.count), state

    @property
    def selected(self) -> list[Option]:
        """Return what is chosen."""
        return [option for option in self.options if option.is_selected]


@dataclass
class FacetValues:
    """The values that each facet has now, with their words."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary.read)

    def __post_init__(self):
        """Collect the values of every facet, in the order of its options."""
        self.labels: dict[str, dict[str, str]] = {
            kind.name: self._labels(kind) for kind in KINDS
        }

    def _labels(self, kind: FacetKind) -> dict[str, str]:
        if kind.choices:
            return dict(kind.choices)
        if kind.model:
            published = kind.model._default_manager.published()
            labels = dict(published.values_list("slug", "name"))
        else:
            terms = self.vocabulary.by_facet.get(kind.name, {})
            labels = {slug: term.name for slug, term in terms.items()}
        if kind.is_long:
            labels = dict(sorted(labels.items(), key=lambda item: item[1]))
        return labels | dict([kind.gap] if kind.gap else [])


def build(
    kind: FacetKind,
    labels: Mapping[str, str],
    counts: Mapping[str, int],
    selected: Iterable[str],
) -> Facet:
    """Return a facet with its options; a long one leaves out what would give nothing.

    What is not recorded is always shown, so that nobody takes a gap in what is known
    here for an absence.
    """
    chosen = set(selected)
    options = [
        Option(value, str(label), counts[value], value in chosen)
        for value, label in labels.items()
    ]
    if kind.is_long:
        options = [
            option
            for option in options
            if option.is_available or option.value == NOT_RECORDED
        ]
    return Facet(
        name=kind.name,
        label=str(kind.label),
        options=options,
        is_open=kind.is_open or bool(chosen),
        is_long=kind.is_long,
    )
