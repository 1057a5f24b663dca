"""The closed vocabularies of evidence: what code branches on.

Strength, direction and their rules follow the rating scale that the directory was
founded with; certainty is that of GRADE; kinds of source are types of CSL 1.0.2.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    """What a source is: a type of the Citation Style Language."""

    WEBPAGE = "webpage", _("web page")
    ARTICLE_JOURNAL = "article-journal", _("journal article")
    ARTICLE_NEWSPAPER = "article-newspaper", _("news article")
    BOOK = "book", _("book")
    CHAPTER = "chapter", _("book chapter")
    ENTRY = "entry-encyclopedia", _("encyclopedia entry")
    PAMPHLET = "pamphlet", _("pamphlet")
    PAPER = "paper-conference", _("conference paper")
    REPORT = "report", _("report")
    REVIEW = "review", _("review")


class PublisherKind(models.TextChoices):
    """Who publishes a source, seen from the organization that it is about.

    Blank is somebody else: a newspaper, a journal, an encyclopedia.
    """

    ORGANIZATION = "organization", _("the organization itself")
    LOCAL_BODY = "local-body", _("a local body of the organization")
    PUBLIC_BODY = "public-body", _("a public body")


OWN_PAGES = frozenset({PublisherKind.ORGANIZATION, PublisherKind.LOCAL_BODY})
"""Publishers that speak for the organization: as a whole, or where they are."""


class StudyDesign(models.TextChoices):
    """How a study was made, strongest kind of answer about effects first."""

    SYSTEMATIC_REVIEW = "systematic-review", _("systematic review")
    META_ANALYSIS = "meta-analysis", _("meta-analysis")
    RCT = "rct", _("randomized controlled trial")
    INSTRUMENTAL_VARIABLE = "instrumental-variable", _("instrumental-variable study")
    QUASI_EXPERIMENTAL = "quasi-experimental", _("controlled study without chance")
    PROSPECTIVE_COHORT = "prospective-cohort", _("study that follows people over time")
    CROSS_SECTIONAL = "cross-sectional", _("snapshot at one time")
    QUALITATIVE = "qualitative", _("interviews or observation")
    SCOPING_REVIEW = "scoping-review", _("scoping review")
    NARRATIVE_REVIEW = "narrative-review", _("narrative review")
    GOVERNMENT_REPORT = "government-report", _("government report")
    BOOK = "book", _("book")


class OutcomeGroup(models.TextChoices):
    """What kind of thing an outcome is."""

    OVERALL = "overall", _("overall")
    USE = "use", _("drinking, drug use and other behaviour")
    CONSEQUENCES = "consequences", _("harms")
    WELLBEING = "wellbeing", _("well-being")
    PARTICIPATION = "participation", _("taking part")
    COST = "cost", _("cost")
    MECHANISM = "mechanism", _("how change comes about")


class Better(models.TextChoices):
    """Which direction of a measure is good."""

    HIGHER = "higher", _("higher is better")
    LOWER = "lower", _("lower is better")
    NEITHER = "neither", _("neither is better")


class Strength(models.TextChoices):
    """How sure one can be about what research shows; never how good a group is."""

    STRONG = "strong", _("strong")
    PROMISING = "promising", _("promising")
    PRELIMINARY = "preliminary", _("preliminary")
    INSUFFICIENT = "insufficient", _("not enough evidence")
    NO_STUDIES = "no-studies", _("no studies found")
    NOT_ASSESSED = "not-assessed", _("not assessed")


STRENGTH_IN_WORDS = {
    Strength.STRONG: _("Further research is unlikely to overturn this."),
    Strength.PROMISING: _("Several studies point one way; better ones are needed."),
    Strength.PRELIMINARY: _("A first study or two, or studies that disagree."),
    Strength.INSUFFICIENT: _("Only descriptions or snapshots; effects are unknown."),
    Strength.NO_STUDIES: _(
        "Nothing found yet. This says nothing about whether it helps."
    ),
    Strength.NOT_ASSESSED: _("Nobody has looked yet for this directory."),
}


class Direction(models.TextChoices):
    """Which way results point, from the subject's point of view."""

    FAVOURS = "favours", _("better than the comparison")
    NO_DIFFERENCE = "no-difference", _("about the same as the comparison")
    MIXED = "mixed", _("results disagree")
    AGAINST = "against", _("worse than the comparison")
    UNKNOWN = "unknown", _("not tested")


class EffectMeasure(models.TextChoices):
    """The measure of an effect, and by that its scale."""

    RR = "RR", _("risk ratio")
    OR = "OR", _("odds ratio")
    IRR = "IRR", _("incidence rate ratio")
    MD = "MD", _("mean difference")
    SMD = "SMD", _("standardized mean difference")
    R = "r", _("correlation")
    BETA = "beta", _("regression coefficient")
    NONE = "none", _("no number")


RATIO_MEASURES = frozenset({EffectMeasure.RR, EffectMeasure.OR, EffectMeasure.IRR})
"""Measures on a log scale, whose line of no effect is 1."""


class Certainty(models.TextChoices):
    """Certainty of evidence as a GRADE review states it."""

    HIGH = "high", _("high")
    MODERATE = "moderate", _("moderate")
    LOW = "low", _("low")
    VERY_LOW = "very-low", _("very low")


class SubjectKind(models.TextChoices):
    """What kind of thing a summary is about."""

    ORGANIZATION = "organization", _("organization")
    TYPE = "type", _("type of organization")
    INTERVENTION = "intervention", _("help by professionals")
    TOPIC = "topic", _("topic")
