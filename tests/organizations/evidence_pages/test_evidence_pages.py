"""The pages of evidence: the map, one summary, how change comes about, the methods."""

import csv
import datetime
import html
import json
import re

import pytest
import rispy
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pybtex.database import parse_string

from evidence.choices import STRENGTH_IN_WORDS, Strength
from evidence.levels import CAUTIONS, LEVELS, RULES_OF_USE
from evidence.models import Source
from organizations.models import Organization
from recovery_directory.records import revisions
from recovery_directory.records.former_slugs import FormerSlug
from tests import factories

pytestmark = pytest.mark.django_db

RESULT = {
    "effect_measure": "RR",
    "estimate": 1.37,
    "ci_low": 1.11,
    "ci_high": 1.69,
    "participants": 4821,
    "studies": 3,
    "follow_up_months": 12,
    "comparator": "usual care",
    "direction": "favours",
    "was_seen": True,
}


def text_of(body: str) -> str:
    """Return the words of a page, as they follow one another."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words(client, address: str) -> str:
    return text_of(page(client, address))


def row_of(body: str, title: str) -> str:
    """Return the words of the row of the map that begins with ``title``."""
    rows = re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    (row,) = [text_of(row) for row in rows if text_of(row).startswith(f"{title} ")]
    return row.removeprefix(title).strip()


def main_cell_of(body: str, title: str) -> str:
    """Return the words of the main outcome in the row of ``title``."""
    rows = re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    (row,) = [row for row in rows if text_of(row).startswith(f"{title} ")]
    return text_of(re.search(r"<td.*?</td>", row, re.DOTALL).group())


def study(design="rct", **given) -> Source:
    return factories.source(study_design=design, published=True, **given)


def subject(title: str, kind: str = "topic", **given):
    """Return a public summary; one of an organization with its organization."""
    summary = factories.evidence_summary(
        title=title, subject_kind=kind, published=True, **given
    )
    if kind == "organization":
        factories.organization(name=title, evidence_summary=summary, published=True)
    return summary


def rating(outcome, strength="preliminary", direction="favours", **given) -> dict:
    return {"outcome": outcome, "strength": strength, "direction": direction} | given


# The map: cells


def test_a_cell_names_studies_best_design_direction_and_strength(client):
    sleep = factories.outcome(name="Sleep", published=True)
    harbor = subject("Harbor", main_outcome=sleep, ratings=[rating(sleep)])
    for design in ("cross-sectional", "rct", "prospective-cohort"):
        factories.finding(
            source=study(design),
            summaries=[harbor],
            outcome=sleep,
            direction="favours",
            was_seen=True,
        )
    row = row_of(page(client, f"/evidence/?outcome={sleep.slug}"), "Harbor")
    assert row.count("Preliminary , ▲ better") == 2  # its main outcome, and the column
    assert row.count("3 studies") == 2
    assert row.count("Best design: randomized controlled trial") == 2


def test_a_cell_that_nobody_rated_says_how_many_studies_point_which_way(client):
    sleep = factories.outcome(published=True)
    harbor = subject("Harbor")
    for direction in ("favours", "favours", "against", "no-difference"):
        factories.finding(
            source=study(),
            summaries=[harbor],
            outcome=sleep,
            direction=direction,
            was_seen=True,
        )
    row = row_of(page(client, f"/evidence/?outcome={sleep.slug}"), "Harbor")
    assert "▲ 2 better = 1 about the same ▼ 1 worse" in row


def test_a_study_counts_once_and_an_unseen_one_not_at_all(client):
    sleep = factories.outcome(published=True)
    harbor = subject("Harbor")
    known = {"summaries": [harbor], "outcome": sleep, "direction": "favours"}
    same = study()
    factories.finding(source=same, was_seen=True, **known)
    factories.finding(source=same, was_seen=True, **known)
    factories.finding(source=study("meta-analysis"), **known)
    row = row_of(page(client, f"/evidence/?outcome={sleep.slug}"), "Harbor")
    assert "1 study" in row
    assert "1 more, not counted" in row
    assert "meta-analysis" not in row


def test_what_is_empty_says_whether_anybody_looked(client):
    sleep, work = (factories.outcome(published=True) for _ in range(2))
    studied = subject("Studied")
    factories.finding(source=study(), summaries=[studied], outcome=sleep, was_seen=True)
    factories.finding(source=study(), summaries=[studied], outcome=work, was_seen=True)
    half = subject("Half")
    factories.finding(source=study(), summaries=[half], outcome=work, was_seen=True)
    subject(
        "Searched",
        main_outcome=sleep,
        searched_on=datetime.date(2026, 3, 5),
        searched_where="PubMed",
        ratings=[rating(sleep, "no-studies", "unknown")],
    )
    subject(
        "Unasked",
        main_outcome=sleep,
        ratings=[rating(sleep, "not-assessed", "unknown")],
    )
    body = page(client, f"/evidence/?outcome={sleep.slug}&outcome={work.slug}")
    half_row = row_of(body, "Half")
    assert half_row.count("No study recorded") == 2  # its main outcome, and sleep
    searched = row_of(body, "Searched")
    assert "No studies found" in searched
    assert searched.count("No studies found (searched on March 5, 2026)") == 3
    assert row_of(body, "Unasked").endswith("Not assessed Not assessed Not assessed")
    for quiet in ("Studied", "Half", "Unasked"):
        assert "searched on" not in row_of(body, quiet)


def test_the_map_stands_by_kind_and_name_and_says_that_it_is_no_ranking(client):
    strong = factories.outcome(published=True)
    subject("Zebra", kind="type")
    subject("Anchor", kind="organization")
    subject(
        "Yacht",
        kind="organization",
        main_outcome=strong,
        ratings=[rating(strong, "strong")],
    )
    subject("Guide", kind="intervention")
    subject("Apples", kind="topic")
    body = page(client, "/evidence/")
    table = body[body.index("<table") : body.index("</table>")]
    titles = re.findall(r'<th scope="row"><a[^>]*><bdi>([^<]+)', table)
    assert titles == ["Zebra", "Anchor", "Yacht", "Guide", "Apples"]
    assert "This is no ranking." in text_of(body)


# The map: narrowing it


def test_every_value_counts_what_choosing_it_gives(client, shipped):
    facets = client.get("/evidence/?type=twelve-step").context["map"].facets
    assert {facet.name for facet in facets} == {"type", "outcome", "strength", "design"}
    for facet in facets:
        for option in facet.options:
            chosen = {"type": "twelve-step"} | {facet.name: option.value}
            shown = client.get("/evidence/", chosen).context["map"]
            assert shown.ignored == []
            assert shown.count == option.count, option


def test_values_of_one_facet_add_up_and_facets_narrow_each_other(client, shipped):
    def titles(query):
        groups = client.get(f"/evidence/?{query}").context["map"].groups
        return {row.subject.summary.slug for _label, rows in groups for row in rows}

    either = titles("strength=strong&strength=promising")
    assert either == titles("strength=strong") | titles("strength=promising")
    assert titles("strength=strong&type=secular") == set()
    assert titles("type=religious") >= {"religious", "celebrate-recovery", "jacs"}
    assert "alcoholics-anonymous" not in titles("type=religious")


def test_what_the_map_does_not_know_is_named_and_left_out(client):
    subject("Harbor")
    body = page(client, "/evidence/?type=<b>x&outcome=no%00pe&colour=red&view=cube")
    for name in ("type", "outcome", "colour", "view"):
        assert re.search(rf"is no {name} that this map knows", body), name
    assert "<b>x" not in body
    assert "Harbor" in body


def test_the_plain_list_says_the_same_as_the_table(client, shipped):
    table = page(client, "/evidence/?view=table")
    plain = page(client, "/evidence/?view=list")
    assert "<table" in table
    assert "map-list" not in table
    assert "<table" not in plain
    for phrase in re.findall(r"\d+ (?:studies|study)\b", text_of(table)):
        assert phrase in text_of(plain)
    assert re.findall(r'href="(/evidence/[^"]*#[^"]*)"', plain)


def test_organizations_without_a_summary_are_counted_not_rated(client):
    factories.organization(published=True)
    factories.organization(evidence_summary=subject("Tides"), published=True)
    assert client.get("/evidence/").context["unassessed"] == 1


# One summary


def test_the_page_says_the_plain_sentence_then_how_sure_then_the_numbers(client):
    outcome = factories.outcome(name="Sleep", published=True)
    harbor = subject(
        "Harbor",
        plain_statement="People slept better than with usual care.",
        main_outcome=outcome,
        ratings=[rating(outcome, rule_met="One trial.")],
        limitations=["It was small."],
        research_needs=["Whether it lasts."],
    )
    factories.finding(
        source=study("meta-analysis", authors=[{"family": "Lee"}], issued="2021"),
        summaries=[harbor],
        outcome=outcome,
        certainty="low",
        **RESULT,
    )
    text = words(client, harbor.get_absolute_url())
    text = text[text.index("Topic") :] if "Topic" in text else text
    order = [
        "People slept better than with usual care.",
        "How sure: Preliminary",
        "Not yet confirmed",
        "Rule that was met: One trial.",
        "▲ Better, compared with usual care, after 12 months.",
        "Risk ratio 1.37 (95 % CI 1.11 to 1.69)",
        "4,821 people (3 studies)",
        "One plot for each outcome and measure.",
        "It was small.",
        "Whether it lasts.",
        "No dated search is recorded",
        "no reviewer and no day are recorded",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Lee 2021" in text
    assert "Low" in text


def test_a_number_that_is_not_checked_is_nowhere_on_the_page(client):
    harbor = subject("Harbor")
    outcome = factories.outcome(published=True)
    known = {"summaries": [harbor], "outcome": outcome}
    factories.finding(source=study(), **known, **(RESULT | {"was_seen": False}))
    factories.finding(
        source=study(),
        **known,
        **RESULT,
        unchecked_fields=["estimate", "participants", "ci_low", "certainty"],
        certainty="moderate",
    )
    factories.finding(
        source=study("systematic-review"),
        **known,
        **RESULT,
        unchecked_fields=["estimate", "participants", "ci_low"],
        certainty="very-low",
    )
    body = page(client, harbor.get_absolute_url())
    assert "Very low" in body
    for number in ("1.37", "1.11", "1.69", "4,821", "4821", "oderate"):
        assert number not in body, number
    assert "Recorded, not yet seen" in body
    assert "Not printed (not checked)" in body


def test_the_numbers_of_cochrane_2020_are_where_a_reader_looks(client, shipped):
    row = (
        "▲ Better, compared with other established treatments (for example CBT or "
        "MET), after 12 months. Risk ratio 1.21 (95 % CI 1.03 to 1.42) 1,936 people "
        "(2 studies) High"
    )
    for slug in ("alcoholics-anonymous", "twelve-step", "twelve-step-facilitation"):
        body = page(client, f"/evidence/{slug}/")
        first = body[body.index("<tbody") : body.index("</tbody>")]
        assert row in text_of(first), slug
        assert "/evidence/sources/kelly-2020-cochrane/" in first
    # The unseen rows of the same review: nothing of them is printed.
    assert "4.18" not in body
    assert "−5.51" not in body


def test_what_was_tested_instead_and_who_took_part_by_choice_is_said(client):
    guide = subject("Guided entry (by staff)", kind="intervention")
    harbor = subject("Harbor", kind="organization")
    outcome = factories.outcome(published=True)
    factories.finding(
        source=study("prospective-cohort"),
        summaries=[harbor, guide],
        outcome=outcome,
        **RESULT,
    )
    text = words(client, harbor.get_absolute_url())
    assert "This tested guided entry, not the group itself." in text
    assert "It may reflect who takes part." in text
    assert "not the group itself" not in words(client, guide.get_absolute_url())


def test_a_rating_above_what_is_stored_shows_the_ceiling_and_the_reason(client):
    outcome = factories.outcome(published=True)
    harbor = subject(
        "Harbor",
        main_outcome=outcome,
        ratings=[rating(outcome, "strong", above_ceiling_reason="Seen elsewhere.")],
    )
    factories.finding(
        source=study("cross-sectional"), summaries=[harbor], outcome=outcome, **RESULT
    )
    text = words(client, harbor.get_absolute_url())
    assert "would alone support “not enough evidence” at most" in text
    assert "Seen elsewhere." in text


def test_conditions_that_nobody_can_compute_are_a_list_to_tick(client):
    outcome = factories.outcome(published=True)
    harbor = subject(
        "Harbor",
        main_outcome=outcome,
        ratings=[rating(outcome, conditions_confirmed=["drop-out"])],
    )
    factories.finding(source=study(), summaries=[harbor], outcome=outcome, **RESULT)
    text = words(client, harbor.get_absolute_url())
    assert "No more than half of the people dropped out. Confirmed." in text
    assert "links to the organization. Not yet confirmed." in text


def test_a_confirmed_summary_names_who_reviewed_it_and_when(client):
    harbor = subject(
        "Harbor",
        reviewed_on=datetime.date(2026, 4, 2),
        reviewed_by=["Ada Lee", "Ben Ortiz"],
    )
    text = words(client, harbor.get_absolute_url())
    assert "On April 2, 2026 by Ada Lee, Ben Ortiz." in text
    assert "Not yet confirmed" not in text


def test_the_evidence_of_the_type_is_labelled_as_borrowed_and_never_taken_over(client):
    outcome = factories.outcome(published=True)
    general = subject(
        "All doors",
        kind="type",
        plain_statement="Doors in general help.",
        main_outcome=outcome,
        ratings=[rating(outcome, "strong")],
    )
    doors = factories.organization_type(evidence_summary=general, published=True)
    own = factories.evidence_summary(title="Blue door", published=True)
    blue = factories.organization(
        organization_type=doors, evidence_summary=own, published=True
    )
    red = factories.organization(organization_type=doors, published=True)
    for address in (own.get_absolute_url(), blue.get_absolute_url()):
        text = words(client, address)
        assert "Doors in general help." in text, address
        assert "This is about the type, not about this organization." in text, address
        assert "Strong" not in text, address
    text = words(client, red.get_absolute_url())
    assert "Not assessed" in text
    assert "Strong" not in text


def test_what_changed_since_is_told_by_version(client):
    outcome = factories.outcome(name="Sleep", published=True)
    harbor = subject("Harbor", main_outcome=outcome, ratings=[rating(outcome)])
    with revisions.change(harbor, by=None, action=revisions.Action.EDIT):
        harbor.ratings.update(strength="promising")
    with revisions.change(harbor, by=None, action=revisions.Action.EDIT):
        harbor.plain_statement = "It is known better now."
        harbor.save()
    text = words(client, harbor.get_absolute_url())
    assert "Sleep: from “preliminary” to “promising”" in text
    assert "in one or two sentences" in text
    assert "first shown" in text


def test_a_draft_is_shown_to_curators_with_a_notice_and_to_nobody_else(
    client, curator_client
):
    draft = factories.evidence_summary(subject_kind="topic")
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Not public." in words(curator_client, draft.get_absolute_url())


def test_draft_sources_and_outcomes_appear_on_no_page_of_evidence(client):
    harbor = subject("Harbor")
    secret = factories.outcome(name="Xanthippe outcome")
    public = factories.outcome(published=True)
    hidden = factories.source(title="Xanthippe study", study_design="rct")
    route = factories.outcome(group="mechanism", published=True)
    factories.finding(source=study(), summaries=[harbor], outcome=secret, **RESULT)
    factories.finding(source=hidden, summaries=[harbor], outcome=public, **RESULT)
    factories.finding(source=hidden, summaries=[harbor], outcome=route, **RESULT)
    for address in (
        "/evidence/",
        f"/evidence/?outcome={public.slug}",
        harbor.get_absolute_url(),
        f"/evidence/{harbor.slug}.ris",
        "/evidence/mechanisms/",
        "/about/methods/",
    ):
        body = page(client, address)
        assert "Xanthippe" not in body, address
        assert "4,821" not in body, address
        assert "not counted" not in body, address


# The founding organizations


LEVELS_SHOWN = [
    ("alcoholics-anonymous", "Strong", "Further research is unlikely"),
    ("narcotics-anonymous", "Promising", "Several studies point one way"),
    ("smart-recovery", "Promising", "Several studies point one way"),
    ("lifering", "Preliminary", "A first study or two"),
    ("women-for-sobriety", "Preliminary", "A first study or two"),
    ("celebrate-recovery", "Not enough evidence", "Only descriptions or snapshots"),
    ("recovery-dharma", "Not enough evidence", "Only descriptions or snapshots"),
    ("jacs", "No studies found", "Nothing found yet"),
    ("all-recovery-meetings", "Not assessed", "Nobody has looked yet"),
]


@pytest.mark.parametrize(("slug", "level", "meaning"), LEVELS_SHOWN)
def test_each_organization_shows_its_own_level_and_wording(
    client, shipped, slug, level, meaning
):
    organization = Organization.objects.get(slug=slug)
    summary = organization.evidence_summary
    for address in (f"/evidence/{slug}/", f"/organizations/{slug}/"):
        assert f"How sure: {level} {meaning}" in words(client, address), address
    main = main_cell_of(page(client, "/evidence/"), summary.title)
    for _slug, other, _meaning in LEVELS_SHOWN:
        assert (other in main) == (other == level), other


def test_no_organization_inherits_the_level_of_its_type(client, shipped):
    for organization in Organization.objects.published().filter(evidence_summary=None):
        address = organization.get_absolute_url()
        said = words(client, address)
        assert "Not assessed: this directory has not yet looked" in said, address
        assert client.get(f"/evidence/{organization.slug}/").status_code == 404


# Files


def test_a_summary_and_an_organization_give_their_references_as_files(client, shipped):
    for address in (
        "/evidence/alcoholics-anonymous",
        "/organizations/alcoholics-anonymous/references",
    ):
        found = rispy.loads(page(client, f"{address}.ris"))
        bibliography = parse_string(page(client, f"{address}.bib"), "bibtex")
        items = json.loads(page(client, f"{address}.json"))
        slugs = [item["id"] for item in items]
        assert len(slugs) > 10
        assert len(set(slugs)) == len(slugs)
        assert [entry["id"] for entry in found] == slugs
        assert list(bibliography.entries) == slugs
        assert "kelly-2020-cochrane" in slugs
        assert client.get(f"{address}.docx").status_code == 404


def test_the_files_hold_every_reference_of_the_page(client, shipped):
    for organization in Organization.objects.published():
        address = organization.get_absolute_url()
        shown = client.get(address).context["references"]
        items = json.loads(page(client, f"{address}references.json"))
        assert {source.slug for _number, source in shown} <= {
            item["id"] for item in items
        }, address
    for slug in ("alcoholics-anonymous", "secular", "women"):
        shown = client.get(f"/evidence/{slug}/").context
        items = {item["id"] for item in client.get(f"/evidence/{slug}.json").json()}
        borrowed = set()
        if shown["borrowed"]:
            borrowed = set(shown["borrowed"].sources.values_list("slug", flat=True))
        cited = {source.slug for _number, source in shown["references"]}
        assert cited - borrowed <= items


def test_files_are_there_for_what_is_public_and_for_nothing_else(client):
    gone = factories.organization(withdrawn=True)
    draft = factories.organization(evidence_summary=factories.evidence_summary())
    assert client.get(f"/organizations/{gone.slug}/references.ris").status_code == 410
    assert client.get(f"/organizations/{draft.slug}/references.ris").status_code == 404
    summary = draft.evidence_summary
    assert client.get(f"/evidence/{summary.slug}.bib").status_code == 404
    topic = subject("Tides")
    with revisions.change(topic, by=None, action=revisions.Action.EDIT):
        topic.slug = "tides-now"
        topic.save()
    response = client.get("/evidence/tides-now.ris")
    assert response.status_code == 200
    assert 'filename="tides-now.ris"' in response["Content-Disposition"]
    old = FormerSlug.objects.get(record_id=topic.pk).slug
    moved = client.get(f"/evidence/{old}.ris")
    assert (moved.status_code, moved["Location"]) == (301, "/evidence/tides-now.ris")


def test_the_page_says_how_to_cite_it_with_version_and_day(client):
    harbor = subject("Harbor")
    harbor.refresh_from_db()
    today = timezone.localdate().isoformat()
    expected = f"“ Harbor ”. Recovery Directory, version {harbor.version}, {today}."
    assert expected in words(client, harbor.get_absolute_url())
    blue = factories.organization(name="Blue door", published=True)
    blue.refresh_from_db()
    expected = f"“ Blue door ”. Recovery Directory, version {blue.version}, {today}."
    assert expected in words(client, blue.get_absolute_url())


# How change comes about


def test_each_step_names_its_studies_or_that_none_is_recorded(client):
    harbor = subject("Harbor")
    network = factories.outcome(
        slug="mechanism-social-network", group="mechanism", published=True
    )
    for family, direction in (("Ito", "favours"), ("Sato", "mixed")):
        factories.finding(
            source=study(authors=[{"family": family}], issued="2019"),
            summaries=[harbor],
            outcome=network,
            **(RESULT | {"direction": direction}),
        )
    factories.finding(
        source=study(authors=[{"family": "Unseen"}]),
        summaries=[harbor],
        outcome=network,
    )
    body = page(client, "/evidence/mechanisms/")
    steps = {
        key: text_of(part)
        for key, part in re.findall(
            r'<section class="step" aria-labelledby="step-(\w+)">(.*?)</section>',
            body,
            re.DOTALL,
        )
    }
    assert "1 study supports it; 1 other is mixed or does not" in steps["network"]
    assert re.search(r"Ito 2019 [^▲◆]*▲ supports it", steps["network"])
    assert re.search(r"Sato 2019 [^▲◆]*◆ mixed", steps["network"])
    assert "Unseen" not in steps["network"]
    for gap in ("brain", "mind", "craving"):
        assert "No study recorded" in steps[gap], gap


# Methods


def test_methods_print_every_rule_that_the_code_decides_by(client):
    text = words(client, "/about/methods/")
    for level in LEVELS:
        for condition in (*(one for way in level.ways for one in way), *level.always):
            mark = " asked" if condition.is_asked else ""
            assert f"{condition.words}{mark}" in text, condition.key
    for caution in CAUTIONS:
        assert str(caution.words) in text
    for rule in (*RULES_OF_USE, *STRENGTH_IN_WORDS.values()):
        assert str(rule) in text
    for strength in Strength:
        assert f"{strength.label}".capitalize() in text


def test_methods_count_what_is_confirmed_searched_and_seen(client):
    subject(
        "Tides",
        reviewed_on=datetime.date(2026, 4, 2),
        reviewed_by=["Ada Lee", "Ben Ortiz"],
        searched_on=datetime.date(2026, 3, 5),
        searched_where="PubMed",
    )
    other = subject("Moon")
    factories.finding(source=study(), summaries=[other], was_seen=True)
    factories.finding(source=study(), summaries=[other])
    text = words(client, "/about/methods/")
    assert "Today 1 of 2 evidence summaries are confirmed" in text
    assert "Searched on March 5, 2026: PubMed." in text
    assert "Of 2 stored results of studies, 1 were seen" in text


# Cost


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def test_pages_cost_the_same_with_little_and_with_much_evidence(client):
    route = factories.outcome(
        slug="mechanism-coping", group="mechanism", published=True
    )

    def fill(number):
        kind = factories.organization_type(
            evidence_summary=subject(f"Kind {number}", kind="type"), published=True
        )
        summary = factories.evidence_summary(slug=f"own-{number}", published=True)
        factories.organization(
            slug=f"own-{number}",
            organization_type=kind,
            evidence_summary=summary,
            published=True,
        )
        enrich(summary)

    def enrich(summary):
        outcome = factories.outcome(published=True)
        for measured in (outcome, route):
            factories.finding(
                source=study(superseded_by=study()),
                summaries=[summary, subject(f"Topic {outcome.slug} {measured.slug}")],
                outcome=measured,
                **RESULT,
            )
            factories.finding(
                source=study(), summaries=[summary], outcome=measured, **RESULT
            )
        factories.add(summary, "ratings", **rating(outcome))
        factories.add(
            summary,
            "statements",
            text=f"Said of {outcome.slug}.",
            sources=[study(), study(superseded_by=study())],
        )

    addresses = (
        "/evidence/",
        "/evidence/own-0/",
        "/evidence/own-0.ris",
        "/evidence/mechanisms/",
        "/about/methods/",
        "/organizations/own-0/references.bib",
    )
    fill(0)
    few = {address: queries(client, address) for address in addresses}
    for number in (1, 2):
        fill(number)
        enrich(Organization.objects.get(slug="own-0").evidence_summary)
    assert {address: queries(client, address) for address in addresses} == few
    assert few["/evidence/"] <= 12


# The table of results


def table(client) -> list[dict]:
    response = client.get("/evidence/findings.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))


def test_all_public_results_are_one_table_in_which_only_checked_values_stand(client):
    about = subject("Harbour")
    given = {
        "summaries": [about],
        "outcome": factories.outcome(published=True),
        "direction": "favours",
    }
    factories.finding(
        source=study(title="=Boat"),
        was_seen=True,
        comparator="no boat",
        effect_measure="MD",
        estimate=-1.5,
        participants=77,
        unchecked_fields=["participants"],
        **given,
    )
    factories.finding(source=study(title="Unseen"), was_seen=False, **given)
    factories.finding(source=factories.source(title="Draft"), was_seen=True, **given)

    (row,) = table(client)

    assert row["title"] == "'=Boat"
    assert row["subjects"] == about.slug
    assert (row["comparator"], row["estimate"]) == ("no boat", "-1.5")
    assert (row["participants"], row["not_checked"]) == ("", "participants")
    assert "/evidence/findings.csv" in page(client, "/evidence/")


def test_the_table_says_of_a_result_on_women_and_men_that_it_counts_for_nothing(client):
    about = subject("Harbour")
    factories.finding(
        source=study(),
        summaries=[about],
        outcome=factories.outcome(published=True),
        direction="against",
        comparator="men in the same trial",
        compares_people=True,
        was_seen=True,
    )

    (row,) = table(client)
    shown = words(client, f"/evidence/{about.slug}/")

    assert row["compares_people"] == "true"
    assert "kinds of people" in row["counts_for_no_rating"]
    assert "Less or less good than in men in the same trial" in shown
    assert "Worse, compared with men" not in shown


def test_each_rating_names_what_its_results_meet_and_the_studies_that_count(client):
    measured = factories.outcome(published=True)
    about = subject(
        "Harbour",
        main_outcome=measured,
        ratings=[rating(measured, rule_met="One trial.")],
    )
    factories.finding(
        source=study(title="A trial of boats"),
        summaries=[about],
        outcome=measured,
        direction="favours",
        was_seen=True,
    )

    shown = words(client, f"/evidence/{about.slug}/")

    assert "What the stored results meet: At least one study that follows" in shown
    assert "The 1 study that counts A trial of boats" in shown


def test_methods_begin_in_the_words_of_readers(client):
    shown = words(client, "/about/methods/")

    assert shown.index("How sure is not how good.") < shown.index("GRADE")
