"""Papers as Word files: letters and forms on an organization's own letterhead.

Opened only where the extra `word` is installed; the rest of the program does without the library. A file is the same
byte for byte as long as its paper is: it has no date, and nobody's name but the community's.
"""

from cop_plan.kit.word.letterhead_file import MAX_BYTES, Letterhead, letterhead
from cop_plan.kit.word.word_file import page

__all__ = ["MAX_BYTES", "Letterhead", "letterhead", "page"]
