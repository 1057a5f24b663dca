"""Web addresses: one rule for forms, files and pages."""

import pytest
from django.core.exceptions import ValidationError

from evidence.models import Source
from organizations.handouts.sheet_codes import sheet_code
from organizations.models import LocalNote, Organization, Url
from recovery_directory.curation.proposals import Proposal
from recovery_directory.operations.link_checks import addresses
from recovery_directory.records.revisions import change
from recovery_directory.web_addresses import (
    WebAddressField,
    as_written,
    normal,
    short_form,
    web_address,
)
from tests import factories
from tests.admin_forms import add_row, address, save, typed
from tests.organizations.views.test_suggestions import correct, send, wrong
from tests.tables import as_csv, problems, reviewed
from tests.whole_site.routes import public_routes
from tests.whole_site.test_visibility import unpacked

GOOD = {
    "https://a.example": "https://a.example",
    "HTTP://A.Example./B": "http://a.example/B",
    "https://a.example:8443/x?y=1#z": "https://a.example:8443/x?y=1#z",
    "https://a.example:": "https://a.example",
    "https://münchen.example/ü?q=ä": "https://xn--mnchen-3ya.example/%C3%BC?q=%C3%A4",
    "https://例え.テスト/": "https://xn--r8jz45g.xn--zckzah/",
    "https://a。example/": "https://a.example/",
    "https://8.8.8.8/": "https://8.8.8.8/",
    "https://[2606:4700::1111]/": "https://[2606:4700::1111]/",
    "https://a.example/@b": "https://a.example/@b",
    'https://a.example/<b>"[%zz': "https://a.example/%3Cb%3E%22%5B%25zz",
}

BAD = {
    "ftp://a.example": "scheme",
    "javascript:alert(1)": "scheme",
    "//a.example": "scheme",
    "https:a.example": "whole",
    "https:///x": "whole",
    "https://[bad": "whole",
    "https://a／b.example": "whole",
    "https://user:secret@a.example": "user",
    "https://a.example@b.example/": "user",
    "https://a.example:0/": "port",
    "https://a.example:65536/": "port",
    "https://a.example:99999999999999/": "port",
    "https://a.example:٣/": "port",
    "https://a.example\\b": "character",
    "https://a.example/b c": "character",
    "https://a.example/\x0b": "character",
    "https://a\u00adb.example/": "character",
    "https://a.example/\u202egnp.exe": "character",
    "https://a..example": "host",
    "https://-a.example": "host",
    f"https://{'a' * 64}.example": "host",
    f"https://{'a.' * 130}example": "host",
    "https://a_b.example": "host",
    "https://xn--zz--.example": "host",
    "https://example": "host",
    "https://256.1.1.1/": "host",
    "https://2130706433/": "host",
    "https://0x7f.1/": "host",
    "https://127.0.0.1/": "inside",
    "https://10.0.0.1/": "inside",
    "https://[::1]/": "inside",
    "https://localhost/": "inside",
    "https://printer.local/": "inside",
}


@pytest.mark.parametrize("written", GOOD)
def test_an_address_is_kept_in_one_form_and_stays_in_it(written):
    assert normal(written) == GOOD[written] == normal(GOOD[written])


@pytest.mark.parametrize("written", BAD)
def test_what_is_no_address_on_the_web_is_refused_with_its_reason(written):
    with pytest.raises(ValidationError) as refused:
        normal(written)
    assert refused.value.code == f"web_address_{BAD[written]}"
    assert web_address(written) == ""


def test_people_read_a_name_in_its_own_script():
    kept = normal("https://www.münchen.example:8443/weg/")
    assert short_form(kept) == "münchen.example:8443/weg"
    assert as_written(kept) == "https://www.münchen.example:8443/weg/"


def test_every_field_for_a_web_address_follows_the_rule():
    from django.apps import apps
    from django.db.models import URLField

    plain = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, URLField) and not isinstance(field, WebAddressField)
    }
    # What a check of links keeps is asked of the others, never typed.
    assert plain == {"recovery_directory.LinkCheck.address"}


# Every way in


@pytest.fixture
def harbor(db):
    """Return a published organization with an address."""
    return factories.organization(
        name="Harbor",
        slug="harbor",
        published=True,
        urls=[{"kind": "website", "url": "https://harbor.example/"}],
    )


@pytest.mark.parametrize("bad", ["https://a:b@c.example/", "https://c.example:70000/"])
def test_no_form_takes_a_bad_address(client, curator_client, harbor, bad):
    page = save(curator_client, harbor, **{"urls-0-url": bad})
    assert page.status_code == 200
    assert page.context["errors"]
    source = factories.source(url="https://a.example/")
    page = save(curator_client, source, url=bad)
    assert page.context["adminform"].form.errors["url"]
    note = factories.local_note(organization=harbor)
    data = typed(curator_client.get(address(note))) | {"link": bad}
    page = curator_client.post(address(note), data)
    assert page.context["adminform"].form.errors["link"]
    found = wrong(correct(client, harbor, about="website", value=bad, source_url=bad))
    assert set(found) == {"value", "source_url"}
    missing = send(client, "/suggest/", name="New", website=bad, source_url=bad)
    assert {"website", "source_url"} <= set(wrong(missing))
    row = {"slug": "harbor", "version": str(harbor.version)}
    table = reviewed(
        Organization, as_csv(row | {"urls": f"kind: website | url: {bad}"})
    )
    [(_place, field, _reason)] = problems(table)
    assert field == "urls[1].url"


def test_every_form_keeps_an_address_as_browsers_ask_for_it(
    client, curator_client, harbor
):
    written, kept = "https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"
    data = typed(curator_client.get(address(harbor)))
    add_row(data, "urls", kind="app", url=written)
    assert curator_client.post(address(harbor), data).status_code == 302
    assert Url.objects.get(kind="app").url == kept
    correct(client, harbor, about="website", value=written)
    assert Proposal.objects.get().changes["urls"][-1]["url"] == kept
    page = client.get(harbor.get_absolute_url())
    assert f'href="{kept}"' in page.text
    assert ">münchen.example</a>" in page.text


# Every way out


BAD_WORD = "leaked-secret"


@pytest.fixture
def saved_before(harbor):
    """Put bad addresses where an older rule let them in."""
    source = factories.source(
        slug="page", title="Their page", url="https://a.example/", published=True
    )
    factories.add(harbor, "citations", fact="cost", source=source, was_seen=True)
    factories.add(harbor, "urls", kind="meeting-finder", url="https://f.example/")
    factories.local_note(organization=harbor)
    bad = f"https://user:{BAD_WORD}@a.example/"
    with change(harbor, by=None, action="edit"):
        Url.objects.update(url=bad, was_seen=True)
    with change(source, by=None, action="edit"):
        Source.objects.update(url=bad)
    LocalNote.objects.update(link=bad)
    return harbor


def test_nothing_public_gives_away_a_bad_address_saved_before(client, saved_before):
    code = sheet_code(saved_before.pk)
    filled = [
        route.filled(slug=slug, extension=extension, code=code, version="1")
        for route in public_routes()
        for slug in ("harbor", "page")
        for extension in ("ris", "bib", "json")
    ]
    api = f"/api/hsds/organizations/{saved_before.pk}"
    chosen = "?organization=harbor&organization=harbor"
    more = [api, f"{api}?full=true", f"/compare/{chosen}", f"/handouts/{chosen}"]
    walked = 0
    for where in {*filter(None, filled), *more}:
        response = client.get(where)
        walked += response.status_code == 200
        assert response.status_code < 500, where
        assert BAD_WORD not in unpacked(response).decode("utf-8", "replace"), where
    assert walked > 40
    assert not [one for one in addresses() if BAD_WORD in one]
