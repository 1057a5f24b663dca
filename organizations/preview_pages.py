"""Where records of the directory and of its library are shown: what previews show."""

from django.db import models
from django.urls import reverse

from recovery_directory.curation.previews import register


def page_of(record: models.Model) -> str:
    """Return the page of a record."""
    return record.get_absolute_url()


def handout_of(organization: models.Model) -> str:
    """Return the sheet of an organization."""
    return reverse("organizations:print", args=[organization.slug])


def data_of(organization: models.Model) -> str:
    """Return what the API says of an organization."""
    return reverse("hsds:organization", args=[organization.pk])


def register_all() -> None:
    """Say which records can be looked at, and as what."""
    register("organization", page=page_of, handout=handout_of, api=data_of)
    for kind in ("organizationtype", "governancestyle", "source", "evidencesummary"):
        register(kind, page=page_of)
