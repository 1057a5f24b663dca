"""A page says once and quietly from when its facts are, and folds what few need."""

import datetime
import re

import pytest

from evidence.choices import Strength
from tests import factories
from tests.sheets import harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db

PAGE = "/organizations/sober-harbor/"
FACTS = ("summary", "first_meeting", "how_to_start")


def resting_on(*sources: dict, **given):
    """Make an organization whose facts rest on these sources, all of them seen."""
    made = [factories.source(**source, published=True) for source in sources]
    return harbor(
        citations=[
            {"fact": fact, "source": source, "was_seen": True}
            for fact in FACTS
            for source in made
        ]
        + [{"fact": "cost", "source": made[0], "was_seen": True}],
        urls=[],
        **given,
    )


def look(organization, method: str, part: str = "whole"):
    """Let somebody have looked today."""
    factories.add(
        organization,
        "verifications",
        part=part,
        method=method,
        verified_on=datetime.date(2026, 11, 20),
        verified_by="Somebody",
    )


def test_the_page_says_once_from_when_its_sources_are(client):
    resting_on(
        {"issued": "2013-05", "copy_on": "2024"},
        {"copy_on": "2019-02"},
        {"accessed_on": datetime.date(2026, 3, 1)},
    )
    text = text_of(client.get(PAGE))
    said = "Facts from sources of 2013 to 2026. Not confirmed by telephone here."
    assert text.count(said) == 1
    assert text.count("not yet checked") == 0
    assert "Nobody here has checked" not in text
    assert "the day is not known" not in text


def test_one_year_is_said_once_and_none_is_not_said(client):
    organization = resting_on({"issued": "2013"})
    assert "Facts from sources of 2013. Not" in text_of(client.get(PAGE))
    look(organization, "website")
    text = text_of(client.get(PAGE))
    assert "Last checked here on Nov. 20, 2026." in text
    assert "by telephone" not in text
    undated = factories.organization(published=True)
    text = text_of(client.get(undated.get_absolute_url()))
    assert "Facts from sources" not in text


def test_a_call_about_a_part_is_not_denied(client):
    organization = resting_on({"issued": "2013"})
    look(organization, "phone", part="contact")
    text = text_of(client.get(PAGE))
    assert "Confirmed by telephone on Nov. 20, 2026." in text
    assert "Not confirmed" not in text


def test_cards_sheets_and_the_page_of_a_code_do_not_repeat_that_nobody_checked(client):
    organization = resting_on({"issued": "2013"})
    card = text_of(client.get("/organizations/"))
    sheet = sheet_of(client.get(f"{PAGE}print/"))
    text = client.get(f"{PAGE}print/?as=text").content.decode()
    discreet = sheet_of(client.get(f"{PAGE}print/?discreet=1", follow=True))
    for where in (card, sheet, text, discreet):
        assert not re.search(r"not yet checked", where, re.IGNORECASE)
    address = re.search(r"/s/\w{6}/\d+", text.replace("\n", ""))[0]
    page = text_of(client.get(f"{address}/"))
    assert f"Yours is the newest version ({organization.version})." in page
    assert "Not confirmed by telephone here." in page
    look(organization, "phone")
    assert "Confirmed here on Nov. 20, 2026." in text_of(client.get(f"{address}/"))


def test_what_happens_there_is_one_part(client):
    resting_on({"issued": "2013"})
    organization = factories.organization(
        published=True,
        first_meeting="Somebody says hello.",
        meeting_description="People sit in a circle.",
    )
    page = text_of(client.get(organization.get_absolute_url()))
    assert re.search(
        r"What happens there\? Somebody says hello\. 1 not yet checked "
        r"People sit in a circle\. 1",
        page,
    )
    assert "Your first meeting" not in page
    assert "Meetings People sit" not in page


def test_what_few_need_is_folded_and_what_everybody_needs_is_not(client, shipped):
    page = client.get("/organizations/alcoholics-anonymous/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    folded = re.search(r'<details class="all-facts".*</details>', main, re.S)[0]
    for part in ("who", "size", "relations", "references"):
        assert f'id="{part}"' in folded
    shown = text_words(main.replace(folded, ""))
    assert 500 < shown < 2000
    for part in ("for-me", "meeting", "start", "faith-medication", "research"):
        assert f'id="{part}"' in main.replace(folded, "")


def text_words(markup: str) -> int:
    """Return how many words markup has."""
    markup = re.sub(r"<script.*?</script>", " ", markup, flags=re.S)
    return len(re.sub(r"<[^>]*>", " ", markup).split())


@pytest.mark.parametrize(
    ("is_for", "said"),
    [("family", "Help for families"), ("person", "Another goal")],
)
def test_a_goal_of_its_own_is_said_in_plain_words(client, is_for, said):
    organization = factories.organization(
        published=True,
        is_for=is_for,
        recovery_goal="other",
        citations=[{"fact": fact, "was_seen": True} for fact in (*FACTS, "goal")],
    )
    for address in ("/organizations/", organization.get_absolute_url()):
        assert re.search(rf"Goal {said}", text_of(client.get(address)))


def test_nobody_looked_and_nothing_found_have_marks_of_their_own(client):
    page = client.get("/about/methods/").content.decode()
    marks = dict(re.findall(r'strength--([\w-]+)"><svg[^>]*>(.*?)</svg>', page, re.S))
    assert set(marks) == {strength.value for strength in Strength}
    rated = {marks[name] for name in marks if "<rect" in marks[name]}
    assert len(rated) == 1
    assert "<rect" not in marks["not-assessed"]
    assert "<rect" not in marks["no-studies"]
    assert marks["not-assessed"] != marks["no-studies"]
