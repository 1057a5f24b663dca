"""Merging: two records of one thing become one.

The policy, for organizations, terms and sources alike:

1. The survivor keeps its id, its address and its state. Where nobody chooses, that is
   the record that the public sees, and of two such the older one.
2. A field that both state stays as the survivor has it, unless the curator chooses the
   other; what only the duplicate states is taken over. Fields that mean something only
   together (a stance on medication and its document) go together.
3. Rows inside the duplicate (addresses, numbers, terms, citations, figures, findings)
   join those of the survivor, once each. Verifications stay behind: they say that
   somebody looked at the other record; so a number that is new to the survivor waits
   until somebody verifies it there. The duplicate's names stay as other names.
4. A published survivor takes nothing that would not have passed publishing: what cites
   no source stays with the duplicate.
5. Whatever names the duplicate names the survivor from now on: relationships,
   citations, terms, summaries, narrower terms, local notes, waiting proposals.
6. Every address of the duplicate redirects to the survivor, its sheet code included:
   the id of the duplicate counts as one of the survivor's former addresses.
7. The duplicate is withdrawn, under an address of its own that nobody was given, and
   keeps its history. Reverting the survivor does not bring it back.

All of it is one transaction: one revision of the survivor, of the duplicate and of each
record that named it.
"""

from organizations.merging.merge import merge
from organizations.merging.pairs import MERGEABLE, blockers, older_first
from organizations.merging.survivor import OWN, merged_record

__all__ = [
    "MERGEABLE",
    "OWN",
    "blockers",
    "merge",
    "merged_record",
    "older_first",
]
