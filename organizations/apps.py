"""The organizations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    """Organizations, their types, governance styles and vocabularies."""

    name = "organizations"
    verbose_name = _("directory")

    def ready(self) -> None:
        """Tell the site of formats, previews, index, news, links, work, duplicates."""
        from evidence import cited_by
        from organizations import (
            changes,
            directory_work,
            duplicates,
            preview_pages,
            records,
        )
        from organizations.citing_records import citing_records
        from organizations.models.contact import addresses_in_use
        from organizations.search.indexing import FOLLOWED_KINDS, follow_changes
        from recovery_directory.curation import duplicate_finders, work_queue
        from recovery_directory.operations import link_checks
        from recovery_directory.records import register, revisions
        from recovery_directory.records.change_listeners import listen

        register(*records.FORMATS)
        cited_by.register(citing_records)
        listen(follow_changes, *FOLLOWED_KINDS)
        revisions.judge_news("organization", changes.is_news)
        revisions.judge_news("evidencesummary", changes.is_news_of_research)
        link_checks.register(addresses_in_use)
        work_queue.register(*directory_work.WORK)
        for kind, known_by in duplicates.KNOWN_BY.items():
            duplicate_finders.register(kind, duplicates.possible_duplicates, *known_by)
        preview_pages.register_all()

    def load_shipped(self) -> None:
        """Load what comes with the site beside its records."""
        from organizations.search import crisis, short_answers

        crisis.load()
        short_answers.load()
