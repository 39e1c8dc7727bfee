"""What may be said of a file that claims to be a signed paper."""

from datetime import datetime
from typing import NamedTuple


class SignatureVerdict(NamedTuple):
    readable: bool = True
    signed: bool = False
    # Not a byte was changed since, nor anything appended.
    intact: bool = False
    # Code of the authority whose certificate it is, by the portal's own keys; empty: somebody else's.
    signer: str = ""
    subject: str = ""
    said_at: datetime | None = None
    # By a time-stamping authority; without one, `said_at` is only what the signer said.
    stamped_at: datetime | None = None
    # The hash of the content that lies in the file, and what the file calls itself.
    content_sha256: str = ""
    identifier: str = ""
