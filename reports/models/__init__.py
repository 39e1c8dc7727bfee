from reports.models.batches import StatementBatch, StatementChunk
from reports.models.handovers import Handover
from reports.models.statements import AnnualStatement

__all__ = ["AnnualStatement", "Handover", "StatementBatch", "StatementChunk"]
