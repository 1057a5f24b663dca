"""Where curators keep the directory: one module for each group of nouns."""

from django.contrib import admin

from organizations.admin.classification_admin import (
    GovernanceStyleAdmin,
    OrganizationTypeAdmin,
    PassageAdmin,
)
from organizations.admin.crisis_phrase_admin import CrisisPhraseAdmin
from organizations.admin.local_note_admin import LocalNoteAdmin
from organizations.admin.organization_admin import OrganizationAdmin
from organizations.admin.short_answer_admin import ShortAnswerAdmin
from organizations.admin.taxonomy_admin import (
    TaxonomyAdmin,
    TaxonomyTermAdmin,
)
from organizations.models import (
    CrisisPhrase,
    GovernanceStyle,
    LocalNote,
    Organization,
    OrganizationType,
    Passage,
    ShortAnswer,
    Taxonomy,
    TaxonomyTerm,
)

admin.site.register(Organization, OrganizationAdmin)
admin.site.register(OrganizationType, OrganizationTypeAdmin)
admin.site.register(GovernanceStyle, GovernanceStyleAdmin)
admin.site.register(Taxonomy, TaxonomyAdmin)
admin.site.register(TaxonomyTerm, TaxonomyTermAdmin)
admin.site.register(Passage, PassageAdmin)
admin.site.register(LocalNote, LocalNoteAdmin)
admin.site.register(CrisisPhrase, CrisisPhraseAdmin)
admin.site.register(ShortAnswer, ShortAnswerAdmin)
