"""Which rooms lend what to the floors below them, by dotted path; the settings hold these lists under the same names."""

# Deadlines: who keeps due days that a change of the calendar or the policy may move (see `workcalendar.movements`).
DUE_DATE_SOURCES = [
    "compliance.due_dates.ReportDueDates",
    "compliance.due_dates.DutyDueDates",
    "compliance.matters.due_dates.AcknowledgementDueDates",
    "compliance.cases.due_dates.CaseTermDueDates",
    "events.due_dates.DecisionDueDates",
    "events.due_dates.RecordDueDates",
    "events.due_dates.SummaryDueDates",
]
# What climbs the ladder of reminders while it is not settled (see `organizations.ladder.sources`).
LADDER_SOURCES = [
    "compliance.ladder_sources.ReportMatters",
    "compliance.ladder_sources.DutyMatters",
    "compliance.matters.ladder_sources.Acknowledgements",
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
# What follows when an organization has confirmed its outlets or its posts (see `organizations.confirmations`).
CONFIRMATION_SOURCES = ["compliance.confirmed.DutiesConfirmed"]
# Rooms that may propose a case without knowing what a case is (see `compliance.cases.proposals`).
CASE_SOURCES = ["compliance.proposals.ReportProposals", "events.proposals.EventProposals"]

# What waits at an authority that is to be closed (see `organizations.holdings`).
AUTHORITY_HOLDINGS = [
    "compliance.holdings.OpenReports",
    "compliance.holdings.OpenDuties",
    "compliance.matters.holdings.OpenMatters",
    "compliance.cases.holdings.OpenCases",
    "events.holdings.OpenFilings",
]

# Lists that can be taken away as workbooks (see `zhengzhou_ideology.ledgers`), in the order in which a reader looks for them.
LEDGER_SOURCES = [
    "organizations.ledgers.OrganizationLedger",
    "organizations.ledgers.PersonLedger",
    "organizations.ledgers.OutletLedger",
    "compliance.ledgers.ReportLedger",
    "compliance.ledgers.DutyLedger",
    "compliance.status_ledger.StatusLedger",
    "compliance.ledgers.LetterLedger",
    "compliance.plea_ledger.PleaLedger",
    "compliance.ledgers.EntryLedger",
    "compliance.exchange_ledger.ExchangesLedger",
    "compliance.exchange_ledger.OwnExchangesLedger",
    "compliance.exchange_ledger.ExchangeLedger",
    "compliance.matters.ledger.MatterLedger",
    "compliance.cases.ledgers.CaseLedger",
    "compliance.cases.ledgers.OwnCaseLedger",
    "compliance.cases.ledgers.ProposalLedger",
    "compliance.cases.ledgers.RetentionLedger",
    "compliance.cases.ledgers.CaseSumLedger",
    "events.ledger.FilingLedger",
    "events.ledger.AfterTheFactLedger",
    "organizations.ledgers.AuthorityLedger",
    "organizations.account_ledgers.InvitationLedger",
    "organizations.account_ledgers.AccountLedger",
    "organizations.account_ledgers.SeatLedger",
    "organizations.account_ledgers.AccessResetLedger",
    "organizations.account_ledgers.SubstitutionLedger",
    "organizations.announcement_ledgers.AnnouncementLedger",
    "organizations.announcement_ledgers.OwnAnnouncementLedger",
    "organizations.announcement_ledgers.ReceiptLedger",
    "organizations.announcement_ledgers.GroupChannelLedger",
    "organizations.registry.ledgers.ImportLedger",
    "organizations.registry.ledgers.ImportRowLedger",
    "organizations.registry.ledgers.UnknownNameLedger",
    "organizations.registry.ledgers.RegisterLedger",
    "organizations.registry.ledgers.RegisterCsvLedger",
    "reports.ledgers.StatementLedger",
    "reports.ledgers.PublicationLedger",
    "reports.ledgers.RevisionLedger",
    "reports.ledgers.RollUpLedger",
    "reports.ledgers.BatchLedger",
    "reports.archive_package.ledger.PackageLedger",
    "reports.api.ledgers.TokenLedger",
    "reports.api.ledgers.AccessLedger",
    "reports.api.ledgers.EndpointLedger",
    "reports.api.ledgers.DeliveryLedger",
    "zhengzhou_ideology.notices.ledger.OutboxLedger",
    "reports.data_quality.ledger.QualityLedger",
]

# What somebody should look at (see `zhengzhou_ideology.security.alarms`): functions of the moment that find alarms.
SECURITY_ALARMS = [
    "zhengzhou_ideology.security.alarms.many_failures",
    "zhengzhou_ideology.security.alarms.many_failures_from_an_address",
    "zhengzhou_ideology.security.alarms.many_denials",
    "zhengzhou_ideology.security.alarms.exports_at_night",
    "zhengzhou_ideology.security.overdue.seal_is_overdue",
    "zhengzhou_ideology.security.overdue.anchor_is_overdue",
]
# Who is told of alarms: a function of the day.
SECURITY_WATCHERS = "organizations.people.watchers"

# Pages on which a form that is taken changes how the portal works for everybody: each leaves a security event.
CONFIGURATION_PAGES = [
    "workcalendar:confirm",
    "cases:wording_edit",
    "cases:wording_restore",
    "compliance:catalogue_change",
    "compliance:letter_texts",
    "organizations:group_channel_new",
    "organizations:group_channel_edit",
    "organizations:group_channel_off",
    "organizations:group_channel_on",
    "ladder:ladder",
    "ladder:lift_hold",
    "api:token_confirm",
    "api:token_hand_out",
    "api:token_revoke",
    "api:endpoint_new",
    "api:endpoint_off",
    "api:endpoint_on",
    "api:endpoint_key",
]
# Of these, the ones that answer a form with the secret that they made, there and then, instead of leading elsewhere.
SECRETS_SHOWN_ONCE = ["api:token_hand_out", "api:endpoint_new", "api:endpoint_key"]
