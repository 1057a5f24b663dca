"""The directory's part of the site map, grouped by prefix."""

from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from organizations.open_data.feeds import views as feeds
from organizations.open_data.sitemaps import SITEMAPS
from organizations.views import (
    about_views,
    bibliography_views,
    classification_views,
    comparison_views,
    evidence_views,
    finder_views,
    handout_views,
    home_views,
    machine_views,
    organization_views,
    styleguide_views,
    suggestion_views,
)

# /organizations/
organization_urls = [
    path("", organization_views.OrganizationList.as_view(), name="list"),
    path(
        "<slug:slug>/", organization_views.OrganizationDetail.as_view(), name="detail"
    ),
    path("<slug:slug>/changes/", feeds.OrganizationChanges.as_view(), name="changes"),
    path("<slug:slug>/print/", handout_views.OrganizationPrint.as_view(), name="print"),
    path(
        "<slug:slug>/suggest/",
        suggestion_views.SuggestCorrection.as_view(),
        name="suggest",
    ),
    path(
        "<slug:slug>/references.<str:extension>",
        bibliography_views.OrganizationReferences.as_view(),
        name="references",
    ),
]

# /s/: sheets of paper by their code
sheet_urls = [
    path("<slug:code>/", handout_views.SheetPage.as_view(), name="sheet"),
    path(
        "<slug:code>/<int:version>/",
        handout_views.SheetPage.as_view(),
        name="sheet-version",
    ),
    path("<path:text>", handout_views.copied_address),
]

# /types/
type_urls = [
    path("", classification_views.TypeList.as_view(), name="list"),
    path("<slug:slug>/", classification_views.TypeDetail.as_view(), name="detail"),
]

# /governance/
governance_urls = [
    path("", classification_views.GovernanceList.as_view(), name="list"),
    path(
        "<slug:slug>/", classification_views.GovernanceDetail.as_view(), name="detail"
    ),
]

# /evidence/ (the bibliography below it belongs to the evidence app)
evidence_urls = [
    path("", evidence_views.EvidenceOverview.as_view(), name="evidence"),
    path(
        "findings.csv", evidence_views.FindingsFile.as_view(), name="evidence-findings"
    ),
    path(
        "mechanisms/", evidence_views.Mechanisms.as_view(), name="evidence-mechanisms"
    ),
    path(
        "<slug:slug>/", evidence_views.SummaryDetail.as_view(), name="evidence-summary"
    ),
    path(
        "<slug:slug>.<str:extension>",
        evidence_views.SummaryExport.as_view(),
        name="evidence-summary-export",
    ),
]

# /suggest/
suggestion_urls = [
    path("", suggestion_views.SuggestMissing.as_view(), name="suggest"),
    path(
        "<slug:ticket>/", suggestion_views.SuggestionState.as_view(), name="suggestion"
    ),
]

# /about/
about_urls = [
    path("", about_views.About.as_view(), name="about"),
    path("methods/", about_views.Methods.as_view(), name="methods"),
    path("data/", about_views.Data.as_view(), name="data"),
    path("privacy/", about_views.Privacy.as_view(), name="privacy"),
    path("accessibility/", about_views.Accessibility.as_view(), name="accessibility"),
]

# What search engines and browsers ask for
machine_urls = [
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", machine_views.robots, name="robots"),
    path("opensearch.xml", machine_views.OpenSearch.as_view(), name="opensearch"),
]

urlpatterns = [
    path("", home_views.Home.as_view(), name="home"),
    path("organizations/", include((organization_urls, "organizations"))),
    path("find/", finder_views.find, name="find"),
    path("compare/", comparison_views.comparison, name="compare"),
    path("handouts/", handout_views.packet, name="handouts"),
    path("s/", include(sheet_urls)),
    path("S/<path:text>", handout_views.copied_address),
    path("types/", include((type_urls, "types"))),
    path("governance/", include((governance_urls, "governance"))),
    path("evidence/", include(evidence_urls)),
    path("suggest/", include(suggestion_urls)),
    path("about/", include(about_urls)),
    path("styleguide/", styleguide_views.Styleguide.as_view(), name="styleguide"),
    path("", include(machine_urls)),
]
