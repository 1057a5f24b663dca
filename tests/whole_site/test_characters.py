"""Characters: what no text may hold is refused everywhere, and nothing hides a name."""

import html.parser
import io
import json
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest
from django import forms
from django.core.management import CommandError, call_command

from organizations.handouts.sheet_codes import sheet_code
from organizations.models import Organization
from recovery_directory.characters import PlainTexts, mended, problem_in
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import format_of
from recovery_directory.records.revisions import change
from tests import factories
from tests.admin_forms import save
from tests.organizations.views.test_suggestions import correct, send, wrong
from tests.tables import as_csv, exported, outcomes, problems, reviewed
from tests.whole_site.routes import public_routes

pytestmark = pytest.mark.django_db

BAD = ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\ufdd0", "\uffff", "\U0001fffe"]


@pytest.fixture
def harbor():
    """Return a published organization."""
    return factories.organization(name="Harbor", slug="harbor", published=True)


# What is refused


@pytest.mark.parametrize("character", [*BAD, "\ud800"])
def test_the_refusal_names_the_character_and_where_it_stands(character):
    code = f"U+{ord(character):04X}"
    reason = problem_in({"a": [f"Meet us{character} here"]})
    assert code in reason
    assert "after “Meet us”" in reason
    assert not problem_in(mended(f"Meet us{character} here"))


def test_every_form_of_the_site_follows_the_rule():
    def below(kind):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    ours = {
        one
        for one in below(forms.BaseForm)
        if one.__module__.startswith(("organizations.", "evidence.", "recovery_"))
        and one is not PlainTexts
        and any(isinstance(f, forms.CharField) for f in one.base_fields.values())
        and not issubclass(one, PlainTexts)
    }
    # They keep nothing: a sign-in, a password, a text that is erased as it stands.
    assert {one.__name__ for one in ours} == KEEP_NOTHING


KEEP_NOTHING = {"EraseForm", "PasswordForm", "SignInForm"}


@pytest.mark.parametrize("character", ["\x0b", "\ufffe"])
def test_no_form_takes_such_a_character(
    client, curator_client, curator, harbor, character
):
    text = f"We{character}meet."
    found = wrong(correct(client, harbor, about="other", text=text))
    assert "U+" in found["text"][0]
    assert "name" in wrong(send(client, "/suggest/", name=text, text="A group."))
    page = save(curator_client, harbor, philosophy=text, change_reason=text)
    errors = page.context["adminform"].form.errors
    assert {"philosophy", "change_reason"} <= set(errors)
    assert f"U+{ord(character):04X}" in errors["philosophy"][0]
    note = factories.local_note(organization=harbor)
    page = save(curator_client, note, text=text)
    assert "text" in page.context["adminform"].form.errors
    page = save(curator_client, curator, first_name=text)
    assert "first_name" in page.context["adminform"].form.errors
    source = factories.source()
    page = save(curator_client, source, authors=f"Kelly, {text}")
    assert "authors" in page.context["adminform"].form.errors
    assert not Organization.objects.filter(philosophy=text).exists()


@pytest.mark.parametrize("character", ["\x0b", "\ufffe"])
def test_no_import_and_no_command_takes_such_a_character(harbor, character, tmp_path):
    text = f"We{character}meet."
    row = {"slug": "harbor", "version": str(harbor.version), "philosophy": text}
    [(place, field, reason)] = problems(reviewed(Organization, as_csv(row)))
    assert (place, field) == ("row 2", "philosophy")
    assert f"U+{ord(character):04X}" in reason
    record = format_of(Organization).read(harbor.pk) | {"version": harbor.version}
    record["founders"] = [text]
    whole = json.dumps([record]).encode()
    [(_place, field, reason)] = problems(reviewed(Organization, whole, "t.json"))
    assert (field, "U+" in reason) == ("founders", True)
    call_command("export_directory", tmp_path, stdout=io.StringIO())
    path = tmp_path / "organizations/harbor.yaml"
    escaped = f'philosophy: "We\\u{ord(character):04x}meet."\n'
    path.write_text(path.read_text() + escaped)
    with pytest.raises(CommandError, match="philosophy: holds U"):
        call_command("load_directory", tmp_path, stdout=io.StringIO())


# One form


def test_every_way_in_keeps_one_form_of_a_letter(
    client, curator_client, harbor, tmp_path
):
    composed, apart = "Café Zürich", unicodedata.normalize("NFD", "Café Zürich")
    assert composed != apart
    save(curator_client, harbor, philosophy=apart)
    harbor.refresh_from_db()
    assert harbor.philosophy == composed
    row = {"slug": "harbor", "version": str(harbor.version), "sort_name": apart}
    [planned] = reviewed(Organization, as_csv(row)).planned
    assert planned.parsed.record["sort_name"] == composed
    send(client, "/suggest/", name=apart, text=apart)
    proposal = Proposal.objects.get()
    assert (proposal.changes["name"], proposal.text) == (composed, composed)
    call_command("export_directory", tmp_path, stdout=io.StringIO())
    path = tmp_path / "organizations/harbor.yaml"
    path.write_text(path.read_text().replace(composed, apart))
    said = io.StringIO()
    call_command("load_directory", tmp_path, "--dry-run", stdout=said)
    assert "update" not in said.getvalue().replace("0 update", "")


# What was saved before


@pytest.fixture
def saved_before(harbor):
    """Put a vertical tab and a noncharacter where an older version let them in."""
    with change(harbor, by=None, action="edit"):
        harbor.name = "Har\x0bbor"
        harbor.philosophy = "We\x0bmeet\ufffe.\x01"
        harbor.founders = ["Bill\x0bW."]
        harbor.save()
    source = factories.source(slug="page", title="Their page", published=True)
    with change(source, by=None, action="edit"):
        source.title = "Their\x0bpage\x01"
        source.save()
    factories.add(harbor, "citations", fact="cost", source=source, was_seen=True)
    return harbor


def test_what_was_saved_before_is_shown_and_leaves_valid_feeds(client, saved_before):
    code = sheet_code(saved_before.pk)
    feeds = 0
    for route in public_routes():
        for slug in ("harbor", "page"):
            where = route.filled(slug=slug, code=code, version="1", extension="ris")
            response = client.get(where) if where else None
            if response is None:
                continue
            assert response.status_code < 500, where
            if response.status_code == 200 and "xml" in response["Content-Type"]:
                ElementTree.fromstring(response.getvalue())
                feeds += 1
    assert feeds >= 3
    assert "\x01" not in client.get("/evidence/sources/page.ris").text


def test_what_was_saved_before_can_be_taken_out_and_loaded(saved_before, tmp_path):
    said = io.StringIO()
    call_command("export_directory", tmp_path, stdout=io.StringIO(), stderr=said)
    assert "harbor" in said.getvalue()
    assert "control characters" in said.getvalue()
    call_command("load_directory", tmp_path, "--dry-run", stdout=io.StringIO())
    for suffix in (".csv", ".xlsx", ".json", ".zip"):
        review = reviewed(Organization, exported(saved_before, suffix), f"t{suffix}")
        assert outcomes(review) == ["update"]
        [planned] = review.planned
        assert planned.parsed.record["name"] == "Har bor"
    call_command("export_table", tmp_path / "t.csv", stdout=said, stderr=said)
    assert said.getvalue().count("control characters") == 2


# What nobody sees


@pytest.mark.parametrize(
    "hidden",
    [
        "Har\u00adbor",
        "Har\u200bbor",
        "\u202eHarbor\u202c",
        "Har\u2060bor",
        "Har\ufe0fbor",
    ],
)
def test_what_nobody_sees_hides_no_word_from_search(client, hidden):
    factories.organization(slug="quiet", name=f"Xanthippe {hidden}", published=True)
    factories.organization(slug="other", name="Lighthouse", published=True)
    for query, found, not_found in (
        ("harbor", "quiet", "other"),
        ("Har\u200bbor", "quiet", "other"),
        ("Light\u00adhouse", "other", "quiet"),
        ("Lightho\u202euse", "other", "quiet"),
    ):
        page = client.get("/organizations/", {"q": query}).text
        assert f"/organizations/{found}/" in page
        assert f"/organizations/{not_found}/" not in page


class _Names(html.parser.HTMLParser):
    """Finds the places where a name stands in a page without isolation."""

    ALONE = {"title", "option", "script", "style", "textarea"}
    VOID = {"meta", "link", "input", "br", "hr", "img", "source", "path", "rect"}

    def __init__(self):
        super().__init__()
        self.open: list[str] = []
        self.bare: list[str] = []
        self.isolated = 0

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            auto = ("dir", "auto") in attrs
            self.open.append("bdi" if auto else tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID and self.open:
            self.open.pop()

    def handle_data(self, data):
        if SENTINEL in data:
            if "bdi" in self.open:
                self.isolated += 1
            elif not self.ALONE & set(self.open):
                self.bare.append(f"{self.open[-1]}: {data.strip()[:60]}")


SENTINEL = "Xanthippe"


def test_a_name_reorders_nothing_around_it(client):
    name = f"\u202e{SENTINEL}"
    source = factories.source(
        slug="page",
        title=name,
        container_title=name,
        publisher=name,
        authors=[{"literal": name}],
        published=True,
    )
    parent = factories.organization(slug="parent", name=f"{name} P", published=True)
    harbor = factories.organization(
        slug="harbor",
        name=name,
        published=True,
        medication_document=source,
        medication_stance="supportive",
        alternate_names=[{"kind": "acronym", "name": f"{name} A"}],
        relationships=[
            {"kind": "part-of", "other": parent},
            {"kind": "related", "other_name": name},
        ],
        literature=[{"title": name, "author": name}],
    )
    factories.add(harbor, "citations", fact="cost", source=source, was_seen=True)
    code = sheet_code(harbor.pk)
    walked, isolated, bare = 0, 0, {}
    chosen = "?organization=harbor&organization=parent"
    more = [f"/compare/{chosen}", f"/handouts/{chosen}", "/organizations/?q=Xanthippe"]
    filled = [
        route.filled(slug=slug, code=code, version="1")
        for route in public_routes()
        for slug in ("harbor", "page")
    ]
    for where in {*filter(None, filled), *more}:
        response = client.get(where)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        names = _Names()
        names.feed(response.text)
        walked += 1
        isolated += names.isolated
        if names.bare:
            bare[where] = names.bare
    said = [f"{where}: {one}" for where, found in bare.items() for one in found]
    assert not said, "\n".join(said)
    assert walked > 25
    assert isolated > 30
