"""Mirrors: a reader is led to the publisher's own address, or to none."""

import pytest

from evidence.mirrors import mirror_in
from organizations.records import ORGANIZATION
from recovery_directory.records import format_of
from recovery_directory.records.directory import Directory
from recovery_directory.records.rules import breaches


@pytest.mark.parametrize(
    "address",
    [
        "https://docslib.org/doc/11015173/sexual-recovery-anonymous",
        "https://www.scribd.com/document/1/A-Pamphlet",
        "http://v.vibdoc.com/a.html",
        "https://research.omicsgroup.org/index.php/Alcoholics_Anonymous",
        "https://en.wikimili.com/en/Al-Anon",
        "https://WikiMili.com/en/Al-Anon",
        "https://slideplayer.com./slide/1/",
        "https://oafellowship.wpengine.com/",
        "https://closingtown.pages.dev/",
        "https://staging.jewishbookcouncil.org/book",
        "https://stage.saa-recovery.org/",
        "https://staging-wordpress.caprover.aa-intergroup.org/",
        "https://st-stories-dev.bittersweetcreative.com/",
        "https://web-production-4e80b.up.railway.app/",
        "http://216.92.228.14/pamphlet.htm",
        "http://20.210.105.67:8080/",
        "http://[2001:db8::1]/",
    ],
)
def test_a_mirror_is_no_address_for_a_reader(address):
    assert mirror_in(address)
    for record_format, record in (
        (format_of_source(), {"url": address}),
        (ORGANIZATION, {"urls": [{"kind": "website", "url": address}]}),
    ):
        found = breaches(record_format, record, Directory([]))
        assert [one for one in found if "publisher’s own address" in one.remedy]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "no address",
        "https://www.aa.org/",
        "https://web.archive.org/web/2024/https://www.aa.org/",
        "https://en.wikipedia.org/wiki/Al-Anon",
        "https://sos-members.tripod.com/",
        "https://lifering.wixsite.com/lifering/faqs",
        "https://stagesofrecovery.org/",
        "https://devon.example.org/staging/",
        "https://pubmed.ncbi.nlm.nih.gov/32159228/",
    ],
)
def test_the_publishers_own_address_and_an_archive_are_none(address):
    assert mirror_in(address) is None


def format_of_source():
    """Return the format of a source."""
    from evidence.models import Source

    return format_of(Source)
