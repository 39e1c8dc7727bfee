"""A proposal is a case in its first state: the rows move over, and their own table goes."""

from django.db import migrations

BECOMES = """
INSERT INTO compliance_accountabilitycase (
    organization_id, registration_authority_id, district_id, state, source, kind, matter, round, facts, ground,
    account, proposed_on, proposal_reason, measure, reasons
)
SELECT p.organization_id, p.registration_authority_id, o.district_id, 'proposed', 'ladder', p.kind, p.matter, p.round,
       p.facts, 'report_missing', '', p.proposed_on, '', '', ''
FROM compliance_caseproposal p JOIN organizations_organization o ON o.id = p.organization_id
"""
FIELDS = ("pgh_obj", "organization", "pgh_context", "registration_authority")


class Migration(migrations.Migration):
    dependencies = [("compliance", "0002_cases")]
    operations = [
        migrations.RunSQL(BECOMES, migrations.RunSQL.noop),
        *(migrations.RemoveField(model_name="caseproposalevent", name=field) for field in FIELDS),
        migrations.DeleteModel(name="CaseProposal"),
        migrations.DeleteModel(name="CaseProposalEvent"),
    ]
