"""Who may, when, and the log: every change that counts goes through a move, or an act that changes no state."""

from zhengzhou_ideology.workflow.acts import (
    Actor,
    ProofNeeded,
    Refused,
    act,
    all_under_lock,
    asks,
    log,
    log_many,
    need,
    need_proof,
    refuse_unless_in,
    under_lock,
)
from zhengzhou_ideology.workflow.moves import move

__all__ = [
    "Actor",
    "ProofNeeded",
    "Refused",
    "act",
    "all_under_lock",
    "asks",
    "log",
    "log_many",
    "move",
    "need",
    "need_proof",
    "refuse_unless_in",
    "under_lock",
]
