"""Headers that Django would stumble over before it can answer."""

import codecs
from email.message import Message


def readable_type(content_type: str) -> str:
    """Return a Content-Type without a charset that is none.

    Django looks the charset up before anything can answer: a made-up one would be a
    server error.
    """
    message = Message()
    message["Content-Type"] = content_type
    charset = message.get_param("charset")
    if charset is None:
        return content_type
    try:
        if codecs.lookup(str(charset))._is_text_encoding:
            return content_type
    except (LookupError, ValueError):
        pass
    return message.get_content_type()
