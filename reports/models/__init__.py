from reports.models.batches import StatementBatch, StatementChunk
from reports.models.statements import AnnualStatement

__all__ = ["AnnualStatement", "StatementBatch", "StatementChunk"]
