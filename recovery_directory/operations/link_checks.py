"""Links: whether the addresses of the directory still answer.

Each app says once which addresses it holds; ``manage.py check_links`` asks them all and
keeps here what came of it. No address is hidden because of it: pages say that one
answered or did not, a curator looks, and decides.
"""

import datetime
from collections.abc import Callable, Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recovery_directory.fields import RowCheck
from recovery_directory.operations.safe_http import LinkAnswer, Verdict
from recovery_directory.web_addresses import web_address

BROKEN_AFTER = 2
"""Failures in a row, on different days, before a link counts as broken."""


class LinkResult(models.TextChoices):
    """What a curator should make of a link."""

    FINE = "fine", _("fine")
    LOOK = "look", _("look at it")
    BROKEN = "broken", _("broken")


class LinkCheckQuerySet(models.QuerySet):
    """Links by what came of asking them."""

    def broken(self):
        """Return those that failed on two different days in a row."""
        return self.filter(result=LinkResult.BROKEN)

    def to_look_at(self):
        """Return those that a person should open: moved, closed to programs, failed."""
        return self.filter(result=LinkResult.LOOK)

    def postponed(self, now: datetime.datetime):
        """Return those whose host asked to be left alone until later than ``now``."""
        return self.filter(wait_until__gt=now)

    def keep(
        self, address: str, answer: LinkAnswer, now: datetime.datetime
    ) -> "LinkCheck":
        """Keep what came of asking ``address`` at ``now``."""
        check = self.filter(address=address).first() or LinkCheck(address=address)
        check.record_answer(answer, now)
        check.save()
        return check


class LinkCheck(models.Model):
    """What came of asking one address on the web, most lately."""

    address = models.URLField(_("address"), max_length=500, unique=True)
    result = models.CharField(_("result"), max_length=8, choices=LinkResult.choices)
    status = models.PositiveSmallIntegerField(
        _("HTTP status"), null=True, blank=True, help_text=_("Empty: no answer.")
    )
    detail = models.CharField(_("what happened"), max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(
        _("failures in a row"),
        default=0,
        help_text=_("On different days. From the second on, the link is broken."),
    )
    checked_at = models.DateTimeField(_("checked at"))
    wait_until = models.DateTimeField(
        _("not before"),
        null=True,
        blank=True,
        help_text=_("The site asked not to be called again before this."),
    )

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        indexes = [models.Index(fields=["result"], name="links_by_result")]
        constraints = [
            RowCheck(
                condition=models.Q(result__in=LinkResult.values),
                name="recovery_directory_linkcheck_result_is_known",
            )
        ]

    def __str__(self):
        """Return the address."""
        return self.address

    def record_answer(self, answer: LinkAnswer, now: datetime.datetime) -> None:
        """Become what ``answer`` says. A second failure on one day counts once."""
        if answer.verdict == Verdict.FAILED:
            failed_today = self.failures and _day(self.checked_at) == _day(now)
            self.failures += 0 if failed_today else 1
        elif answer.verdict != Verdict.WAIT:
            self.failures = 0
        if self.failures >= BROKEN_AFTER:
            self.result = LinkResult.BROKEN
        elif answer.verdict == Verdict.FINE:
            self.result = LinkResult.FINE
        else:
            self.result = LinkResult.LOOK
        self.status = answer.status
        self.detail = answer.detail[:300]
        self.checked_at = now
        self.wait_until = now + answer.wait if answer.wait else None


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)


_holders: list[Callable[[], Iterable[str]]] = []


def register(holder: Callable[[], Iterable[str]]) -> None:
    """Have the addresses that ``holder`` returns checked too."""
    _holders.append(holder)


def addresses() -> set[str]:
    """Return every address that the directory leads to, and that leads anywhere."""
    return {
        address
        for holder in _holders
        for address in holder()
        if address and web_address(address)
    }
