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
        """Join ``site.css`` before its hash is taken."""
        if not dry_run and ENTRY in paths:
            with self.open(ENTRY) as file:
                joined = IMPORT.sub(self._imported, file.read().decode())
            self.delete(ENTRY)
            self.save(ENTRY, ContentFile(joined.encode()))
            paths[ENTRY] = (self, ENTRY)
        yield from super().post_process(paths, dry_run, **options)

    def _imported(self, match: re.Match) -> str:
        with self.open(f"css/{match['file']}") as file:
            rules = re.sub(r"/\*.*?\*/\s*", "", file.read().decode(), flags=re.DOTALL)
        return f"@layer {match['layer']} {{\n{rules}}}\n"
