"""The calendar and the policies together: every due day of the portal comes out of here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhengzhou_ideology.workcalendar import terms
from zhengzhou_ideology.workcalendar.policy import Policy, PolicyHistory
from zhengzhou_ideology.workcalendar.terms import Due, Pause, TermRule
from zhengzhou_ideology.workcalendar.working_days import TermError, WorkCalendar

BY_BASE_DATE_ALONE = {
    TermRule.QUARTERLY_REPORT: terms.quarterly_report,
    TermRule.DUTY: terms.duty,
    TermRule.EVENT_FILING: terms.event_filing,
    TermRule.POST_EVENT_SUMMARY: terms.post_event_summary,
    TermRule.STATEMENT: terms.statement,
    TermRule.CASE_DECISION: terms.case_decision,
    TermRule.REVIEW: terms.review,
    TermRule.MATTER_ACKNOWLEDGEMENT: terms.matter_acknowledgement,
}


@dataclass(frozen=True)
class Deadlines:
    calendar: WorkCalendar
    policies: PolicyHistory

    def policy_on(self, day: date) -> Policy:
        return self.policies.on(day)

    def due(
        self,
        rule: str,
        base: date,
        *,
        days: int | None = None,
        event: date | None = None,
        pauses: Sequence[Pause] = (),
    ) -> Due:
        """The due day of a rule of the `explain_due` contract, under the policy of its base date."""
        if rule not in tuple(TermRule):
            raise TermError(f"没有“{rule}”这一规则，可用的规则：{'、'.join(TermRule)}。")
        if (days is not None) is not (rule == TermRule.WORKING_DAYS):
            raise TermError("工作日推算（working_days）须给出天数，其他规则不得给出天数。")
        if event is not None and rule != TermRule.EVENT_DECISION:
            raise TermError("只有审批期限（event_decision）可以给出活动首日。")
        if days is not None:
            return terms.working_days(base, days=days, calendar=self.calendar)
        policy = self.policies.on(base)
        if rule == TermRule.EVENT_DECISION:
            return terms.event_decision(base, event=event, pauses=pauses, calendar=self.calendar, policy=policy)
        return BY_BASE_DATE_ALONE[TermRule(rule)](base, calendar=self.calendar, policy=policy)
