"""What every public address answers about an organization: for what is in none."""

import io
import zipfile

from django.test import Client

from organizations.handouts.sheet_codes import sheet_code
from organizations.models import Organization
from tests.whole_site.routes import public_routes


def answers_about(
    organization: Organization, client: Client
) -> list[tuple[str, bytes]]:
    """Return each public address of ``organization``, and what it answers."""
    found = []
    for route in public_routes():
        address = route.filled(
            slug=organization.slug,
            pk=str(organization.pk),
            code=sheet_code(organization.pk),
            extension="json",
        )
        if address:
            for query in ("", "?full=true", "?format=ndjson"):
                response = client.get(address + query)
                body = b"".join(response) if response.streaming else response.content
                found.append((address + query, body))
    return found


def unpacked(body: bytes) -> bytes:
    """Return what an archive holds; anything else as it is."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"".join(map(archive.read, archive.namelist()))
