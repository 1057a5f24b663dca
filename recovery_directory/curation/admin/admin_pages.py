"""Pages that the admin has beside Django's own: their addresses, their frame."""

from functools import partial

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse


def page(model_admin, address: str, view, name: str):
    """Return the path of a page about one kind of record.

    ``view`` is given the admin before the request.
    """
    opts = model_admin.opts
    return path(
        address,
        model_admin.admin_site.admin_view(partial(view, model_admin)),
        name=f"{opts.app_label}_{opts.model_name}_{name}",
    )


def page_of_record(model_admin, address: str, view, name: str):
    """Return the path of a page of one record, below the record's own address."""
    return page(model_admin, f"<path:object_id>/{address}", view, name)


def form_of(record) -> str:
    """Return the address of a record's own page in the admin."""
    return reverse(admin_urlname(record._meta, "change"), args=[record.pk])


def show(
    model_admin, request, template: str, title: str, *, status: int = 200, **context
) -> HttpResponse:
    """Return a page in the frame of the admin."""
    frame = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
    }
    return render(request, template, frame | context, status=status)
