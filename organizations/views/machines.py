"""/robots.txt and /opensearch.xml: what search engines and browsers ask for."""

from django.views.generic import TemplateView


class Robots(TemplateView):
    """What a crawler may read: every page, and no list of lists."""

    template_name = "robots.txt"
    content_type = "text/plain; charset=utf-8"


class OpenSearch(TemplateView):
    """How a browser searches here from its own address bar."""

    template_name = "opensearch.xml"
    content_type = "application/opensearchdescription+xml; charset=utf-8"
