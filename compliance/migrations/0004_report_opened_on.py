import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0003_proposals_become_cases"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="quarterlyreport",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="quarterlyreport",
            name="update_update",
        ),
        migrations.AddField(
            model_name="quarterlyreport",
            name="opened_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="开启日期"),
        ),
        migrations.AddField(
            model_name="quarterlyreportevent",
            name="opened_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="开启日期"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quarterlyreport",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_quarterlyreportevent" ("accepted_at", "amends_id", "certified_by_id", "competent_authority_id", "content_sha256", "decided_by_id", "district_id", "due_on", "due_provisional", "due_steps", "edit_version", "edited_at", "findings", "first_submitted_on", "id", "is_current", "measures", "opened_on", "organization_id", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "registration_authority_id", "return_ground", "return_reason", "self_certification_id", "state", "submitted_at", "times_extended", "version") SELECT new_values."accepted_at", new_values."amends_id", new_values."certified_by_id", new_values."competent_authority_id", new_values."content_sha256", new_values."decided_by_id", new_values."district_id", new_values."due_on", new_values."due_provisional", new_values."due_steps", new_values."edit_version", new_values."edited_at", new_values."findings", new_values."first_submitted_on", new_values."id", new_values."is_current", new_values."measures", new_values."opened_on", new_values."organization_id", new_values."period_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prepared_by_id", new_values."registration_authority_id", new_values."return_ground", new_values."return_reason", new_values."self_certification_id", new_values."state", new_values."submitted_at", new_values."times_extended", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a567e12aeedd0a1d508caee122db8f7ae2fcab78",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8d4db",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="compliance_quarterlyreport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quarterlyreport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "compliance_quarterlyreportevent" ("accepted_at", "amends_id", "certified_by_id", "competent_authority_id", "content_sha256", "decided_by_id", "district_id", "due_on", "due_provisional", "due_steps", "edit_version", "edited_at", "findings", "first_submitted_on", "id", "is_current", "measures", "opened_on", "organization_id", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "registration_authority_id", "return_ground", "return_reason", "self_certification_id", "state", "submitted_at", "times_extended", "version") SELECT new_values."accepted_at", new_values."amends_id", new_values."certified_by_id", new_values."competent_authority_id", new_values."content_sha256", new_values."decided_by_id", new_values."district_id", new_values."due_on", new_values."due_provisional", new_values."due_steps", new_values."edit_version", new_values."edited_at", new_values."findings", new_values."first_submitted_on", new_values."id", new_values."is_current", new_values."measures", new_values."opened_on", new_values."organization_id", new_values."period_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prepared_by_id", new_values."registration_authority_id", new_values."return_ground", new_values."return_reason", new_values."self_certification_id", new_values."state", new_values."submitted_at", new_values."times_extended", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5ecda709a26c9c0a251b931790f9cf5028d92d3e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f0512",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="compliance_quarterlyreport",
                    when="AFTER",
                ),
            ),
        ),
    ]
