"""/evidence/sources/: the bibliography."""

from django.urls import path

from evidence import views

app_name = "evidence"
urlpatterns = [
    path("sources/", views.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", views.SourceDetail.as_view(), name="source-detail"),
    path(
        "sources/<slug:slug>.<str:extension>",
        views.SourceExport.as_view(),
        name="source-export",
    ),
]
