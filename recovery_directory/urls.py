"""The site map."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from recovery_directory import views
from recovery_directory.accounts import two_factor

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

urlpatterns = [
    path("evidence/", include("evidence.urls")),
    path("api/hsds/", include("organizations.open_data.hsds.urls")),
    path("data/", include("organizations.open_data.dumps.urls")),
    path("feeds/", include("organizations.open_data.feeds.urls")),
    path("", include("organizations.urls")),
    path("favicon.ico", views.icon),
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path(
        f"{settings.ADMIN_PATH}password-reset/",
        include("recovery_directory.accounts.password_reset"),
    ),
    path(
        f"{settings.ADMIN_PATH}two-factor/",
        admin.site.admin_view(two_factor.two_factor),
        name="two-factor",
    ),
    path(settings.ADMIN_PATH, admin.site.urls),
]
