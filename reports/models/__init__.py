from reports.models.batches import StatementBatch, StatementChunk
from reports.models.feeds import CalendarFeed
from reports.models.handovers import Handover
from reports.models.publications import Publication, PublicationMove
from reports.models.rollups import RollUp
from reports.models.statements import AnnualStatement

__all__ = [
    "AnnualStatement",
    "CalendarFeed",
    "Handover",
    "Publication",
    "PublicationMove",
    "RollUp",
    "StatementBatch",
    "StatementChunk",
]
