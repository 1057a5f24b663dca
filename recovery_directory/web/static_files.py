"""Static files as they are served: hashed, compressed, and one style sheet.

Style sheets are written as one file a component and joined by ``@import``, which needs
no build; but each import costs a visitor one more request. So when static files are
collected, the imports are put in the place of their rules.
"""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>\w+)\);')


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins the style sheet, then hashes and compresses everything."""

    def post_process(self, paths, dry_run=False, **options):
        """Join ``site.css`` from its sources before its hash is taken.

        The sources and not what was collected before: a file that did not change is
        not collected again, and would be the one joined last time.
        """
        if not dry_run and ENTRY in paths:
            joined = IMPORT.sub(lambda match: _rules(paths, match), _read(paths, ENTRY))
            self.delete(ENTRY)
            self.save(ENTRY, ContentFile(joined.encode()))
            paths[ENTRY] = (self, ENTRY)
        yield from super().post_process(paths, dry_run, **options)


def _read(paths: dict, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()


def _rules(paths: dict, match: re.Match) -> str:
    rules = re.sub(
        r"/\*.*?\*/\s*", "", _read(paths, f"css/{match['file']}"), flags=re.S
    )
    return f"@layer {match['layer']} {{\n{rules}}}\n"
