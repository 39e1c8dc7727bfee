from reports.models.batches import StatementBatch, StatementChunk
from reports.models.feeds import CalendarFeed
from reports.models.handovers import Handover
from reports.models.statements import AnnualStatement

__all__ = ["AnnualStatement", "CalendarFeed", "Handover", "StatementBatch", "StatementChunk"]
