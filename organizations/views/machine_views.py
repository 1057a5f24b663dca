"""/robots.txt and /opensearch.xml: what search engines and browsers ask for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

LEFT_OUT = (
    *("/api/", "/data/", "/feeds/"),
    *("/compare/", "/handouts/", "/s/", "/suggest/"),
    *("/organizations/?", "/organizations/*/print/"),
)
"""What crawlers need not read: lists of lists without end, paper, data for programs."""


def robots(request: HttpRequest) -> HttpResponse:
    """Say what a crawler may read: every page, and where all of them are listed."""
    sitemap = settings.SITE_URL + reverse("sitemap")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in LEFT_OUT),
        "",
        f"Sitemap: {sitemap}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class OpenSearch(TemplateView):
    """How a browser searches here from its own address bar."""

    template_name = "opensearch.xml"
    content_type = "application/opensearchdescription+xml; charset=utf-8"
