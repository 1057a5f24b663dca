"""/feeds/."""

from django.urls import path

from organizations.open_data.feeds import views

app_name = "feeds"
urlpatterns = [
    path("changes/", views.Changes.as_view(), name="atom"),
    path("changes.json", views.ChangesAsJson.as_view(), name="json"),
]
