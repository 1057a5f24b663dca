"""Organizations and the rows inside them: what is refused, and how they read."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from organizations.choices import RELATIONSHIP_SEEN_FROM_THERE, Fact, RelationshipKind
from organizations.models import Organization, Relationship, TaxonomyTerm
from organizations.models.organization import CITED_TEXTS
from recovery_directory.records import format_of
from tests import factories

pytestmark = pytest.mark.django_db


def refuse(message):
    """Expect a refusal that says this."""
    return pytest.raises(ValidationError, match=re.escape(message))


# Organizations


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "cult"}, "not a valid choice"),
        ({"operating_status": "sleeping"}, "not a valid choice"),
        ({"recovery_goal": "fame"}, "not a valid choice"),
        ({"spirituality": "much"}, "not a valid choice"),
        ({"medication_stance": "supportive"}, "Name the document that states"),
        ({"medication_covers": ["psychiatric"]}, "named only with a stance"),
        (
            {"meeting_minutes_min": 90, "meeting_minutes_max": 60},
            "The shortest meeting cannot be longer than the longest.",
        ),
        ({"founded": "the thirties"}, "Write a date as"),
        ({"founders": ["", "Bob"]}, "Write a list of texts"),
        ({"email": "ask us"}, "valid email"),
        ({"summary": ""}, "cannot be blank"),
        ({"is_for": "nobody"}, "not a valid choice"),
        ({"proof_of_attendance": "often"}, "not a valid choice"),
    ],
)
def test_an_organization_that_contradicts_itself_is_refused(fields, message):
    with refuse(message):
        factories.organization(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "cult"},
        {"spirituality": "much"},
        {"is_for": "nobody"},
        {"proof_of_attendance": "often"},
        {"medication_stance": "supportive"},
        {"meeting_minutes_min": 90, "meeting_minutes_max": 60},
    ],
)
def test_the_database_refuses_it_too(fields):
    harbor = factories.organization()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization._base_manager.filter(pk=harbor.pk).update(**fields)


def test_a_stance_on_medication_names_its_document_and_known_medicines():
    stance = {
        "medication_stance": "supportive",
        "medication_document": factories.source(),
    }
    factories.organization(**stance, medication_covers=["opioid-agonist"])
    with refuse("Write only these: psychiatric, opioid-agonist, other."):
        factories.organization(**stance, medication_covers=["aspirin"])


@pytest.mark.parametrize("field", ["slug", "name"])
def test_two_organizations_share_neither_slug_nor_name(field):
    first = factories.organization()
    with refuse("already exists"):
        factories.organization(**{field: getattr(first, field)})


def test_what_an_organization_rests_on_cannot_be_deleted():
    harbor = factories.organization(terms=[factories.term()])
    for record in (harbor.organization_type, harbor.terms.get().term):
        with pytest.raises(ProtectedError):
            record.delete()


def test_a_published_organization_of_the_factory_has_nothing_against_it():
    harbor = factories.organization(published=True)
    assert list(harbor.publication_blockers()) == []


def test_every_uncited_fact_and_row_stands_against_publishing():
    source = factories.source(published=True)
    harbor = factories.organization(
        first_meeting="You may listen.",
        how_to_start="Look for a meeting.",
        is_free=False,
        founded="1935",
        citations=[{"fact": fact, "source": source} for fact in ("summary", "cost")],
        urls=[{"kind": "website", "url": "https://x.example/", "source": None}],
        terms=[{"term": factories.term(name="Alcohol"), "source": None}],
        size_estimates=[
            {"metric": "groups", "value": 3, "scope": "worldwide", "source": None}
        ],
        relationships=[{"kind": "related", "other_name": "Other", "source": None}],
    )
    assert [str(blocker) for blocker in harbor.publication_blockers()] == [
        "“what to expect at a first meeting” cites no source.",
        "“how to start” cites no source.",
        "“founded” cites no source.",
        "“Alcohol” cites no source.",
        "“https://x.example/” cites no source.",
        "“3 groups, worldwide” cites no source.",
        "“related to Other” cites no source.",
    ]


def test_every_text_of_an_organization_is_of_a_fact_that_citations_know():
    assert {fact for _field, fact, _label in CITED_TEXTS} <= set(Fact.values)
    cited = {field for field, _fact, _label in CITED_TEXTS}
    texts = {
        name
        for name in format_of(Organization).all_fields
        if Organization._meta.get_field(name).get_internal_type() == "TextField"
    }
    assert texts - cited == {"curator_note"}


def test_a_founding_date_reads_as_people_write_it():
    harbor = factories.organization(founded="1935-06-10")
    assert harbor.founded_in_words == "June 10, 1935"


def test_only_published_terms_of_a_vocabulary_are_shown():
    shown = factories.term(taxonomy="focus", published=True)
    draft = factories.term(taxonomy="focus")
    other = factories.term(taxonomy="audience", published=True)
    harbor = factories.organization(terms=[shown, draft, other])
    assert [row.term for row in harbor.terms_in("focus")] == [shown]


def test_a_telephone_number_is_held_back_until_it_was_verified():
    harbor = factories.organization(
        phones=[
            {"kind": "office", "number": "+1-212-555-0100"},
            {
                "kind": "helpline",
                "number": "+1-212-555-0101",
                "verified_on": datetime.date(2024, 1, 31),
            },
        ]
    )
    assert [phone.number for phone in harbor.public_phones] == ["+1-212-555-0101"]


def test_the_best_web_address_is_found_by_the_order_of_kinds():
    harbor = factories.organization(
        urls=[
            {"kind": "website", "url": "https://www.x.example/"},
            {"kind": "meeting-finder", "url": "https://find.example/"},
        ]
    )
    assert harbor.url_of("app", "meeting-finder", "website").kind == "meeting-finder"
    assert harbor.url_of("forum") is None
    assert harbor.url_of("website").shown == "x.example"


def test_historic_organizations_are_not_among_those_operating():
    active = factories.organization()
    uncertain = factories.organization(operating_status="uncertain")
    historic = factories.organization(operating_status="historic")
    assert set(Organization.objects.operating()) == {active, uncertain}
    assert historic.is_historic


# Rows inside an organization


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("alternate_names", {"kind": "pet", "name": "X"}, "not a valid choice"),
        (
            "alternate_names",
            {"kind": "translated", "name": "Puerto"},
            "Say in which language this name is.",
        ),
        ("urls", {"kind": "website", "url": "x.example"}, "Begin it with https"),
        ("urls", {"kind": "shop", "url": "https://x.example/"}, "not a valid choice"),
        ("phones", {"kind": "office", "number": "call us!"}, "Write it as +1-212"),
        ("size_estimates", {"metric": "groups", "scope": "here"}, "Give a number"),
        (
            "size_estimates",
            {"metric": "groups", "scope": "here", "value": 3, "value_text": "three"},
            "Give a number",
        ),
        ("size_estimates", {"metric": "cats", "scope": "x"}, "not a valid choice"),
        (
            "size_estimates",
            {"metric": "groups", "scope": "x", "value": 1, "as_of": "once"},
            "Write a date as",
        ),
        ("relationships", {"kind": "related"}, "one of the two"),
        ("citations", {"fact": "gossip"}, "not a valid choice"),
        ("citations", {"fact": "summary", "source": None}, "Say on which source"),
        (
            "urls",
            {
                "kind": "website",
                "url": "https://x.example/",
                "checked_on": datetime.date(2024, 1, 31),
            },
            "A fact checked on a day was seen",
        ),
        (
            "urls",
            {
                "kind": "website",
                "url": "https://x.example/",
                "was_seen": True,
                "source": None,
            },
            "Say in which source it was seen.",
        ),
        (
            "verifications",
            {
                "verified_on": datetime.date(2024, 1, 31),
                "verified_by": "A nurse",
                "method": "dream",
            },
            "not a valid choice",
        ),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(kind, fields, message):
    harbor = factories.organization()
    with refuse(message):
        factories.add(harbor, kind, **fields)
    assert harbor.version == 1


def test_an_organization_is_related_to_another_one_by_record_or_by_name():
    harbor = factories.organization()
    other = factories.organization(name="Lighthouse")
    by_record = factories.add(harbor, "relationships", kind="part-of", other=other)
    by_name = factories.add(harbor, "relationships", kind="hosts", other_name="Pier")
    assert (str(by_record), str(by_name)) == (
        "part of Lighthouse",
        "hosts meetings of Pier",
    )
    with refuse("one of the two"):
        factories.add(
            harbor, "relationships", kind="related", other=other, other_name="Pier"
        )
    with refuse("An organization is not related to itself."):
        factories.add(harbor, "relationships", kind="related", other=harbor)


def test_every_kind_of_relationship_reads_from_the_other_side_too():
    assert set(RELATIONSHIP_SEEN_FROM_THERE) == set(RelationshipKind)
    assert Relationship(kind="modelled-on").seen_from_there == "a model for"


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("citations", {"fact": "summary"}, "This fact cites this source already."),
        ("handout_texts", {"what": "A group."}, "texts in this language already"),
    ],
)
def test_a_row_that_is_there_already_is_refused(kind, fields, message):
    source = factories.source()
    harbor = factories.organization()
    if kind == "citations":
        fields = fields | {"source": source}
    factories.add(harbor, kind, **fields)
    with refuse(message):
        factories.add(harbor, kind, **fields)


def test_a_term_is_carried_once():
    term = factories.term()
    harbor = factories.organization(terms=[term])
    with refuse("The organization has this term already."):
        factories.add(harbor, "terms", term=term)


def test_a_term_is_known_by_its_vocabulary_and_unique_there():
    term = factories.term(taxonomy="focus", slug="alcohol")
    assert term.record_key == "focus/alcohol"
    factories.term(taxonomy="audience", slug="alcohol")
    with refuse("This vocabulary has such a slug already."):
        factories.term(taxonomy="focus", slug="alcohol")


def test_a_term_without_a_vocabulary_is_told_so():
    with refuse("cannot be null"):
        TaxonomyTerm(slug="pills", name="Pills", definition="A word.").full_clean()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": 67000, "qualifier": "about"}, "about 67000 groups, worldwide"),
        ({"value": 0}, "0 groups, worldwide"),
        ({"value_text": "several"}, "several groups, worldwide"),
    ],
)
def test_a_figure_reads_with_its_qualifier_and_scope(fields, words):
    figure = {"metric": "groups", "scope": "worldwide"} | fields
    harbor = factories.organization(size_estimates=[figure])
    assert str(harbor.size_estimates.get()) == words


@pytest.mark.parametrize(
    ("as_of", "words"), [("", "undated"), ("2021", "2021"), ("2021-06", "June 2021")]
)
def test_a_figure_says_of_when_it_is_or_that_nobody_knows(as_of, words):
    figure = {"metric": "groups", "scope": "x", "value": 1, "as_of": as_of}
    harbor = factories.organization(size_estimates=[figure])
    assert harbor.size_estimates.get().as_of_in_words == words


def test_figures_that_disagree_stand_side_by_side():
    figure = {"metric": "groups", "scope": "worldwide", "as_of": "2021"}
    rows = [figure | {"value": value} for value in (60000, 67000)]
    harbor = factories.organization(size_estimates=rows)
    assert {row.value for row in harbor.size_estimates.all()} == {60000, 67000}


# For whom


def test_nothing_is_published_before_it_says_whom_it_is_for():
    harbor = factories.organization(published=True)
    assert not list(harbor.publication_blockers())
    harbor.is_for = ""
    assert list(harbor.publication_blockers()) == ["“who it is for” is empty."]


def test_only_an_audience_fits_people_more_or_less():
    women = factories.term(taxonomy="audience", slug="women")
    online = factories.term(taxonomy="format", slug="online")
    harbor = factories.organization(terms=[{"term": women, "fit": "only"}])
    assert harbor.terms.get().fit == "only"
    with refuse("Only an audience has a fit."):
        factories.organization(terms=[{"term": online, "fit": "only"}])
    with pytest.raises(IntegrityError), transaction.atomic():
        harbor.terms.model._base_manager.filter(organization=harbor).update(fit="x")


def test_a_local_line_says_for_whom_it_is():
    phone = {"number": "+1-212-555-0100", "kind": "helpline"}
    harbor = factories.organization(phones=[phone | {"area": "Harbor County"}])
    assert harbor.phones.get().who_answers == "helpline, only for Harbor County"
    haven = factories.organization(phones=[phone])
    assert haven.phones.get().who_answers == "helpline"
