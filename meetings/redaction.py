"""Nobody's person: what is taken out of the texts of a list before they are stored.

Readers read an allow-list of fields, so a field for people is never touched. This is
about what stands inside the texts that are kept: addresses for mail, handles for
payments, a name beside a number, passcodes. Numbers and ids that lead into an online
meeting come first, into fields of their own: in some lists every second row has them.

A bare first name in a note cannot be found by a rule. So notes are off for a list until
a curator has read some of them and allows them.
"""

import re
from dataclasses import dataclass

_AT = r"(?:@|[ \t]?[\[({<]at[\])}>][ \t]?|[ \t]at[ \t](?=[\w\-]{1,63}[ \t]dot[ \t]))"
_DOT = r"(?:\.|[ \t]?[\[({<]dot[\])}>][ \t]?|[ \t]dot[ \t])"
_MAIL = re.compile(
    rf"[\w.+\-]{{1,64}}{_AT}[\w\-]{{1,63}}(?:{_DOT}[\w\-]{{1,63}}){{1,4}}",
    re.IGNORECASE,
)
_PAYMENT = re.compile(
    r"(?:https?://)?(?:www\.)?(?:venmo\.com|paypal\.me|paypal\.com|cash\.app|square\.link"
    r"|account\.venmo\.com)/\S{1,80}"
    r"|(?<!\w)(?:venmo|paypal|cash ?app|zelle|square)\b[^\n.;]{0,60}"
    r"|(?<![\w/])[@$][A-Za-z][\w.\-]{2,40}",
    re.IGNORECASE,
)
_PASSCODE = re.compile(
    r"(?<!\w)(?:pass ?(?:code|word)|pwd?|access code|security code|pin"
    r"|contrase[nñ]a|c[oó]digo(?: de acceso)?|kennwort|passwort|mot de passe)\b"
    r"[ \t]{0,3}(?:is|es|ist|:|=|-|#)?[ \t]{0,3}[^\s,;]{1,40}",
    re.IGNORECASE,
)
_NUMBER = r"(?<!\d)(?!\d{5}-\d{4}(?!\d))\+?\(?\d(?:[ ().\-/]?\d){6,14}"
_MEETING_ID = re.compile(
    r"(?<!\w)(?:(?:zoom |webinar )?meeting id|(?:zoom |conference |webinar )?id"
    r"|meeting number)\b"
    r"[ \t]{0,3}[:#=]?[ \t]{0,3}(\d(?:[ \-]?\d){7,11})",
    re.IGNORECASE,
)
_BEHIND = r"(?:[,;]{1,6}\*?\d{3,12}#?)"
"""What is dialled after the number."""
_DIAL_IN = re.compile(
    r"(?<!\w)(?:dial(?:[ -]?in)?|call[ -]in|phone[ -]in|(?:join )?by (?:tele)?phone"
    r"|one[ -]tap(?: mobile)?|conference (?:call )?(?:line|number))\b"
    r"(?:[ \t:,\-–]|number|to join|at\b|is\b|usa?\b|toll[ -]free|the\b){0,12}"
    rf"({_NUMBER}{_BEHIND}{{0,4}})"
    rf"|({_NUMBER}{_BEHIND}{{1,4}})",
    re.IGNORECASE,
)
"""A number beside the word for it; one to call somebody at is none."""
_NAME = r"[^\W\d_][\w'’\-]{1,30}(?:[ \t][A-Z]\b\.?)?"
_BY = r"(?:(?:at|on|cell|mobile|tel|phone|text|call)\b[ \t,:.]{0,3}){0,2}"
_BESIDE = rf"[ \t,:;.\-–(]{{1,4}}{_BY}"
_NAME_AND_NUMBER = re.compile(
    rf"(?:\b(?:{_NAME}[ \t])?{_NAME}{_BESIDE})?{_NUMBER}\)?"
    rf"(?:[ \t]?[,:(\-–][ \t]?{_NAME}\)?|[ \t](?=[A-Z]){_NAME})?"
)
_SENTENCES = re.compile(r"(?<=[^A-Z][.!?;])[ \t]+")
"""Where a sentence of a note ends; the point behind an initial ends none."""
_DIALLED = re.compile(rf"{_NUMBER}{_BEHIND}{{0,4}}")
_LINK = re.compile(r"https?://\S{1,300}", re.IGNORECASE)
_EMPTY = re.compile(r"(?m)^[\s:;,.\-–#()]+$")


@dataclass(frozen=True)
class Ways:
    """What leads into a meeting, found in the texts of its row."""

    link: str = ""
    dial_in: str = ""


def ways_in(text: str, is_joining_link) -> Ways:
    """Return the first joining link and dial-in that stand in ``text``."""
    links = (found[0].rstrip(".,)>") for found in _LINK.finditer(text))
    link = next(filter(is_joining_link, links), "")
    dial_in = _DIAL_IN.search(text)
    return Ways(link, (dial_in[1] or dial_in[2]).strip() if dial_in else "")


def dialled(text: str) -> str:
    """Return the telephone number in ``text``, with what is dialled after it."""
    found = _DIALLED.search(text)
    return found[0].strip() if found else ""


def may_name_somebody(text: str) -> bool:
    """Whether an address, or what should be a single word, leads to a person."""
    return bool(_MAIL.search(text) or _PAYMENT.search(text))


def redacted_note(text: str) -> str:
    """Return a note without the sentences that say how to reach or to pay somebody.

    Whoever is named in such a sentence goes with it. What leads into the meeting is
    taken out of the others.
    """
    for pattern in (_LINK, _PASSCODE, _MEETING_ID, _DIAL_IN):
        text = pattern.sub(" ", text)
    lines = (
        " ".join(one for one in _SENTENCES.split(line) if not _is_of_somebody(one))
        for line in text.splitlines()
    )
    return redacted("\n".join(lines))


def _is_of_somebody(sentence: str) -> bool:
    return may_name_somebody(sentence) or bool(re.search(_NUMBER, sentence))


def redacted(text: str) -> str:
    """Return ``text`` without what leads to a person, or past a door."""
    for pattern in (_LINK, _MAIL, _PAYMENT, _PASSCODE, _MEETING_ID, _DIAL_IN):
        text = pattern.sub(" ", text)
    text = _NAME_AND_NUMBER.sub(" ", text)
    lines = (" ".join(line.split()) for line in _EMPTY.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)
