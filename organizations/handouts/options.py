"""The options of a hand-out, as its address states them.

Every option is a plain query parameter with a few values. Paper tells nobody that a
value was left out, so an unknown value is refused, with what would be possible; an
unknown parameter changes nothing on the sheet and is only named on the screen.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_PREPARED_BY = 60
"""Characters: one line on the sheet."""


@dataclass(frozen=True)
class SheetOption:
    """A query parameter: its values with their labels, the default first."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]

    @property
    def default(self) -> str:
        """Return the value that an address may leave out."""
        return self.values[0][0]

    def allows(self, value: str) -> bool:
        """Whether ``value`` is one of the values."""
        return any(value == known for known, _label in self.values)


OPTIONS = (
    SheetOption(
        "paper",
        gettext_lazy("Paper"),
        (("letter", gettext_lazy("US Letter")), ("a4", gettext_lazy("A4"))),
    ),
    SheetOption(
        "large",
        gettext_lazy("Print"),
        (
            ("0", gettext_lazy("ordinary, one page")),
            ("1", gettext_lazy("large, 18 point")),
        ),
    ),
    SheetOption(
        "discreet",
        gettext_lazy("Words"),
        (
            ("0", gettext_lazy("ordinary")),
            ("1", gettext_lazy("discreet: names no problem")),
        ),
    ),
    SheetOption(
        "plan",
        gettext_lazy("First-meeting plan"),
        (("1", gettext_lazy("with lines to fill in")), ("0", gettext_lazy("without"))),
    ),
    SheetOption(
        "research",
        gettext_lazy("What research says"),
        (
            ("1", gettext_lazy("in short")),
            ("0", gettext_lazy("left out")),
            ("full", gettext_lazy("in full, on further pages")),
        ),
    ),
    SheetOption(
        "lang", gettext_lazy("Language"), (("en", "English"), ("es", "Español"))
    ),
    SheetOption(
        "as",
        gettext_lazy("Form"),
        (
            ("page", gettext_lazy("page")),
            ("text", gettext_lazy("plain text, 40 columns")),
        ),
    ),
)
"""The options of every hand-out, in the order of the form."""

OPTION_NAMES = frozenset({option.name for option in OPTIONS} | {"prepared_by"})


@dataclass(frozen=True)
class Field:
    """An option as the form shows it: ``choices`` are value, label, is selected."""

    name: str
    label: str
    choices: tuple[tuple[str, str, bool], ...]


class RefusedOptions(Exception):
    """The address asks for what a hand-out cannot be."""

    def __init__(self, problems: list[str], options: "SheetOptions"):
        """Keep a sentence for each problem, and the options that were valid."""
        self.problems, self.options = problems, options
        super().__init__(" ".join(problems))


@dataclass(frozen=True)
class SheetOptions:
    """What a hand-out was asked to be."""

    paper: str = "letter"
    is_large: bool = False
    is_discreet: bool = False
    has_plan: bool = True
    research: str = "1"
    language: str = "en"
    is_text: bool = False
    prepared_by: str = ""
    ignored: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: QueryDict, beside: Iterable[str] = ()) -> "SheetOptions":
        """Read the options; ``beside`` names parameters that the page itself reads.

        Raises RefusedOptions with every unknown value at once.
        """
        values, problems = {}, []
        for option in OPTIONS:
            value = query.get(option.name, option.default) or option.default
            if option.allows(value):
                values[option.name] = value
            else:
                problems.append(_unknown_value(option, value))
        prepared_by = _one_line(query.get("prepared_by", ""))
        if len(prepared_by) > LONGEST_PREPARED_BY:
            problems.append(
                _("“Prepared by” holds %(most)d characters at most; shorten it.")
                % {"most": LONGEST_PREPARED_BY}
            )
            prepared_by = ""
        known = OPTION_NAMES.union(beside)
        ignored = [_one_line(name)[:40] for name in query if name not in known]
        options = cls.of(values, prepared_by, ignored)
        if problems:
            raise RefusedOptions(problems, options)
        return options

    @classmethod
    def of(
        cls, values: Mapping[str, str], prepared_by: str, ignored: Iterable[str]
    ) -> "SheetOptions":
        """Return the options for valid values; those left out are the defaults."""
        value = {option.name: option.default for option in OPTIONS} | dict(values)
        return cls(
            paper=value["paper"],
            is_large=value["large"] == "1",
            is_discreet=value["discreet"] == "1",
            has_plan=value["plan"] == "1",
            research=value["research"],
            language=value["lang"],
            is_text=value["as"] == "text",
            prepared_by=prepared_by,
            ignored=tuple(dict.fromkeys(ignored)),
        )

    @property
    def values(self) -> dict[str, str]:
        """Return the options as the address writes them, defaults included."""
        return {
            "paper": self.paper,
            "large": str(int(self.is_large)),
            "discreet": str(int(self.is_discreet)),
            "plan": str(int(self.has_plan)),
            "research": self.research,
            "lang": self.language,
            "as": "text" if self.is_text else "page",
        }

    @property
    def fields(self) -> list[Field]:
        """Return the form: every option with its choices."""
        values = self.values
        return [
            Field(
                option.name,
                option.label,
                tuple(
                    (value, label, value == values[option.name])
                    for value, label in option.values
                ),
            )
            for option in OPTIONS
            if option.name != "as"
        ]

    @property
    def paper_label(self) -> str:
        """Return the name of the paper."""
        return dict(OPTIONS[0].values)[self.paper]

    def replace(self, **changes) -> "SheetOptions":
        """Return the same options with some of them changed."""
        return replace(self, **changes)

    def query(self, **more: str) -> str:
        """Return the query string that asks for this, or an empty text.

        Defaults are left out: an address that people keep says only what they chose.
        """
        defaults = {option.name: option.default for option in OPTIONS}
        pairs = {
            name: value
            for name, value in self.values.items()
            if value != defaults[name]
        }
        if self.prepared_by:
            pairs["prepared_by"] = self.prepared_by
        pairs |= more
        return f"?{urlencode(pairs)}" if pairs else ""


def _unknown_value(option: SheetOption, value: str) -> str:
    possible = ", ".join(known for known, _label in option.values)
    return _("“%(value)s” is no value of “%(name)s”. Possible are: %(possible)s.") % {
        "value": _one_line(value)[:40],
        "name": option.name,
        "possible": possible,
    }


def _one_line(text: str) -> str:
    """Return ``text`` without control characters, in one line."""
    seen = "".join(
        " " if unicodedata.category(letter).startswith(("C", "Z")) else letter
        for letter in text[:2000]
    )
    return " ".join(seen.split())
