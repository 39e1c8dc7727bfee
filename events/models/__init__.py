from events.models.aftermath import AfterTheFactReport, PostEventSummary
from events.models.desk import Assignment, InternalNote, Message, Presence
from events.models.filings import EventFiling
from events.models.papers import EventPaper, IssuedPaper
from events.models.scope import ScopeDetail
from events.models.tracks import (
    AuthorityDecision,
    CorrectionRequest,
    EventChange,
    EventMove,
    EventRecord,
    EventSubmission,
    RecordMove,
    Review,
)

__all__ = [
    "AfterTheFactReport",
    "Assignment",
    "AuthorityDecision",
    "CorrectionRequest",
    "EventChange",
    "EventFiling",
    "EventMove",
    "EventPaper",
    "EventRecord",
    "EventSubmission",
    "InternalNote",
    "IssuedPaper",
    "Message",
    "PostEventSummary",
    "Presence",
    "RecordMove",
    "Review",
    "ScopeDetail",
]
