"""Mirrors: addresses at which somebody else repeats what a publisher has published.

A reader is led to the publisher's own address. Where something was read in a copy, the
source names the copy and links no more than the original; where there is no original,
it has no address.
"""

import ipaddress
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from recovery_directory import yaml_files

LISTS = Path(__file__).with_name("mirrors.yaml")

WHAT_IT_IS = {
    "reposts": _("a site that repeats what others publish"),
    "wiki_mirrors": _("a copy of an encyclopedia"),
    "not_published_yet": _("a host for pages that are not published yet"),
}
"""The lists of the file, in words."""

BARE_NUMBER = _("a bare number in the place of a name")


@cache
def _lists() -> tuple[dict[str, str], list[tuple[re.Pattern, str]]]:
    """Return the list of each host, and the patterns with theirs."""
    lists = yaml_files.read(LISTS)
    hosts = {host: name for name in WHAT_IT_IS for host in lists[name]}
    patterns = [
        (re.compile(pattern), name)
        for name, written in lists["patterns"].items()
        for pattern in written
    ]
    return hosts, patterns


def mirror_in(address: str):
    """Return what an address is instead of the publisher's own, or None."""
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return BARE_NUMBER
    hosts, patterns = _lists()
    parts = host.split(".")
    for start in range(len(parts) - 1):
        if name := hosts.get(".".join(parts[start:])):
            return WHAT_IT_IS[name]
    for pattern, name in patterns:
        if pattern.search(host):
            return WHAT_IT_IS[name]
    return None
