from reports.boards.models.refreshes import TallyChange, TallyRefresh
from reports.boards.models.tallies import ActTally, DecisionTime, DutyTally

__all__ = ["ActTally", "DecisionTime", "DutyTally", "TallyChange", "TallyRefresh"]
