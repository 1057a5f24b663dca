"""/api/hsds/: names as the standard writes them, no slash at the end."""

from django.urls import path, re_path

from organizations.open_data.hsds import views

app_name = "hsds"

urlpatterns = [
    path("", views.Root.as_view(), name="root"),
    path("services", views.ServiceListing.as_view(), name="services"),
    path("services/<str:pk>", views.ServiceDocument.as_view(), name="service"),
    path("organizations", views.OrganizationListing.as_view(), name="organizations"),
    path(
        "organizations/<str:pk>",
        views.OrganizationDocument.as_view(),
        name="organization",
    ),
    path(
        "service_at_locations",
        views.ServiceAtLocationListing.as_view(),
        name="service-at-locations",
    ),
    path(
        "service_at_locations/<str:pk>",
        views.ServiceAtLocationDocument.as_view(),
        name="service-at-location",
    ),
    path("taxonomies", views.TaxonomyListing.as_view(), name="taxonomies"),
    path("taxonomies/<str:pk>", views.TaxonomyDocument.as_view(), name="taxonomy"),
    path("taxonomy_terms", views.TaxonomyTermListing.as_view(), name="taxonomy-terms"),
    path(
        "taxonomy_terms/<str:pk>",
        views.TaxonomyTermDocument.as_view(),
        name="taxonomy-term",
    ),
    # The API itself
    path("openapi.json", views.OpenAPI.as_view(), name="openapi"),
    path("profile/", views.Profile.as_view(), name="profile"),
    path(
        "profile/datapackage.json",
        views.ProfileDataPackage.as_view(),
        name="profile-datapackage",
    ),
    # The standard looks for these two below the address of the profile.
    path("profile/profile/<str:name>", views.ProfileFile.as_view()),
    path("profile/schema/<str:name>", views.SchemaFile.as_view()),
    path("profile/<str:name>", views.ProfileFile.as_view(), name="profile-file"),
    path("schema/<str:name>", views.SchemaFile.as_view(), name="schema-file"),
    re_path(r".*", views.nothing, name="nothing"),
]
