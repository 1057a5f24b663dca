"""/data/: the files of the open data."""

from django.urls import path

from organizations.open_data.dumps import views

app_name = "data"
urlpatterns = [
    path("organizations.csv", views.Table.as_view(), name="csv"),
    path("organizations.json", views.JsonTable.as_view(), name="json"),
    path("records.zip", views.RecordsArchive.as_view(), name="records"),
    path("datapackage.json", views.Package.as_view(), name="package"),
]
