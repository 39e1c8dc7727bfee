"""What stays for good, but for a list by which it came and which was taken back."""

import pgtrigger

# Of a former name: the list renamed its organization on the day on which that name ended.
RENAMED_BY_IT = """EXISTS (
        SELECT FROM organizations_organizationchange act
        WHERE act.batch_id = r.batch_id AND act.organization_id = OLD.organization_id AND act.kind = 'rename'
            AND act.before ->> 'name' = OLD.name AND act.effective_on = OLD.until
    )"""


def deleted_with_its_list(came: str) -> pgtrigger.Trigger:
    """No row is deleted, unless a row `r` of an import, which is marked as undone, brought it (`came`)."""
    return pgtrigger.Trigger(
        name="never_deleted",
        operation=pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
IF NOT EXISTS (
    SELECT FROM organizations_importrow r WHERE r.organization_id = OLD.organization_id AND r.undone AND {came}
) THEN
    RAISE EXCEPTION 'never_deleted: rows of % stay', TG_TABLE_NAME;
END IF;
RETURN OLD;
""",
    )
