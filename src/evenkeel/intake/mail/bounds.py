"""How much of one mail we take; a stranger decides the size of everything else."""

from typing import Final

#: Most providers refuse beyond 25 MB; what they accept, we accept.
MAIL_BYTES: Final = 25_000_000
#: Below the whole mail, so that one unencoded part cannot fill the store.
ATTACHMENT_BYTES: Final = 20_000_000
#: A real mail has a handful of parts; a photo report has some dozens.
PARTS_TAKEN: Final = 100
#: Parts beyond the taken ones are named up to here, so that a report on them stays readable.
PARTS_LISTED: Final = 1_000
#: Forwards of forwards reach six or seven; beyond twenty somebody is testing us.
NESTING: Final = 20
#: A novel; the pages and the reading cost grow with it.
TEXT_CHARS: Final = 1_000_000
#: All HTML of a mail together, pictures written into it not counted; converting a million characters takes seconds at worst.
HTML_CHARS: Final = 1_000_000
#: Deeper trees than this are never written by a mail program, and converters recurse or grow slow on them.
HTML_DEPTH: Final = 200
#: The converter to text costs depth times length; newsletters made of tables reach forty.
HTML_TEXT_DEPTH: Final = 80
#: RFC 5322 allows 998 a line; folded recipients and references grow to some thousands.
HEADER_CHARS: Final = 10_000
#: All headers of one part together, none counted for more than twice HEADER_CHARS.
HEAD_BYTES: Final = 1_000_000
#: A Message-ID longer than this is replaced by one of ours, so that a column can hold it.
MESSAGE_ID_CHARS: Final = 400
#: References of a thread that matter for finding it: the newest ones.
REFERENCES_KEPT: Final = 100
#: Filesystems stop at 255 bytes; 150 characters leave room for accents and a suffix.
FILENAME_CHARS: Final = 150
#: RFC 5321: 64 + @ + 255.
EMAIL_CHARS: Final = 320
