"""The WSGI entry that gunicorn serves."""

import codecs
import os
from email.message import Message

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery_directory.settings")
_django = get_wsgi_application()


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


def application(environ, start_response):
    """Hand a request to Django once its headers can be read."""
    environ["CONTENT_TYPE"] = readable_type(environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)
