"""Every page is HTML without a mistake, and what refers to a part finds it."""

import re
from collections import Counter

import html5lib
import pytest
from django.urls import reverse

from organizations.models import Organization
from tests.whole_site.routes import public_routes

pytestmark = pytest.mark.django_db

SLUGS = (
    "smart-recovery",
    "secular",
    "horizontal",
    "alcoholics-anonymous",
    "cochrane-2020",
)
QUERIES = (
    "/organizations/?q=weed&type=secular&type=religious&page=1",
    "/organizations/?q=zzzzqq&focus=work&nonsense=1",
    "/organizations/smart-recovery/print/?large=1&research=full&prepared_by=A",
    "/organizations/alcoholics-anonymous/print/?lang=es&paper=a4",
    "/compare/?organization=smart-recovery&organization=lifering",
    "/compare/?organization=smart-recovery",
    "/handouts/?organization=smart-recovery&organization=lifering",
    "/evidence/?view=list",
    "/find/?with=opioids&faith=no",
    "/no-such-page/",
)
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


def mistakes(page: str) -> list[str]:
    """Return what a strict parser finds, ids used twice, and references to nothing."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(page)
    found = [f"{code}, line {line}" for (line, _column), code, _data in parser.errors]
    elements = list(document.iter())
    ids = Counter(one.attrib["id"] for one in elements if "id" in one.attrib)
    found += [f"id {name} twice" for name, count in ids.items() if count > 1]
    for element in elements:
        for attribute in REFERENCES:
            named = (element.attrib.get(attribute) or "").split()
            found += [
                f"{attribute} {one}: no such id" for one in named if one not in ids
            ]
    if not re.search(r'<html lang="[a-z]{2}', page):
        found.append("no language")
    return found


def pages(client, addresses):
    """Yield address and text of every page among ``addresses``."""
    for address in sorted(set(addresses)):
        response = client.get(address)
        is_page = "text/html" in response.get("Content-Type", "")
        if is_page and response.content:
            yield address, response.content.decode()


def test_the_parser_sees_mistakes():
    start = '<!doctype html><html lang="en"><title>x</title>'
    assert mistakes(f"{start}<p>Fine.</p>") == []
    for body in ("<p><b></p>", "<a href=x href=y>x</a>", "<i id=a></i><i id=a></i>"):
        assert mistakes(start + body), body
    assert mistakes(f"{start}<label for=b>x</label>") == ["for b: no such id"]
    assert mistakes("<!doctype html><title>x</title>") == ["no language"]


def test_every_public_page_is_html_without_a_mistake(client, shipped):
    addresses = [
        address
        for route in public_routes()
        for slug in SLUGS
        if (address := route.filled(slug=slug, extension="ris"))
    ]
    walked = dict(pages(client, [*addresses, *QUERIES]))
    assert len(walked) > 25
    assert {
        address: found for address, page in walked.items() if (found := mistakes(page))
    } == {}


def test_the_pages_of_the_admin_are_html_without_a_mistake(curator_client, shipped):
    organization = Organization.objects.get(slug="smart-recovery")
    addresses = [
        reverse("admin:index"),
        reverse("admin:organizations_organization_changelist"),
        reverse("admin:organizations_organization_add"),
        reverse("admin:organizations_organization_change", args=[organization.pk]),
        reverse("admin:organizations_organization_history", args=[organization.pk]),
    ]
    walked = dict(pages(curator_client, addresses))
    assert len(walked) == len(addresses)
    found = {address: mistakes(page) for address, page in walked.items()}
    # Django says what describes a field in a table of rows as if it stood below it.
    ours = {
        address: [one for one in each if not one.endswith("_helptext: no such id")]
        for address, each in found.items()
    }
    assert ours == dict.fromkeys(addresses, [])
