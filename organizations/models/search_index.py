"""What finding reads: facet values and words, derived from the records.

Nobody edits these rows and no record holds them: ``organizations.search.indexing``
writes them whenever something they rest on changes, and can write them all again.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Closeness(models.IntegerChoices):
    """How much an organization is about one value of a facet, closest first."""

    NAMED = 0, _("named after it")
    ONLY = 1, _("its only one, or made for them")
    FILED = 2, _("one of several")
    PARTLY = 3, _("some of its meetings")
    BROADER = 4, _("through a broader term, or worldwide")


class FacetValue(models.Model):
    """An organization is found under one value of one facet, more or less closely."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="facet_values",
        verbose_name=_("organization"),
    )
    facet = models.CharField(_("facet"), max_length=16)
    value = models.CharField(_("value"), max_length=100)
    closeness = models.PositiveSmallIntegerField(
        _("closeness"), choices=Closeness.choices, default=Closeness.FILED
    )

    class Meta:
        verbose_name = _("facet value")
        verbose_name_plural = _("facet values")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "facet", "value"],
                name="organizations_facetvalue_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["facet", "value", "closeness", "organization"],
                name="organizations_facet_holders",
            )
        ]

    def __str__(self):
        """Return for example ``focus=cannabis``."""
        return f"{self.facet}={self.value}"


class SearchField(models.IntegerChoices):
    """Where a word or phrase stands."""

    ACRONYM = 0, _("acronym")
    WHOLE_NAME = 1, _("whole name")
    NAME = 2, _("word of a name")
    WHOLE_OTHER_NAME = 3, _("whole former or translated name")
    OTHER_NAME = 4, _("word of a former or translated name")
    PHRASE = 5, _("name or everyday word of a term")
    PHRASE_WORD = 6, _("word of such a phrase")
    TEXT = 7, _("word of a text")
    SEARCH_WORD = 8, _("search word of a term, never shown")


class SearchToken(models.Model):
    """A word or phrase, folded and stemmed, of an organization or of a term.

    ``token`` is what a query is compared with; ``word`` is the word before stemming,
    to which a slip is corrected (empty for phrases and texts); ``shown`` is how the
    record writes it, but for search words: those as somebody types them.
    """

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        null=True,
        related_name="search_tokens",
        verbose_name=_("organization"),
    )
    term = models.ForeignKey(
        "organizations.TaxonomyTerm",
        on_delete=models.CASCADE,
        null=True,
        related_name="search_tokens",
        verbose_name=_("term"),
    )
    field = models.PositiveSmallIntegerField(_("field"), choices=SearchField.choices)
    token = models.CharField(_("token"), max_length=200)
    word = models.CharField(_("word"), max_length=200, blank=True)
    shown = models.CharField(_("as written"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organization=None) ^ models.Q(term=None),
                name="organizations_searchtoken_has_one_owner",
            )
        ]
        indexes = [
            models.Index(
                fields=["token", "field", "organization"],
                name="organizations_token_holders",
            ),
            models.Index(
                fields=["word", "field", "organization"],
                condition=~models.Q(word=""),
                name="organizations_known_words",
            ),
        ]

    def __str__(self):
        """Return the token."""
        return self.token
