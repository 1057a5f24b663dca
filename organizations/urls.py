"""The directory's part of the site map, grouped by prefix."""

from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from organizations.open_data.feeds import views as feeds
from organizations.open_data.sitemaps import SITEMAPS
from organizations.views import (
    about,
    bibliographies,
    classification,
    comparison,
    evidence,
    finder,
    handouts,
    home,
    machines,
    organizations,
    styleguide,
    suggestions,
)

# /organizations/
organization_urls = [
    path("", organizations.OrganizationList.as_view(), name="list"),
    path("<slug:slug>/", organizations.OrganizationDetail.as_view(), name="detail"),
    path("<slug:slug>/changes/", feeds.OrganizationChanges.as_view(), name="changes"),
    path("<slug:slug>/print/", handouts.OrganizationPrint.as_view(), name="print"),
    path(
        "<slug:slug>/suggest/",
        suggestions.SuggestCorrection.as_view(),
        name="suggest",
    ),
    path(
        "<slug:slug>/references.<str:extension>",
        bibliographies.OrganizationReferences.as_view(),
        name="references",
    ),
]

# /s/: sheets of paper by their code
sheet_urls = [
    path("<slug:code>/", handouts.SheetPage.as_view(), name="sheet"),
    path(
        "<slug:code>/<int:version>/",
        handouts.SheetPage.as_view(),
        name="sheet-version",
    ),
    path("<path:text>", handouts.copied_address),
]

# /types/
type_urls = [
    path("", classification.TypeList.as_view(), name="list"),
    path("<slug:slug>/", classification.TypeDetail.as_view(), name="detail"),
]

# /governance/
governance_urls = [
    path("", classification.GovernanceList.as_view(), name="list"),
    path("<slug:slug>/", classification.GovernanceDetail.as_view(), name="detail"),
]

# /evidence/ (the bibliography below it belongs to the evidence app)
evidence_urls = [
    path("", evidence.EvidenceOverview.as_view(), name="evidence"),
    path("mechanisms/", evidence.Mechanisms.as_view(), name="evidence-mechanisms"),
    path("<slug:slug>/", evidence.SummaryDetail.as_view(), name="evidence-summary"),
    path(
        "<slug:slug>.<str:extension>",
        evidence.SummaryExport.as_view(),
        name="evidence-summary-export",
    ),
]

# /suggest/
suggestion_urls = [
    path("", suggestions.SuggestMissing.as_view(), name="suggest"),
    path("<slug:ticket>/", suggestions.SuggestionState.as_view(), name="suggestion"),
]

# /about/
about_urls = [
    path("", about.About.as_view(), name="about"),
    path("methods/", about.Methods.as_view(), name="methods"),
    path("data/", about.Data.as_view(), name="data"),
    path("privacy/", about.Privacy.as_view(), name="privacy"),
    path("accessibility/", about.Accessibility.as_view(), name="accessibility"),
]

# What search engines and browsers ask for
machine_urls = [
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("opensearch.xml", machines.OpenSearch.as_view(), name="opensearch"),
]

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("organizations/", include((organization_urls, "organizations"))),
    path("find/", finder.find, name="find"),
    path("compare/", comparison.comparison, name="compare"),
    path("handouts/", handouts.packet, name="handouts"),
    path("s/", include(sheet_urls)),
    path("S/<path:text>", handouts.copied_address),
    path("types/", include((type_urls, "types"))),
    path("governance/", include((governance_urls, "governance"))),
    path("evidence/", include(evidence_urls)),
    path("suggest/", include(suggestion_urls)),
    path("about/", include(about_urls)),
    path("styleguide/", styleguide.Styleguide.as_view(), name="styleguide"),
    path("", include(machine_urls)),
]
