"""What the database itself holds of the tree of authorities."""

import pgtrigger

# A parent is of the kind that fits, and nobody stands above oneself; one at a time, so that two cannot close a circle.
PARENT_FITS = pgtrigger.Trigger(
    name="parent_fits",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "kind"),
    when=pgtrigger.Before,
    declare=[("above", "bigint")],
    func="""
        PERFORM pg_advisory_xact_lock(hashtext('organizations_authority.parent'));
        IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM organizations_authority parent WHERE parent.id = NEW.parent_id
                AND (parent.kind, NEW.kind) IN (
                    ('city_bureau', 'district_bureau'), ('competent', 'competent'), ('party', 'party'))
        ) THEN RAISE EXCEPTION 'the parent of an authority is of a kind that fits'
            USING ERRCODE = 'check_violation'; END IF;
        IF EXISTS (
            SELECT 1 FROM organizations_authority child WHERE child.parent_id = NEW.id
                AND (NEW.kind, child.kind) NOT IN (
                    ('city_bureau', 'district_bureau'), ('competent', 'competent'), ('party', 'party'))
        ) THEN RAISE EXCEPTION 'the kind of an authority fits those below it'
            USING ERRCODE = 'check_violation'; END IF;
        above := NEW.parent_id;
        WHILE above IS NOT NULL LOOP
            IF above = NEW.id THEN RAISE EXCEPTION 'no authority stands above itself'
                USING ERRCODE = 'check_violation'; END IF;
            SELECT parent_id INTO above FROM organizations_authority WHERE id = above;
        END LOOP;
        RETURN NEW;
    """,
)
