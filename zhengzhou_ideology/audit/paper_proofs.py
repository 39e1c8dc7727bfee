"""What a file proves by itself, judged by the script that auditors have: its content stands in a signed tree."""

import json
from datetime import datetime
from typing import NamedTuple

from deploy import verify_receipt
from zhengzhou_ideology.audit.canonical import canonical
from zhengzhou_ideology.audit.keys import public_keys
from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.workflow import Refused


class PaperProof(NamedTuple):
    """`fault`: why it proves nothing, as a sentence without its end. `content`: the SHA-256 of what was proven."""

    fault: str = ""
    content: str = ""
    # When the row says that it was written, if it says so.
    at: datetime | None = None
    number: int = 0
    # Whether the portal itself still has the head that the file bears.
    is_kept: bool = False


def judged(pdf: bytes, proof: bytes | None = None) -> PaperProof:
    """By the proof in the file, or by one that came with it; the database is asked only whether it still has the head."""
    try:
        contents = list(verify_receipt.streams(pdf))
        said = json.loads(proof) if proof else verify_receipt.proof_in(contents)
        leaf, head = said["leaf"], said["head"]
        key = public_keys().get(head["key"])
        if key is None:
            return PaperProof("签名密钥不是本门户的")
        verify_receipt.check_proof(said, contents, key)
    except (verify_receipt.Wrong, Refused) as wrong:
        return PaperProof(str(wrong).removesuffix("。"))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return PaperProof("证明的格式不对")
    own = Seal.objects.filter(pk=head["number"]).first()
    is_kept = own is not None and canonical(own.published) == canonical(head)
    at = datetime.fromisoformat(leaf["at"]) if leaf["at"] else None
    return PaperProof(content=leaf["content"], at=at, number=head["number"], is_kept=is_kept)
