"""Run inside the site: make a few records, or rename one.

usage: python -m tests.operation.filling fill | rename SLUG NAME | meetings
"""

import sys

import django

ORGANIZATIONS = 6
MEETINGS = 7


def fill() -> None:
    """Make published organizations with rows and a list of meetings, and a curator."""
    from django.contrib.auth import get_user_model

    from tests import factories
    from tests.meetings.lists_of_meetings import accepted, feed, many

    for number in range(ORGANIZATIONS):
        organization = factories.organization(
            slug=f"harbor-{number}", name=f"Harbor {number}", published=True
        )
        source = factories.source(published=True)
        factories.add(organization, "terms", term=factories.term(published=True))
        factories.add(
            organization,
            "urls",
            kind="website",
            url=f"https://{number}.example",
            source=source,
        )
    accepted(feed(organization), *many(MEETINGS))
    people = get_user_model().objects
    people.create_superuser("curator", password="a curator of this directory")


def rename(slug: str, name: str) -> None:
    """Save an organization under another name."""
    from organizations.models import Organization
    from recovery_directory.records import revisions

    organization = Organization.objects.get(slug=slug)
    with revisions.change(organization, by=None, action="edit"):
        Organization.objects.filter(pk=organization.pk).update(name=name)


def meetings() -> None:
    """Say how many meetings the public may see."""
    from organizations import meeting_lists

    print(*meeting_lists.counts().values())


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "rename": rename, "meetings": meetings}[sys.argv[1]](*sys.argv[2:])
