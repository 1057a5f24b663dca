"""Filling in the admin's forms as a browser does."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse


def address(record, page: str = "change", *args) -> str:
    """Return the address of a page of ``record`` in the admin."""
    meta = record._meta
    name = f"admin:{meta.app_label}_{meta.model_name}_{page}"
    return reverse(name, args=[record.pk, *args])


def list_address(model, page: str = "changelist") -> str:
    """Return the address of the change list of ``model``, or of its add page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def typed(response) -> dict[str, Any]:
    """Return what a browser would send back from a form page on which nobody typed."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {}
    for form in forms:
        for bound in form:
            value = _sent(bound)
            if value is not None:
                data[bound.html_name] = value
    return data


def _sent(bound) -> Any:
    """Return what a browser sends for one field, or None where it sends nothing."""
    widget = getattr(bound.field.widget, "widget", bound.field.widget)
    value = bound.value()
    if getattr(widget, "input_type", "") == "checkbox":
        return "on" if value else None
    shown = widget.get_context(bound.html_name, value, {})["widget"]
    if "optgroups" in shown:
        chosen = [
            str(option["value"])
            for _label, options, _index in shown["optgroups"]
            for option in options
            if option["selected"]
        ]
        return chosen if shown["attrs"].get("multiple") else "".join(chosen[:1])
    text = "" if shown["value"] is None else str(shown["value"])
    return text.replace("\n", "\r\n")


def add_row(data: dict[str, Any], prefix: str, **values) -> None:
    """Add a row of kind ``prefix``, as the button for another one does."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def messages_of(response) -> list[str]:
    """Return the messages on a page."""
    return [str(message) for message in response.context["messages"]]


def save(client, record, follow=False, **changed):
    """Open the form of ``record``, type ``changed``, save, and return the answer."""
    data = typed(client.get(address(record))) | changed
    return client.post(address(record), data, follow=follow)


def act(client, action: str, *records, **more):
    """Choose an action in the change list and return the page that follows."""
    data = {"action": action, ACTION_CHECKBOX_NAME: [str(one.pk) for one in records]}
    return client.post(list_address(type(records[0])), data | more, follow=True)
