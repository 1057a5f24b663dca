"""Facets and filters: right counts, nothing lost, nothing unknown obeyed."""

import random
from collections import Counter

import pytest
from django.http import QueryDict

from evidence.records import SUMMARY
from organizations.catalog import facets
from organizations.listing.filters import OrganizationFilter
from organizations.listing.list_query import MOST_IGNORED, ListQuery
from organizations.models import FacetValue, Organization, SearchToken
from organizations.records import GOVERNANCE_STYLE, ORGANIZATION, TERM
from organizations.search.indexing import reindex_all
from recovery_directory.records import revisions
from tests import factories

pytestmark = pytest.mark.django_db

SCOPES = {
    "United States": {"us"},
    "United States (units)": {"us"},
    "United States and Canada": {"us", "ca"},
    "United States, Canada and other countries": {"us", "ca"},
    "United States and 13 countries": {"us"},
    "US and Canada, smaller local groups": {"us", "ca"},
    "US, Australia, Africa, England, Germany": {"us", "au", "gb", "de"},
    "mainly US": {"us"},
    "37 US states": {"us"},
    "30 US states": {"us"},
    "19 US states": {"us"},
    "16 US states": {"us"},
    "Pennsylvania, US": {"us"},
    "mostly Maryland and Delaware, US": {"us"},
    "SMART Recovery USA national site": {"us"},
    "Germany": {"de"},
    "Japan": {"jp"},
    "Japan, members and families, all 47 prefectures": {"jp"},
    "Italy": {"it"},
    "Iran": {"ir"},
    "France": {"fr"},
    "Canada": {"ca"},
    "Australia": {"au"},
    "England": {"gb"},
    "United Kingdom": {"gb"},
}
"""Every shipped scope of a figure that names a country, read by a person."""

OWN_FIELDS = {
    "type": ("organization_type", None),
    "governance": ("governance_style", "not-stated"),
    "spirituality": ("spirituality", "not-stated"),
    "goal": ("recovery_goal", "not-stated"),
    "medication": ("medication_stance", "not-stated"),
    "status": ("operating_status", "active"),
}


def asked(query: str) -> ListQuery:
    """Return what a query string asks of the list."""
    return ListQuery(QueryDict(query))


def slugs(query: str) -> list[str]:
    """Return the slugs that a query string lists, in order."""
    return [one.slug for one in asked(query).results[:]]


def options(query: str, facet: str) -> dict[str, facets.Option]:
    """Return the options of one facet by value."""
    found = next(one for one in asked(query).facets if one.name == facet)
    return {option.value: option for option in found.options}


# The same, counted from the records by hand


def values_of_records() -> dict[str, dict[str, set[str]]]:
    """Return each public organization's values by facet, from the plain records."""
    strengths = {
        record["slug"]: {
            rating["outcome"]: rating["strength"] for rating in record["ratings"]
        }.get(record["main_outcome"], "not-assessed")
        for record in SUMMARY.read_all()
        if record["publication_state"] == "published" and "ratings" in record
    }
    styles = {
        record["slug"]
        for record in GOVERNANCE_STYLE.read_all()
        if record["publication_state"] == "published"
    }
    broader = {
        f"{record['taxonomy']}/{record['slug']}": record.get("broader")
        for record in TERM.read_all()
        if record["publication_state"] == "published"
    }
    found = {}
    for record in ORGANIZATION.read_all():
        if record["publication_state"] != "published":
            continue
        values = {
            facet: {record.get(field, gap)}
            for facet, (field, gap) in OWN_FIELDS.items()
        }
        if not values["governance"] <= styles:
            values["governance"] = {"not-stated"}
        values["evidence"] = {
            strengths.get(record.get("evidence_summary"), "not-assessed")
        }
        carried = {row["term"] for row in record.get("terms", [])} & set(broader)
        for term in broader:
            above = term
            while above:
                if above in carried:
                    facet, slug = term.split("/")
                    values.setdefault(facet, set()).add(slug)
                above = broader.get(above)
        countries = values.setdefault("country", set())
        if headquarters := record.get("headquarters_country"):
            countries.add(headquarters.split("/")[1])
        for figure in record.get("size_estimates", []):
            countries |= SCOPES.get(figure["scope"], set())
        if record.get("is_worldwide"):
            countries |= {key.split("/")[1] for key in broader if "country/" in key}
        values["country"] = countries or {"not-recorded"}
        values["language"] = values.get("language") or {"not-recorded"}
        values["facilitation"] = values.get("facilitation") or {"not-stated"}
        found[record["slug"]] = values
    return found


def counted(records, facet: str, chosen: dict[str, set[str]]) -> Counter:
    """Count a facet's values over the records that the other choices leave."""
    counts: Counter = Counter()
    for values in records.values():
        if all(
            values.get(name, set()) & wanted
            for name, wanted in chosen.items()
            if name != facet
        ):
            counts.update(values.get(facet, set()))
    return counts


CHOICES = [
    "",
    "type=secular",
    "type=secular&type=religious&focus=alcohol",
    "focus=opioids",
    "focus=opioids&focus=gambling&format=online",
    "country=de",
    "country=us&language=not-recorded",
    "country=not-recorded",
    "audience=catholic&spirituality=religious",
    "medication=supportive&goal=abstinence",
    "evidence=not-assessed&governance=horizontal",
    "facilitation=not-stated",
    "status=historic",
    "status=active&status=historic&type=secular",
]


@pytest.mark.parametrize("query", CHOICES)
def test_lists_and_counts_equal_a_count_over_the_records(shipped, query):
    records = values_of_records()
    chosen = {name: set(values) for name, values in QueryDict(query).lists()}
    chosen.setdefault("status", {"active", "uncertain"})
    expected = {
        slug
        for slug, values in records.items()
        if all(values.get(name, set()) & wanted for name, wanted in chosen.items())
    }
    listed = slugs(query)
    assert len(listed) == len(set(listed))
    assert set(listed) == expected
    for facet in asked(query).facets:
        by_hand = counted(records, facet.name, chosen)
        shown = {option.value: option.count for option in facet.options}
        for value in {*by_hand, *shown}:
            assert shown.get(value, 0) == by_hand[value], (facet.name, value)


def test_every_value_of_every_facet_lists_as_many_as_it_counts(shipped):
    for facet in asked("").facets:
        for option in facet.options:
            query = f"{facet.name}={option.value}"
            assert len(slugs(query)) == option.count, query


# The rules of the contract


def test_values_of_one_facet_are_alternatives_and_facets_narrow(shipped):
    women = set(slugs("audience=women"))
    men = set(slugs("audience=men"))
    assert set(slugs("audience=women&audience=men")) == women | men
    online = set(slugs("format=online"))
    assert set(slugs("audience=women&format=online")) == women & online


def test_all_values_of_a_facet_do_not_let_in_what_has_none(shipped):
    every = "&".join(
        f"focus={option}" for option in options("", "focus") if option != "x"
    )
    assert "pal-parents-of-addicted-loved-ones" in slugs("")
    assert "pal-parents-of-addicted-loved-ones" not in slugs(every)


def test_specific_ones_come_before_those_for_the_broader_term_with_the_reason(shipped):
    found = asked("focus=opioids&sort=founded")
    organizations = found.results[:]
    names = [organization.slug for organization in organizations]
    direct = [
        "opioids" in {row.term.slug for row in organization.terms.all()}
        for organization in organizations
    ]
    assert direct == sorted(direct, reverse=True)
    assert set(direct) == {True, False}
    celebrate = organizations[names.index("celebrate-recovery")]
    assert [reason.text for reason in found.reasons(celebrate)] == ["for all drugs"]
    heroin = organizations[names.index("heroin-anonymous")]
    assert found.reasons(heroin) == []


def test_worldwide_ones_come_after_those_listed_for_a_country(shipped):
    found = asked("country=de")
    organizations = found.results[:]
    worldwide = [
        [reason.text for reason in found.reasons(organization)] == ["worldwide"]
        for organization in organizations
    ]
    assert worldwide == sorted(worldwide)
    first = organizations[worldwide.index(False)]
    assert "de" in [row.term.slug for row in first.country_terms]
    assert "alcoholics-anonymous" in [
        organization.slug for organization in organizations[worldwide.index(True) :]
    ]


def test_what_is_not_recorded_is_always_shown(shipped):
    for facet in ("language", "country"):
        assert "not-recorded" in options("type=twelve-step&focus=work", facet)
        assert options("", facet)["not-recorded"].count > 0


def test_a_status_replaces_the_default(shipped):
    assert "rational-recovery" not in slugs("")
    assert set(slugs("status=historic")) == {
        "rational-recovery",
        "secular-organizations-for-sobriety",
    }
    assert "alcoholics-for-christ" in slugs("")
    assert "alcoholics-for-christ" not in slugs("status=active")


def test_evidence_is_an_organizations_own_never_its_types(shipped):
    assert slugs("evidence=strong") == ["alcoholics-anonymous"]
    assert "heroin-anonymous" in slugs("evidence=not-assessed")


def test_orders(shipped):
    names = Organization.objects.in_bulk(field_name="slug")
    listed = slugs("sort=name")
    assert listed == sorted(listed, key=lambda slug: names[slug].sort_name.encode())
    assert sorted(listed) == sorted(slugs(""))
    founded = [names[slug].founded or "~" for slug in slugs("sort=founded")]
    assert founded == sorted(founded)
    assert slugs("q=AA")[0] == "alcoholics-anonymous"
    assert slugs("q=AA&sort=name") == sorted(
        slugs("q=AA"), key=lambda slug: names[slug].sort_name.encode()
    )


def test_last_checked_orders_by_verification():
    for name, day in (("B", "2026-01-01"), ("A", "2026-03-01"), ("C", None)):
        rows = (
            [{"part": "whole", "verified_on": day, "verified_by": "x"}] if day else []
        )
        for row in rows:
            row["method"] = "website"
        factories.organization(
            name=name, slug=name.lower(), verifications=rows, published=True
        )
    assert slugs("sort=verified") == ["a", "b", "c"]


# What is not known


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("type=cult", [("type", "cult")]),
        ("focus=weed&focus=alcohol", [("focus", "weed")]),
        ("colour=red", [("colour", "red")]),
        ("sort=strength", [("sort", "strength")]),
        ("country=US", [("country", "US")]),
        ("country=worldwide", [("country", "worldwide")]),
        ("type=&q=&focus=+&page=7", []),
    ],
)
def test_what_is_unknown_is_named_and_ignored(shipped, query, ignored):
    found = asked(query)
    assert [tuple(one) for one in found.ignored] == ignored
    known = {"focus=weed&focus=alcohol": "focus=alcohol"}.get(query, "")
    assert [one.slug for one in found.results[:]] == slugs(known)


def test_at_most_a_few_unknown_things_are_named():
    assert len(asked("&".join(f"x{n}=1" for n in range(900))).ignored) == MOST_IGNORED


def test_a_former_slug_counts_as_its_new_value():
    cannabis = factories.term(taxonomy="focus", slug="cannabis", published=True)
    factories.organization(slug="leaf", terms=[cannabis], published=True)
    with revisions.change(cannabis, by=None, action="edit"):
        cannabis.slug = "marijuana"
        cannabis.save()
    found = asked("focus=cannabis")
    assert [organization.slug for organization in found.results] == ["leaf"]
    assert found.ignored == []
    assert [chip.remove_url for chip in found.chips] == ["?"]
    assert found.selection["focus"] == ["marijuana"]


def test_a_former_slug_of_a_type_counts_as_its_new_value():
    kind = factories.organization_type(slug="circle", published=True)
    factories.organization(slug="ring", organization_type=kind, published=True)
    with revisions.change(kind, by=None, action="edit"):
        kind.slug = "round"
        kind.save()
    assert slugs("type=circle") == ["ring"]
    assert slugs("type=round") == ["ring"]


def test_what_is_not_published_is_neither_listed_nor_counted_nor_offered():
    shown = factories.term(taxonomy="focus", slug="shown", published=True)
    hidden = factories.term(taxonomy="focus", slug="hidden")
    factories.organization(slug="open", terms=[shown, hidden], published=True)
    factories.organization(slug="draft", terms=[shown])
    assert slugs("focus=shown") == ["open"]
    assert [(o.value, o.count) for o in options("", "focus").values()] == [("shown", 1)]
    assert [one.value for one in asked("focus=hidden").ignored] == ["hidden"]


def test_organizations_are_found_by_type_and_governance():
    style = factories.governance_style(slug="vertical", published=True)
    secular = factories.organization_type(slug="secular", published=True)
    factories.organization(
        slug="run", governance_style=style, organization_type=secular, published=True
    )
    factories.organization(slug="other", published=True)
    assert slugs("type=secular") == ["run"]
    assert slugs("governance=vertical") == ["run"]
    assert slugs("governance=not-stated") == ["other"]
    both = slugs("governance=vertical&governance=not-stated")
    assert set(both) == {"run", "other"}


# What the page links to


def test_chips_take_away_one_choice_each(shipped):
    found = asked("q=online&type=secular&type=religious&country=us&sort=name&page=3")
    chips = {(chip.facet_label, chip.label): chip.remove_url for chip in found.chips}
    assert chips["Search", "online"] == (
        "?type=secular&type=religious&country=us&sort=name"
    )
    assert chips["Type", "Secular"] == ("?q=online&type=religious&country=us&sort=name")
    assert chips["Country", "United States"] == (
        "?q=online&type=secular&type=religious&sort=name"
    )
    assert found.clear_url == "?"


def test_every_order_is_offered_and_only_a_chosen_one_stands_in_the_address(shipped):
    for query, name in (("", "?sort=name"), ("q=AA", "?q=AA&sort=name")):
        orders = {one.value: one for one in asked(query).sort_options}
        assert list(orders) == ["relevance", "name", "founded", "verified"]
        assert [one.value for one in orders.values() if one.is_selected] == [
            "relevance"
        ]
        assert orders["relevance"].url == f"?{query}"
        assert orders["name"].url == name
    assert asked("q=AA&sort=relevance").url() == "?q=AA"


def test_an_option_that_would_give_nothing_is_not_available(shipped):
    of_work = options("focus=work", "type")
    assert of_work["twelve-step"].is_available
    assert not of_work["religious"].is_available
    chosen = options("focus=work&type=religious", "type")["religious"]
    assert chosen.count == 0
    assert chosen.is_available


def test_an_ended_organization_is_pointed_to_where_nothing_else_fits(shipped):
    found = asked("q=SOS")
    assert [chip.remove_url for chip in found.elsewhere] == ["?q=SOS&status=historic"]
    assert asked("q=AA").elsewhere == []


def test_the_api_has_its_own_names_for_format_and_words(shipped):
    data = QueryDict("meeting_format=phone&search=gambling&format=json&page=1")
    found = OrganizationFilter.for_api(data).list_query
    assert found.ignored == []
    assert found.results[0].slug == "gamblers-anonymous"
    unknown = OrganizationFilter.for_api(QueryDict("q=AA")).list_query
    assert unknown.ignored == [("q", "AA")]
    wrong = OrganizationFilter.for_api(QueryDict("meeting_format=fax")).list_query
    assert wrong.ignored == [("meeting_format", "fax")]


# How it is done


def test_the_number_of_queries_does_not_grow(shipped, django_assert_num_queries):
    def show(query: str):
        found = asked(query)
        assert found.facets
        for organization in found.results[:20]:
            found.reasons(organization)

    asked("")  # The catalog is read once, and then held.
    # whether anything has changed; a page of organizations with their names, formats,
    # ratings, verifications, addresses and telephones: all counts come from the catalog
    with django_assert_num_queries(8):
        show("")
    # and, where something is asked, which of their terms nobody has seen in a source
    for query in ("type=secular&goal=abstinence", "focus=opioids&country=us"):
        with django_assert_num_queries(9):
            show(query)
    # and the words: those of terms, those of organizations
    with django_assert_num_queries(11):
        show("q=weed+online")


HOSTILE = [
    "\0",
    "' OR 1=1 --",
    '"; DROP TABLE organizations_organization; --',
    "<script>alert(1)</script>",
    "%",
    "_",
    "🙂" * 50,
    "\ud800",
    "\u202e\u0301",
    "ﷺ" * 30,
    "İıſß",
    "a" * 10_000,
    "a.b." * 3000,
    "-/:&+'’." * 20,
    "\n\r\t",
    "../../etc/passwd",
    "{{ 7*7 }}",
    "NULL",
    "١٢٣",
    "AA",
    "methadone",
]


def test_hostile_query_strings_give_a_list_and_never_a_fault(shipped):
    chance = random.Random(20261123)
    names = [kind.name for kind in facets.KINDS] + ["q", "sort", "page", "x", "\0"]
    for _round in range(250):
        data = QueryDict(mutable=True)
        for _number in range(chance.randint(1, 6)):
            value = "".join(chance.sample(HOSTILE, chance.randint(1, 2)))
            if chance.random() < 0.3:
                value = "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(20))
            data.appendlist(chance.choice(names), value)
        door = OrganizationFilter(data)
        assert door.form.is_valid()
        found = door.list_query
        listed = found.results[:20]
        assert found.facets
        assert found.chips is not None
        for organization in listed:
            for reason in found.reasons(organization):
                assert "<script" not in str(reason)


# The index


def rows() -> tuple[Counter, Counter]:
    """Return everything that the index holds, without its keys."""
    values = FacetValue.objects.values_list(
        "organization",
        "facet",
        "value",
        "closeness",
    )
    tokens = SearchToken.objects.values_list(
        "organization", "term", "field", "token", "word", "shown"
    )
    return Counter(values), Counter(tokens)


def test_after_random_changes_the_index_is_what_a_new_one_would_be():
    chance = random.Random(7)
    terms = [
        factories.term(taxonomy=facet, slug=f"{facet}-{n}", published=True)
        for facet in ("focus", "audience", "country")
        for n in range(4)
    ]
    kinds = [factories.organization_type(published=True) for _ in range(2)]
    style = factories.governance_style(published=True)
    outcome = factories.outcome(published=True)
    summary = factories.evidence_summary(main_outcome=outcome, published=True)
    organizations = [
        factories.organization(
            organization_type=chance.choice(kinds),
            governance_style=style,
            evidence_summary=summary,
            terms=chance.sample(terms, 3),
            is_worldwide=chance.random() < 0.3,
            size_estimates=[
                {"metric": "groups", "value": n, "scope": f"Made term {n}, about"}
            ],
            published=True,
        )
        for n in range(6)
    ]

    def edit(record, **fields):
        with revisions.change(record, by=None, action="edit"):
            for name, value in fields.items():
                setattr(record, name, value)
            record.save()

    def nest(term):
        others = [one for one in terms if one.taxonomy_id == term.taxonomy_id]
        above = chance.choice([None, *others])
        seen, up = {term.pk}, above
        while up:
            if up.pk in seen:
                return
            seen.add(up.pk)
            up = next((one for one in terms if one.pk == up.broader_id), None)
        edit(term, broader=above)

    def toggle(record):
        record.refresh_from_db()
        if record.is_published:
            record.withdraw(by=None, reason="a test", even_if_used=True)
        else:
            if record.is_withdrawn:
                record.restore(by=None)
            record.publish(by=None)

    changes = [
        lambda: nest(chance.choice(terms)),
        lambda: toggle(chance.choice([*terms, *organizations, summary, style])),
        lambda: edit(chance.choice(terms), name=f"Name {chance.random()}"),
        lambda: edit(chance.choice(terms), slug=f"s-{chance.randrange(10**9)}"),
        lambda: edit(chance.choice(terms), synonyms=[f"word{chance.random()}"]),
        lambda: edit(chance.choice(kinds), slug=f"k-{chance.randrange(10**9)}"),
        lambda: edit(
            chance.choice(organizations),
            recovery_goal=chance.choice(["abstinence", "moderation"]),
            is_worldwide=chance.random() < 0.5,
            name=f"Harbor {chance.random()}",
        ),
        lambda: factories.add(
            chance.choice(organizations),
            "alternate_names",
            kind="former",
            name=f"Old {chance.random()}",
        ),
        lambda: edit(summary, main_outcome=factories.outcome(published=True)),
    ]
    for _round in range(60):
        chance.choice(changes)()
        if _round % 10 == 9:
            kept = rows()
            reindex_all()
            assert rows() == kept
    assert sum(kept[0].values()) > 50


def test_loading_in_bulk_keeps_the_index_current(shipped):
    kept = rows()
    reindex_all()
    assert rows() == kept
    assert FacetValue.objects.values("organization").distinct().count() == (
        Organization.objects.count()
    )
