"""The WSGI entry that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from recovery_directory.web.content_type import readable_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery_directory.settings")
_django = get_wsgi_application()


def application(environ, start_response):
    """Hand a request to Django once its headers can be read."""
    environ["CONTENT_TYPE"] = readable_type(environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)
