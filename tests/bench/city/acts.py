"""What happens besides: pleas, cases, matters, announcements, changes, statements, papers on paper, reminders and notices."""

from datetime import date

from organizations.models import User
from tests.bench.city.papers import ORGANIZATIONS, OWED
from tests.bench.city.rows import chance, dice, insert, one_of

REPORTS = "compliance_quarterlyreport r"
SECRETARY = "JOIN organizations_user u ON u.username = 'secretary-' || o.id"


def load_pleas(officer: User) -> None:
    """Of the reports still owed one in ten pleads; of those of before one in fifty did, with success."""
    for table, salt, facts in (
        ("compliance_extension", 41, {"old_due": "r.due_on", "new_due": "r.due_on + 14"}),
        ("compliance_exemption", 42, {}),
    ):
        insert(
            table,
            f"{REPORTS} CROSS JOIN LATERAL (SELECT r.state IN {OWED} AS open) owed"
            f" WHERE r.prepared_by_id IS NOT NULL AND (owed.open AND {chance('r.id', salt)} < 10"
            f" OR NOT owed.open AND {dice('r.id', salt, 50)} = 0)",
            report_id="r.id",
            state="CASE WHEN owed.open THEN 'asked' ELSE 'granted' END",
            reason="'办公场所搬迁。'",
            asked_by_id="r.prepared_by_id",
            asked_at="r.due_on - 5 + time '10:00'",
            decided_by_id=f"CASE WHEN NOT owed.open THEN {officer.pk} END",
            decided_at="CASE WHEN NOT owed.open THEN r.due_on - 2 + time '10:00' END",
            **facts,
        )


def load_cases(officer: User, opener: User) -> None:
    """One for a hundred organizations, a third still to be looked into, a third going on."""
    insert(
        "cases_accountabilitycase",
        f"{REPORTS} JOIN {ORGANIZATIONS} ON o.id = r.organization_id"
        f" CROSS JOIN LATERAL (SELECT {one_of(('proposed', 'opened', 'closed'), 'r.id', 44)} AS state) s"
        f" WHERE r.state IN {OWED} AND {dice('r.id', 43, 18)} = 0",
        organization_id="o.id",
        registration_authority_id="o.registration_authority_id",
        district_id="o.district_id",
        state="s.state",
        source="'ladder'",
        kind="'quarterly_report'",
        matter="r.id",
        ground="'report_missing'",
        account="CASE WHEN s.state <> 'proposed' THEN '季度报告至今未报送。' ELSE '' END",
        proposed_on="current_date - (r.id % 60)::int",
        opened_by_id=f"CASE WHEN s.state <> 'proposed' THEN {opener.pk} END",
        opened_on="CASE WHEN s.state <> 'proposed' THEN current_date - (r.id % 50)::int END",
        closed_on="CASE WHEN s.state = 'closed' THEN current_date - 1 END",
    )
    insert(
        "cases_caseterm",
        "cases_accountabilitycase c WHERE c.opened_on IS NOT NULL",
        case_id="c.id",
        kind="'case_decision'",
        base_on="c.opened_on",
        due_on="c.opened_on + 90",
        due_steps="'[]'::jsonb",
        ended_on="c.closed_on",
    )
    insert(
        "cases_casemove",
        "cases_accountabilitycase c WHERE c.opened_on IS NOT NULL",
        case_id="c.id",
        name="'open_case'",
        before="'proposed'",
        after="'opened'",
        at="c.opened_on + time '09:00'",
        by_id=officer.pk,
    )


def load_matters(officer: User) -> None:
    insert(
        "compliance_matterreport",
        f"{ORGANIZATIONS} {SECRETARY} WHERE {dice('o.id', 51, 20)} = 0",
        organization_id="o.id",
        state=one_of(("sent", "acknowledged", "closed", "closed"), "o.id", 52),
        title="'办公场所变更'",
        kind=one_of(("safety", "finances", "legal", "outlet", "media", "other"), "o.id", 53),
        urgency="CASE WHEN o.id % 11 = 0 THEN 'urgent' ELSE 'ordinary' END",
        to_registration="true",
        prepared_by_id="u.id",
        sent_at="now() - (o.id % 300) * interval '1 day'",
        content_sha256="md5(o.name) || md5(o.uscc)",
    )
    insert(
        "compliance_matteraddressee",
        f"compliance_matterreport m JOIN {ORGANIZATIONS} ON o.id = m.organization_id",
        report_id="m.id",
        authority_id="o.registration_authority_id",
        addressed_as="'registration'",
        state="CASE m.state WHEN 'sent' THEN 'awaited' ELSE m.state END",
        sent_on="m.sent_at::date",
        due_on="m.sent_at::date + 5",
        due_steps="'[]'::jsonb",
        acknowledged_by_id=f"CASE WHEN m.state <> 'sent' THEN {officer.pk} END",
        acknowledged_at="CASE WHEN m.state <> 'sent' THEN m.sent_at + interval '1 day' END",
        closed_at="CASE WHEN m.state = 'closed' THEN m.sent_at + interval '2 days' END",
        remark="'已了解。'",
    )


def load_announcements(officer: User) -> None:
    """Twenty of the city, each to a tenth of the organizations; most have opened them."""
    insert(
        "organizations_announcement",
        "generate_series(1, 20) AS n JOIN organizations_authority a ON a.code = '410100-MZJ'",
        title="'关于做好第' || n || '季度工作的通知'",
        text="'请各社会组织按时报送。'",
        asks_confirmation="n % 2 = 0",
        state="'sent'",
        sent_at="now() - n * interval '9 days'",
        authority_id="a.id",
        written_by_id=officer.pk,
    )
    insert(
        "organizations_announcementreceipt",
        f"organizations_announcement a JOIN {ORGANIZATIONS} ON (o.id + a.id) % 10 = 0",
        announcement_id="a.id",
        organization_id="o.id",
        opened_at="CASE WHEN o.id % 7 > 0 THEN a.sent_at + interval '1 day' END",
    )
    insert(
        "compliance_exchange",
        "generate_series(1, 6) AS n JOIN organizations_authority a ON a.code = '410100-MZJ'",
        authority_id="a.id",
        year="extract(year FROM current_date)",
        title="'第' || n || '次年终交流'",
        held_at="now() + n * interval '1 day'",
        place="'会议中心'",
        answer_by="current_date + 3",
        state="'invited'",
        invited_at="now()",
        planned_by_id=officer.pk,
    )
    insert(
        "compliance_exchangeinvitation",
        f"compliance_exchange e JOIN {ORGANIZATIONS} ON (o.id + e.id) % 50 = 0",
        exchange_id="e.id",
        organization_id="o.id",
    )


def load_life(officer: User) -> None:
    """Changes of the register, half of them on a list; one in five hundred was handed on by another bureau."""
    insert(
        "organizations_importbatch",
        "generate_series(1, 30) AS n JOIN organizations_authority a ON a.code = '410100-MZJ'",
        file_name="'名录' || n || '.xlsx'",
        state="'applied'",
        counts='\'{"new": 0, "changed": 0, "unchanged": 0, "error": 0, "waiting": 0}\'::jsonb',
        lists="'[]'::jsonb",
        unread="'[]'::jsonb",
        uploaded_at="now() - n * interval '20 days'",
        applied_at="now() - n * interval '20 days'",
        authority_id="a.id",
        uploaded_by_id=officer.pk,
    )
    insert(
        "organizations_importrow",
        f"{ORGANIZATIONS} JOIN (SELECT id, row_number() OVER (ORDER BY id) % 30 AS place FROM organizations_importbatch) b"
        f" ON b.place = o.id % 30 WHERE {dice('o.id', 61, 10)} = 0",
        batch_id="b.id",
        row="o.id",
        verdict=one_of(("new", "changed", "unchanged", "unchanged"), "o.id", 62),
        uscc="o.uscc",
        name="o.name",
        cells="'[]'::jsonb",
        errors="'[]'::jsonb",
        effects="'[]'::jsonb",
        organization_id="o.id",
    )
    insert(
        "organizations_organizationchange",
        f"{ORGANIZATIONS} JOIN (SELECT min(id) AS id FROM organizations_importbatch) b ON true"
        f" CROSS JOIN LATERAL (SELECT {dice('o.id', 63, 500)} AS n) lot WHERE lot.n < 20",
        organization_id="o.id",
        kind="CASE WHEN lot.n = 0 THEN 'transfer' WHEN lot.n < 10 THEN 'address' ELSE 'purposes' END",
        effective_on="current_date - (o.id % 300)::int",
        batch_id="b.id",
        old_registration_authority_id="CASE WHEN lot.n = 0 THEN (SELECT id FROM organizations_authority"
        " WHERE kind = 'district_bureau' AND id <> o.registration_authority_id ORDER BY hashint8(id + o.id) LIMIT 1) END",
        applied_at="now() - (o.id % 300) * interval '1 day'",
    )
    insert(
        "organizations_confirmation",
        f"{ORGANIZATIONS} {SECRETARY} WHERE {chance('o.id', 64)} < 30",
        organization_id="o.id",
        kind="'outlets'",
        year="extract(year FROM current_date)",
        part="1",
        by_id="u.id",
    )
    insert(
        "organizations_invitation",
        f"{ORGANIZATIONS} WHERE {dice('o.id', 65, 25)} = 0",
        code_sha256="md5(o.id::text) || md5(o.uscc)",
        name="'王某某'",
        role="'secretary'",
        organization_id="o.id",
        expires_at="now() + ((o.id % 28) - 14) * interval '1 day'",
        invited_by_id=officer.pk,
    )
    insert(
        "events_afterthefactreport",
        f"{ORGANIZATIONS} {SECRETARY} WHERE {dice('o.id', 66, 100)} = 0",
        organization_id="o.id",
        registration_authority_id="o.registration_authority_id",
        competent_authority_id="o.competent_authority_id",
        kind="'forum'",
        title="'行业座谈'",
        held_from="current_date - 40",
        held_until="current_date - 40",
        place="'会议室'",
        headcount="40",
        why_not_filed="'经办人更换。'",
        reported_by_id="u.id",
    )


def load_papers(today: date, officer: User) -> None:
    """Statements of the year before for three in ten, and reports that came on paper for one in a hundred."""
    insert(
        "reports_annualstatement",
        f"{ORGANIZATIONS} WHERE {chance('o.id', 71)} < 30",
        organization_id="o.id",
        year=today.year - 1,
        version="1",
        snapshot_sha256="md5(o.name) || md5(o.uscc)",
        verification_code="'A' || lpad(o.id::text, 15, '0')",
        issued_at="now() - interval '200 days'",
        issued_by_id=officer.pk,
        registration_authority_id="o.registration_authority_id",
        competent_authority_id="o.competent_authority_id",
        district_id="o.district_id",
    )
    papers = f"{REPORTS} WHERE r.state = 'accepted' AND {dice('r.id', 72, 400)} = 0"
    insert("files_storedfile", papers, file="'scans/' || r.id", name="'扫描件.pdf'", content_type="'application/pdf'")
    insert(
        "compliance_paperentry",
        "files_storedfile f JOIN compliance_quarterlyreport r ON f.file = 'scans/' || r.id"
        " JOIN LATERAL (SELECT id FROM organizations_responsibleperson p WHERE p.organization_id = r.organization_id"
        " LIMIT 1) p ON true",
        number="1",
        signed_on="r.due_on - 3",
        received_on="r.due_on - 2",
        entered_at="r.due_on - 2 + time '10:00'",
        entered_by_id=officer.pk,
        organization_id="r.organization_id",
        report_id="r.id",
        scan_id="f.id",
        signed_by_id="p.id",
    )


def load_reminders() -> None:
    """The first rung of what is overdue, as a sweep on the day after left it."""
    insert("ladder_sweep", "(SELECT) one", on="current_date - 20")
    insert(
        "ladder_reminder",
        f"{REPORTS} JOIN (SELECT max(id) AS id FROM ladder_sweep) s ON true WHERE r.state IN {OWED}",
        sweep_id="s.id",
        kind="'quarterly_report'",
        matter="r.id",
        number="1",
        rung="'quarterly_report:before_10'",
        due_on="r.due_on",
        reached_on="r.due_on - 10",
    )


def load_notices(busy: list[User]) -> None:
    """A notice and its mail for every second organization, and inboxes of those who hear of everything."""
    facts = {
        "kind": "'quarterly_report'",
        "subject": "'季度报告即将到期'",
        "url": "'/reports/'",
        "created_at": "now() - interval '30 days'",
        "planned": "true",
    }
    insert(
        "notices_notice",
        f"{ORGANIZATIONS} {SECRETARY} WHERE o.id % 2 = 0",
        key="'city:' || o.id",
        recipient_id="u.id",
        read_at="CASE WHEN o.id % 3 > 0 THEN now() END",
        **facts,
    )
    insert(
        "notices_notice",
        f"{ORGANIZATIONS} JOIN organizations_user u ON u.id IN ({', '.join(str(user.pk) for user in busy)})"
        f" WHERE {dice('o.id', 82, 100)} = 0",
        key="'city:' || o.id",
        recipient_id="u.id",
        read_at="CASE WHEN o.id % 3 > 0 THEN now() END",
        **facts,
    )
    insert(
        "notices_delivery",
        "notices_notice n",
        notice_id="n.id",
        recipient_id="n.recipient_id",
        way="'mail'",
        state="CASE WHEN n.id % 500 = 0 THEN 'failed' ELSE 'sent' END",
        attempts="1",
        sent_at="CASE WHEN n.id % 500 > 0 THEN n.created_at END",
    )
