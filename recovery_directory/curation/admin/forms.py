"""How fields and records are edited: texts as they were typed, versions as seen."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recovery_directory.characters import PlainTexts
from recovery_directory.fields import LinesField


class ParagraphsField(forms.CharField):
    """A long text, with plain line ends whatever the browser sends.

    Browsers send a line end as two characters; kept so, each save of an untouched
    record would be a change.
    """

    def to_python(self, value):
        """Return the text with plain line ends."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


FIELD_FORMS = {
    models.TextField: {
        "form_class": ParagraphsField,
        "widget": AdminTextareaWidget(attrs={"rows": 4}),
    },
    models.DateField: {
        "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    },
    models.URLField: {
        "assume_scheme": "https",
        "widget": forms.URLInput(attrs={"class": "vURLField"}),
    },
    LinesField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
}
"""``formfield_overrides`` of every record and every row inside one."""


PROPOSES = "_propose"
"""The name of the button by which a form becomes a proposal."""


def require_day_seen(form: forms.ModelForm, record) -> None:
    """Refuse that something was seen now on no day.

    A row without a day of its own is seen on that of its record. What was seen before,
    in copies whose day is not known, stays as it is.
    """
    said = form.cleaned_data
    if not said.get("was_seen") or form.initial.get("was_seen"):
        return
    day = getattr(form._meta.model, "day_seen", "")
    of_record = getattr(record, "day_seen", "")
    if day in form.fields and not said.get(day):
        form.add_error(day, _("Say on which day it was seen."))
    elif not day and of_record and not getattr(record, of_record):
        label = record._meta.get_field(of_record).verbose_name
        words = _("Say on which day it was seen: fill in “%(field)s” above.")
        form.add_error("was_seen", words % {"field": label})


def require_public_bases(form: forms.ModelForm, record) -> None:
    """Refuse to let a public record rest on a source that is not public.

    A proposal may: by the time it is taken over, the source can be.
    """
    if not record.is_published or PROPOSES in form.data:
        return
    for name in form.changed_data:
        chosen = form.cleaned_data.get(name)
        several = chosen if isinstance(chosen, models.QuerySet) else [chosen]
        for base in several:
            is_a_basis = getattr(base, "is_a_basis", False)
            if is_a_basis and type(base) is not type(record) and not base.is_published:
                said = _("“%(record)s” is %(state)s: publish that first.")
                state = base.get_publication_state_display()
                form.add_error(name, said % {"record": base, "state": state})


class RecordForm(PlainTexts, forms.ModelForm):
    """The form of a record. It knows which version the curator had before them."""

    seen_version = forms.CharField(
        required=False, max_length=20, widget=forms.HiddenInput
    )
    change_reason = forms.CharField(
        label=gettext_lazy("Why this change"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("A few words for the history. Not public."),
    )

    def __init__(self, *args, **kwargs):
        """Write down the version that is about to be shown."""
        super().__init__(*args, **kwargs)
        if self.is_change:
            self.initial["seen_version"] = str(self.instance.version)

    @property
    def is_change(self) -> bool:
        """Whether the record is in the database already."""
        return not self.instance._state.adding

    def clean(self):
        """Refuse to overwrite a version that the curator has not seen.

        What was typed stays in the form, which now counts from the newer version: a
        second save is made in knowledge of it. The lock holds until the record is
        written, so nobody comes between.
        """
        cleaned = super().clean()
        require_day_seen(self, self.instance)
        require_public_bases(self, self.instance)
        if self.is_change:
            model = type(self.instance)
            now = (
                model._base_manager.select_for_update(of=("self",))
                .filter(pk=self.instance.pk)
                .select_related("updated_by")
                .first()
            )
            if now and cleaned.get("seen_version") != str(now.version):
                self.data = self.data.copy()
                self.data[self.add_prefix("seen_version")] = str(now.version)
                self.add_error(None, self._conflict(now))
        return cleaned

    @staticmethod
    def _conflict(now) -> str:
        if not now.updated_at:
            return _("This record changed after you opened it.")
        made_at = timezone.localtime(now.updated_at)
        return _(
            "%(who)s changed this record after you opened it (version %(version)s, "
            "%(when)s). Nothing of yours is saved yet, and all you typed is still "
            "below. Open the record in a new tab, compare, and save again: that puts "
            "your version in place of the newer one."
        ) % {
            "who": now.updated_by or _("The loader of record files"),
            "version": now.version,
            "when": date_format(made_at, "DATETIME_FORMAT"),
        }
