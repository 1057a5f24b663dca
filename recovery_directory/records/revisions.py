"""Revisions: every change of a record leaves the whole record as it then stood.

``change`` is the one way in. Forms, files, actions, verbs and reverts all write
inside it, so that one change makes exactly one numbered revision, with its children,
and none is written when nothing changed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recovery_directory.fields import RowCheck, account
from recovery_directory.records import change_listeners, stamping, uses, write_guard
from recovery_directory.records.formats import format_of, key_of
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.references import Named, References


class Action(models.TextChoices):
    """What made a revision."""

    LOAD = "load", _("loaded from a file")
    EDIT = "edit", _("edited")
    SUBMIT = "submit", _("submitted for review")
    SEND_BACK = "send-back", _("sent back")
    PUBLISH = "publish", _("published")
    WITHDRAW = "withdraw", _("withdrawn")
    RESTORE = "restore", _("restored")
    VERIFY = "verify", _("verified")
    REVERT = "revert", _("reverted")
    PROPOSAL = "proposal", _("proposal applied")
    IMPORT = "import", _("imported from a table")
    MERGE = "merge", _("merged")
    ERASE = "erase", _("text erased")
    DELETE = "delete", _("deleted")


class Conflict(Exception):
    """Somebody else changed the record since it was read."""

    def __init__(self, record, expected: int, found: int):
        """Keep the record and both versions for the page that explains them."""
        self.record, self.expected, self.found = record, expected, found
        super().__init__(
            f"{record} is at version {found}; this change was made from version "
            f"{expected}. Look at the newer version and change it again."
        )


class Revision(models.Model):
    """A whole record, children included, as it stood after one change.

    Other records stand in it under the keys that they had then; ``named`` keeps their
    ids. It is read with the names of today by ``records.older.read``, and only so
    compared: renaming, merging or deleting another record changes nothing of this one.
    """

    record_kind = models.CharField(_("kind of record"), max_length=40)
    record_id = models.UUIDField(_("record"))
    number = models.PositiveIntegerField(_("number"))
    record = models.JSONField(_("whole record"))
    named = models.JSONField(
        _("ids of the records that it names"), default=dict, editable=False
    )
    action = models.CharField(_("action"), max_length=12, choices=Action.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = account(_("made by"))
    is_news = models.BooleanField(
        _("may be news to the public"),
        default=True,
        editable=False,
        help_text=_("Whether feeds of changes look at it."),
    )

    objects = write_guard.GuardedManager()

    class Meta:
        ordering = ["record_kind", "record_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "number"],
                name="recovery_directory_revision_number_is_unique",
            ),
            RowCheck(
                condition=models.Q(action__in=Action.values),
                name="recovery_directory_revision_action_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["made_at", "id"], name="revisions_as_committed")
        ]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        permissions = [
            ("curate", _("Can decide what the public sees")),
            ("erase", _("Can erase text from the history")),
        ]

    def __str__(self):
        """Return for example ``organization smart-recovery, version 4``."""
        name = self.record.get("slug", self.record_id)
        return f"{self.record_kind} {name}, version {self.number}"


Judge = Callable[[dict | None, dict | None], bool]

_judges: dict[str, Judge] = {}


def judge_news(kind: str, judge: Judge) -> None:
    """Let ``judge`` say whether a change of a record of this kind may be public news.

    It is given the whole record before and after, None where there is none, and asks no
    database. What it takes for news is looked at more closely where it is shown.
    """
    _judges[kind] = judge


def history(record) -> models.QuerySet[Revision]:
    """Return the revisions of ``record``, newest first."""
    return Revision.objects.filter(
        record_kind=record._meta.model_name, record_id=record.pk
    ).order_by("-number")


@contextmanager
def change(
    record,
    *,
    by,
    action: str,
    reason: str = "",
    expected_version: int | None = None,
    seen: dict | None = None,
    read: Callable | None = None,
    references: Any = None,
) -> Iterator[dict | None]:
    """Keep whatever is written to ``record`` inside this block as one revision.

    The block is given the whole record as it stood before, or None if there was none.
    ``by`` is the user, or None for the loader. ``expected_version`` is the version
    that the writer saw; where the record has moved on, Conflict is raised before
    anything is written. ``seen`` is the whole record at that version, where the caller
    has read it; ``read``, given format and id, returns what was written, where many
    are read together, and ``references`` knows what all of them name. Everything in
    the block is one transaction.
    """
    record_format = format_of(type(record))
    with transaction.atomic(), stamping.at_the_end():
        version = lock(record, expected_version)
        before = seen
        if seen is None and version is not None:
            before = record_format.read(record.pk)
        with write_guard.writing():
            yield before
        now = read(record_format, record.pk) if read else record_format.read(record.pk)
        if _take_address(record_format, before, now):
            now = record_format.read(record.pk)
        _keep(record, record_format, before, now, by, action, reason, references)


def lock(record, expected_version: int | None = None) -> int | None:
    """Lock ``record`` until the transaction ends, and return its version.

    None is returned where it is not in the database. Conflict is raised where it has
    moved on from ``expected_version``.
    """
    version = (
        type(record)
        ._base_manager.select_for_update()
        .filter(pk=record.pk)
        .values_list("version", flat=True)
        .first()
    )
    if expected_version is not None and expected_version != (version or 0):
        raise Conflict(record, expected_version, version or 0)
    return version


@contextmanager
def trial(record, *, expected_version: int) -> Iterator[None]:
    """Let this block write to ``record`` without a revision: it will be taken back."""
    lock(record, expected_version)
    with write_guard.writing():
        yield


@contextmanager
def rehearsal() -> Iterator[None]:
    """Let whatever is written inside this block be read there; then take it back."""
    with transaction.atomic():
        with write_guard.writing():
            yield
        transaction.set_rollback(True)


def remove(record, *, by, reason: str = "") -> None:
    """Delete ``record``; its history stays, and it can be brought back from there.

    Raises ProtectedError where another record names it, in whatever field: that one
    would change without a revision of its own.
    """
    record_format = format_of(type(record))
    with transaction.atomic(), stamping.at_the_end(), write_guard.writing():
        lock(record)
        if users := uses.users(record):
            raise models.ProtectedError(f"{record} is named by others.", set(users))
        last = record_format.read(record.pk)
        _write(record, last, _last(record), by, Action.DELETE, reason)
        FormerSlug.objects.filter(
            record_kind=record_format.kind, record_id=record.pk
        ).delete()
        record.delete()


def note(record, *, by, action: str, reason: str) -> None:
    """Keep an act that changes nothing of ``record`` itself as a revision."""
    with transaction.atomic(), stamping.at_the_end(), write_guard.writing():
        is_here = lock(record) is not None
        last = _last(record)
        if is_here:
            now, named = format_of(type(record)).read(record.pk), None
        else:
            now, named = (last["record"], last["named"]) if last else ({}, {})
        _write(record, now, last, by, action, reason, named)


def _take_address(record_format, before: dict | None, now: dict) -> bool:
    """Let the old address of a renamed record lead to it; the new one is its own."""
    kind, key = record_format.kind, key_of(record_format, now)
    old = key_of(record_format, before) if before else None
    if key != old:
        FormerSlug.objects.filter(record_kind=kind, slug=key).delete()
    if old in (None, key):
        return False
    # Where a merge has given the old address to the survivor, it stays there.
    FormerSlug.objects.get_or_create(
        record_kind=kind, slug=old, defaults={"record_id": now["id"]}
    )
    return True


def _keep(record, record_format, before, now, by, action, reason, references) -> None:
    """Write the next revision, unless the block changed nothing."""
    last = _last(record)
    if last and now == before:
        return
    if last and now == last["record"] and _version(record) == last["number"]:
        return
    named = references.named_in(record_format, now) if references else None
    _write(record, now, last, by, action, reason, named)
    change_listeners.report(record)


def _last(record) -> dict | None:
    """Return number, whole record and what it names of the newest revision."""
    return history(record).values("number", "record", "named").first()


def _version(record) -> int:
    """Return the version in the database: 0 where the record came back just now."""
    versions = type(record)._base_manager.values_list("version", flat=True)
    return versions.get(pk=record.pk)


def _write(
    record,
    now: dict,
    last: dict | None,
    by,
    action,
    reason: str,
    named: Named | None = None,
) -> None:
    """Write the next revision, and its number into the record if that is here.

    ``named`` is what it names, where that is known. The moment of both is only for
    whoever reads inside this transaction: what others will see is stamped at its end.
    """
    if named is None:
        record_format = format_of(type(record))
        references = References.naming(record_format, [now])
        named = references.named_in(record_format, now)
    before = last["record"] if last else None
    judge = _judges.get(record._meta.model_name)
    is_gone = action == Action.DELETE
    record.version = last["number"] + 1 if last else 1
    record.updated_at = timezone.now()
    record.updated_by = by
    type(record)._base_manager.filter(pk=record.pk).update(
        version=record.version, updated_at=record.updated_at, updated_by=by
    )
    revision = Revision.objects.create(
        record_kind=record._meta.model_name,
        record_id=record.pk,
        number=record.version,
        record=now,
        named=named,
        action=action,
        reason=reason[:300],
        made_at=record.updated_at,
        made_by=by,
        is_news=bool(judge and judge(before, None if is_gone else now)),
    )
    stamping.note(revision, record)
