"""Words: how hard a text is to read, whom it hurts, and what it claims.

Plain functions over plain texts. Which texts they judge, and what follows from the
answer, is decided by those who ask: ``check_records``, the admin, the tests. The
lists of words are data files beside the code, each with its sources.
"""

from recovery_directory.prose.certainty import STRENGTHS, ClaimedWord, claims_above
from recovery_directory.prose.privacy import bracketed_surnames, phone_numbers
from recovery_directory.prose.proper_names import Names
from recovery_directory.prose.reading_grade import (
    FEWEST_WORDS_GRADED,
    reading_grade,
    word_count,
)
from recovery_directory.prose.stigma import (
    LISTED_LANGUAGES,
    StigmatizingWord,
    stigmatizing_words,
)

__all__ = [
    "FEWEST_WORDS_GRADED",
    "LISTED_LANGUAGES",
    "STRENGTHS",
    "ClaimedWord",
    "Names",
    "StigmatizingWord",
    "bracketed_surnames",
    "claims_above",
    "phone_numbers",
    "reading_grade",
    "stigmatizing_words",
    "word_count",
]
