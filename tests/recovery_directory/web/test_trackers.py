"""What others add to links to count clicks is dropped in silence, from pages only."""

from urllib.parse import urlencode

import pytest

from organizations.handouts.options import OPTION_NAMES
from organizations.models import Organization
from recovery_directory.web.trackers import is_tracker, without_trackers
from tests import factories
from tests.whole_site.test_bad_requests import PARAMETERS

TRACKERS = {
    "utm_source": "letter",
    "UTM_Medium": "email",
    "utm_something_new": "1",
    "fbclid": "IwAR0-x_y",
    "gclid": "a",
    "dclid": "a",
    "gbraid": "a",
    "gad_source": "1",
    "msclkid": "a",
    "mc_cid": "a",
    "mc_eid": "a",
    "igshid": "a",
    "igsh": "a",
    "yclid": "a",
    "ysclid": "a",
    "twclid": "a",
    "ttclid": "a",
    "li_fat_id": "a",
    "_ga": "1.2",
    "_gl": "1*a",
    "_hsenc": "a",
    "__hstc": "a",
    "mkt_tok": "a",
    "srsltid": "a",
    "pk_campaign": "a",
    "mtm_campaign": "a",
    "__cft__[0]": "a",
}
PAGES = (
    "/",
    "/organizations/?type=twelve-step",
    "/organizations/harbor/",
    "/organizations/harbor/print/",
    "/handouts/?organization=harbor&large=1",
    "/compare/?organization=harbor&organization=haven",
    "/find/",
    "/types/",
    "/evidence/?view=table",
    "/evidence/sources/?q=alcohol",
    "/about/privacy/",
)


@pytest.fixture
def two(db) -> None:
    """Make two organizations, and so many more that the list has a second page."""
    kind = factories.organization_type(slug="twelve-step", published=True)
    for slug in ("harbor", "haven", *(f"other-{number}" for number in range(20))):
        factories.organization(slug=slug, organization_type=kind, published=True)


def tracked(address: str) -> str:
    """Return the address as a newsletter sends it."""
    return address + ("&" if "?" in address else "?") + urlencode(TRACKERS)


@pytest.mark.parametrize("where", PAGES)
def test_a_page_is_the_same_with_trackers_and_without(client, two, where):
    plain, marked = client.get(where), client.get(tracked(where))
    assert marked.status_code == plain.status_code == 200
    assert marked.content == plain.content
    assert marked.get("ETag") == plain.get("ETag")


def test_neither_canonical_nor_any_link_passes_a_tracker_on(client, two):
    page = client.get(tracked("/organizations/?type=twelve-step")).content.decode()
    canonical = page.partition('rel="canonical" href="')[2].partition('"')[0]
    assert canonical.endswith("/organizations/?type=twelve-step")
    assert "page=2" in page
    for name in TRACKERS:
        assert name not in page
    assert "was left out" not in page


def test_what_is_unknown_is_still_named_beside_trackers(client, two):
    page = client.get("/organizations/?utm_source=a&typo=b&type=imaginary")
    text = page.content.decode()
    assert "typo" in text
    assert "imaginary" in text
    assert "utm_source" not in text


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/organizations?type=secular&fbclid=a", "/organizations/?type=secular"),
        ("/organizations/harbor?utm_source=a", "/organizations/harbor/"),
        ("/find/?utm_source=a&who=self", "/organizations/"),
    ],
)
def test_a_redirect_passes_no_tracker_on(client, two, address, leads_to):
    target = client.get(address)["Location"]
    assert target.startswith(leads_to)
    assert not any(name in target for name in TRACKERS)


@pytest.mark.parametrize(
    "where", ["/api/hsds/organizations", "/data/organizations.csv", "/feeds/changes/"]
)
def test_to_programs_a_tracker_is_unknown_as_any_other_parameter(client, two, where):
    unknown = client.get(f"{where}?typo=a").status_code
    assert client.get(f"{where}?utm_source=a").status_code == unknown


def test_the_rest_of_an_address_stays_as_it_was_sent():
    query = "q=a%20b+c&utm_source=x&&q=%C3%A9&flag&utm%5Fterm=y&q=utm_source"
    assert without_trackers(query) == "q=a%20b+c&&q=%C3%A9&flag&q=utm_source"
    assert without_trackers("utm_source=a&fbclid=b") == ""


def test_no_parameter_of_this_site_is_taken_for_a_tracker():
    fields = {field.name for field in Organization._meta.get_fields()}
    known = {*PARAMETERS, *OPTION_NAMES, *fields, "cover", "print", "version", "near"}
    assert [name for name in known if is_tracker(name)] == []


@pytest.mark.parametrize("name", ["ref", "source", "campaign", "ga", "utm", "pk", ""])
def test_what_may_mean_anything_is_no_tracker(name):
    assert not is_tracker(name)
