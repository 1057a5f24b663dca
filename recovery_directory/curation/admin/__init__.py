"""The curators' door: Django's own admin, and what all records share in it.

``records.RecordAdmin`` edits one kind of record, ``children.ChildInline`` the rows
inside it; both apps build theirs on these. Saving a form is one revision. What may
happen to a record (``steps``) are its own verbs; ``history`` shows what happened.
"""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from recovery_directory.accounts.signing_in import SignInForm
from recovery_directory.curation.admin.account_admin import AccountAdmin
from recovery_directory.curation.admin.history_pages import RevisionAdmin
from recovery_directory.curation.admin.link_check_admin import LinkCheckAdmin
from recovery_directory.curation.admin.proposal_admin import ProposalAdmin
from recovery_directory.curation.proposals import Proposal
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.records.revisions import Revision

admin.site.site_header = _("Recovery directory: curators")
admin.site.site_title = _("Recovery directory")
admin.site.index_title = _("Your desk")
admin.site.login_form = SignInForm
admin.site.register(Revision, RevisionAdmin)
admin.site.register(LinkCheck, LinkCheckAdmin)
admin.site.register(Proposal, ProposalAdmin)
# Roles are written in the code (curation.roles): nobody edits groups.
admin.site.unregister([Group, User])
admin.site.register(User, AccountAdmin)
