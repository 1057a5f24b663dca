"""The site map."""

from django.contrib import admin
from django.urls import include, path

from recovery_directory import views

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

urlpatterns = [
    path("evidence/", include("evidence.urls")),
    path("api/hsds/", include("organizations.hsds.urls")),
    path("", include("organizations.urls")),
    path("favicon.ico", views.icon),
    path("healthz", views.alive, name="healthz"),
    path("admin/password-reset/", include("recovery_directory.accounts")),
    path("admin/", admin.site.urls),
]
