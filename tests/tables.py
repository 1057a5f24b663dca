"""Tables for tests: made by hand, as curators and their programs make them."""

import csv
import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from recovery_directory.curation.tables.columns import header_of, row_of
from recovery_directory.curation.tables.dry_run import Review, review
from recovery_directory.curation.tables.writers import write
from recovery_directory.records import format_of


def exported(record_or_model, suffix: str = ".csv") -> bytes:
    """Return the export of one record, or of all records of a model."""
    if isinstance(record_or_model, type):
        model, queryset = record_or_model, record_or_model._base_manager.all()
    else:
        model = type(record_or_model)
        queryset = model._base_manager.filter(pk=record_or_model.pk)
    file = io.BytesIO()
    write(file, suffix, format_of(model), queryset.order_by("slug"))
    return file.getvalue()


def row_for(record, **cells) -> dict[str, str]:
    """Return the exported row of a record, some of its cells changed."""
    record_format = format_of(type(record))
    row = row_of(record_format, record_format.read(record.pk), record.version)
    return dict(zip(header_of(record_format), row, strict=True)) | cells


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    """Return rows as a table with the columns that they name."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(*rows: list, title: str = "organizations") -> bytes:
    """Return rows of values as a workbook with one sheet."""
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def as_zip(**files: bytes) -> bytes:
    """Return files as an archive; ``__`` in a name stands for a slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def reviewed(model, content: bytes, name: str = "table.csv") -> Review:
    """Return the dry run of a file."""
    return review(format_of(model), content, name)


def outcomes(review: Review) -> list[str]:
    """Return what would become of each row."""
    return [row.outcome.value for row in review.rows]


def problems(review: Review) -> list[tuple[str, str, str]]:
    """Return place, column and reason of all that is refused."""
    return [(one.file, one.field, one.reason) for one in review.problems]


def page(model, name: str, *args) -> str:
    """Return the address of a page about tables of ``model`` in the admin."""
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=args)


def send(client, model, content: bytes, name: str = "table.csv"):
    """Upload a file and return the page of its dry run."""
    file = SimpleUploadedFile(name, content)
    return client.post(page(model, "import"), {"file": file}, follow=True)


def confirm(client, shown, **more):
    """Press the button of a dry run and return the page that follows."""
    return client.post(shown.request["PATH_INFO"], more, follow=True)
