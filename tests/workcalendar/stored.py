"""A source of stored due days, as a room above would lend it, kept in memory."""

from dataclasses import replace

from zhengzhou_ideology.workcalendar.movements import StoredTerm
from zhengzhou_ideology.workcalendar.terms import Due


class StoredReports:
    """Due days of quarterly reports; `terms` is what a table would hold and `told` what notices would say."""

    label = "季度报告"
    terms: list[StoredTerm] = []
    told: list[str] = []

    def stored(self):
        return list(self.terms)

    def concerned(self, term, *, limit):
        return ["郑州市测试协会"][:limit]

    def move(self, term: StoredTerm, due: Due, *, by, reason, today):
        StoredReports.terms = [
            replace(other, due_on=due.due_on, provisional=due.provisional) if other == term else other
            for other in self.terms
        ]
        if due.due_on != term.due_on:
            StoredReports.told = [*self.told, f"{by}: {reason}: {term.due_on} → {due.due_on}"]
