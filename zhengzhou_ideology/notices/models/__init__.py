"""Notices to persons and posts to groups, and for each way out a row that says how far it has come."""

from zhengzhou_ideology.notices.models.groups import GroupChannel, GroupPost
from zhengzhou_ideology.notices.models.letters import Delivery, Digest
from zhengzhou_ideology.notices.models.notices import Notice, Preference
from zhengzhou_ideology.notices.models.sending import (
    LONGEST_WAIT,
    MAX_ERROR_LENGTH,
    UNCERTAIN,
    Sending,
    SendingQuerySet,
    sent_means_when,
    waiting_index,
)

__all__ = [
    "LONGEST_WAIT",
    "MAX_ERROR_LENGTH",
    "UNCERTAIN",
    "Delivery",
    "Digest",
    "GroupChannel",
    "GroupPost",
    "Notice",
    "Preference",
    "Sending",
    "SendingQuerySet",
    "sent_means_when",
    "waiting_index",
]
