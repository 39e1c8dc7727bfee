"""What the database itself holds of certified papers: whoever certified was a first responsible person on that day (article 3)."""

import pgtrigger

from organizations.enums import Post
from zhengzhou_ideology.audit.guards import TODAY

POSTS = ", ".join(f"'{post.value}'" for post in Post.first_responsible())


def certified_in_post(
    *, organization: str = "NEW.organization_id", moment: str = "NEW.submitted_at", when: str = "", but: str = "FALSE"
) -> pgtrigger.Trigger:
    """After the row is written, so that its constraints speak first.

    `organization` is SQL for its key, `moment` for when it was certified, without which it is today; `when` says in which
    rows `certified_by` counts, `but` what is right all the same.
    """
    unless_in_post = f"""
IF ({when or "TRUE"}) AND (
    TG_OP = 'INSERT' OR OLD.certified_by_id IS DISTINCT FROM NEW.certified_by_id OR NOT ({_of_old(when)})
) AND NOT ({but}) AND NOT EXISTS (
    SELECT 1 FROM organizations_responsibleperson person
    WHERE person.account_id = NEW.certified_by_id AND person.organization_id = {organization}
        AND person.post IN ({POSTS})
        AND coalesce(({moment} AT TIME ZONE 'Asia/Shanghai')::date, {TODAY})
            BETWEEN coalesce(person.term_from, '-infinity') AND coalesce(person.term_until, 'infinity')
) THEN
    RAISE EXCEPTION 'certified_in_post: whoever certifies is a first responsible person of the organization on that day'
        USING ERRCODE = 'check_violation';
END IF;
"""  # noqa: S608 - constants only
    return pgtrigger.Trigger(
        name="certified_in_post",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.After,
        # Not even asked of the drafts of a whole quarter.
        condition=pgtrigger.Condition("NEW.certified_by_id IS NOT NULL"),
        func=unless_in_post + "RETURN NULL;",
    )


def _of_old(when: str) -> str:
    return when.replace("NEW.", "OLD.") if when else "TRUE"


# Once it has come in; while it is written nobody has certified it yet.
RECEIVED = "NEW.state NOT IN ('draft', 'certifying', 'returned')"
CERTIFIED_TRIGGERS = [certified_in_post(when=RECEIVED)]
