"""Which rooms lend what to the floors below them, by dotted path; the settings hold these lists under the same names."""

# Deadlines: who keeps due days that a change of the calendar or the policy may move (see `workcalendar.movements`).
DUE_DATE_SOURCES = [
    "compliance.due_dates.ReportDueDates",
    "compliance.due_dates.DutyDueDates",
    "compliance.cases.due_dates.CaseTermDueDates",
    "events.due_dates.DecisionDueDates",
    "events.due_dates.RecordDueDates",
    "events.due_dates.SummaryDueDates",
]
# What climbs the ladder of reminders while it is not settled (see `organizations.ladder.sources`).
LADDER_SOURCES = [
    "compliance.ladder_sources.ReportMatters",
    "compliance.ladder_sources.DutyMatters",
    "compliance.cases.ladder_sources.Statements",
    "compliance.cases.ladder_sources.Decisions",
    "compliance.cases.ladder_sources.Rectifications",
    "compliance.cases.ladder_sources.Reviews",
    "events.ladder_sources.EventDecisions",
    "events.ladder_sources.EventRecords",
    "events.ladder_sources.EventEves",
    "events.ladder_sources.PostEventSummaries",
]
# What follows when an organization is transferred, suspended or ended (see `organizations.life.sources`).
LIFE_SOURCES = ["compliance.life.ReportLife", "compliance.life.DutyLife", "events.life.FilingLife"]
# Rooms that may propose a case without knowing what a case is (see `compliance.cases.proposals`).
CASE_SOURCES = ["compliance.proposals.ReportProposals", "events.proposals.EventProposals"]

# What waits at an authority that is to be closed (see `organizations.holdings`).
AUTHORITY_HOLDINGS = [
    "compliance.holdings.OpenReports",
    "compliance.holdings.OpenDuties",
    "compliance.cases.holdings.OpenCases",
    "events.holdings.OpenFilings",
]
