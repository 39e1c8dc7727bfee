"""An import taken back, whole or not at all: as long as nothing hangs on what it wrote and nothing was changed since."""

from datetime import date, datetime

from django.db import connection, models, transaction
from django.db.models import Q, QuerySet

from organizations.enums import ImportState, Verdict
from organizations.models import ImportBatch, ImportRow, Organization, ResponsiblePerson
from organizations.registry.applying import lock_register, update_organizations
from organizations.registry.register_sql import POSTS, REGISTER
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused

NAMED = 3

# Somebody or something has written these facts since, so that the earlier ones must not come back.
CHANGED_SINCE = f"""
SELECT r.uscc FROM organizations_importrow r JOIN ({REGISTER}) o ON o.id = r.organization_id
WHERE r.batch_id = %(batch)s AND r.verdict IN ('new', 'changed') AND (
  EXISTS (
    SELECT FROM jsonb_each(r."values") said
    WHERE (r.verdict = 'new' OR r.before ? said.key) AND o.facts -> said.key IS DISTINCT FROM said.value
  )
  OR r.verdict = 'new' AND EXISTS (
    SELECT FROM organizations_responsibleperson person
    WHERE person.organization_id = o.id AND NOT r."values" ? person.post
  )
)
ORDER BY r."row"
"""  # noqa: S608 - constants only

FORGET = """
UPDATE organizations_importrow SET organization_id = NULL
WHERE organization_id IN (
  SELECT organization_id FROM organizations_importrow WHERE batch_id = %(batch)s AND verdict = 'new'
)
"""

REOPEN_TERMS = """
UPDATE organizations_responsibleperson person SET term_until = (ending.value ->> 'until')::date
FROM organizations_importrow r, jsonb_each(r.effects -> 'closed') ending
WHERE r.batch_id = %(batch)s AND r.verdict = 'changed' AND person.id = (ending.value ->> 'id')::bigint
"""


@transaction.atomic
def undo(batch: ImportBatch, *, now: datetime) -> None:
    """Delete what was new and restore what was changed. Raises `Refused` with what stands in the way."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state != ImportState.APPLIED:
        raise Refused(f"这次导入的状态为“{locked.get_state_display()}”，不能撤回。")
    lock_register()
    written = locked.rows.filter(verdict__in=(Verdict.NEW, Verdict.CHANGED))
    _refuse_overtaken(locked, written)
    new = Organization.objects.filter(pk__in=written.filter(verdict=Verdict.NEW).values("organization"))
    opened = ResponsiblePerson.objects.filter(Q(organization__in=new) | Q(pk__in=_opened_terms(written)))
    # Papers that refer to an organization take a share of its row: they are all in, or wait until we are done.
    list(new.select_for_update().values_list("pk"))
    _refuse_changed(locked, new, opened, day_of(now))
    _refuse_hanging(new, besides=(ResponsiblePerson, ImportRow))
    _refuse_hanging(opened, besides=())
    _take_back(locked, new, opened, now)


def _opened_terms(written: QuerySet[ImportRow]) -> list[int]:
    """Terms that the import began in organizations that were there before."""
    begun = written.filter(verdict=Verdict.CHANGED, effects__has_key="opened").values_list("effects__opened", flat=True)
    return [pk for terms in begun for pk in terms.values()]


def _refuse_overtaken(batch: ImportBatch, written: QuerySet[ImportRow]) -> None:
    later = ImportRow.objects.filter(
        batch__pk__gt=batch.pk,
        batch__state=ImportState.APPLIED,
        verdict=Verdict.CHANGED,
        organization__in=written.values("organization"),
    )
    if later.exists():
        raise Refused("此后又有导入改动了同一批社会组织，请先撤回后一次导入。")


def _refuse_changed(
    batch: ImportBatch, new: QuerySet[Organization], opened: QuerySet[ResponsiblePerson], today: date
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_SINCE, {"batch": batch.pk, "today": today})
        codes = [code for (code,) in cursor.fetchall()]
    # What lists are silent about may have been filled in by hand.
    codes += new.exclude(secretariat="", party_superior=None).values_list("uscc", flat=True)
    filled_in = opened.exclude(office_phone="", office_email="", term_until=None)
    codes += filled_in.values_list("organization__uscc", flat=True)
    if codes:
        raise Refused(f"导入后已有{_some(sorted({*codes}))}的登记信息被修改，不能撤回。")


def _refuse_hanging(rows: QuerySet, besides: tuple[type[models.Model], ...]) -> None:
    for relation in rows.model._meta.related_objects:
        if relation.on_delete is not models.PROTECT or relation.related_model in besides:
            continue
        hanging = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows})
        if hanging.exists():
            label = relation.related_model._meta.verbose_name
            raise Refused(f"导入的社会组织已有{label} {hanging.count()} 项，不能撤回。")


def _some(codes: list[str]) -> str:
    more = f"等 {len(codes)} 家" if len(codes) > NAMED else ""
    return f"{'、'.join(codes[:NAMED])}{more}"


def _take_back(
    batch: ImportBatch, new: QuerySet[Organization], opened: QuerySet[ResponsiblePerson], now: datetime
) -> None:
    facts: dict[str, int | list[str]] = {"batch": batch.pk, "posts": list(POSTS)}
    opened._raw_delete(opened.db)
    with connection.cursor() as cursor:
        cursor.execute(REOPEN_TERMS, facts)
        cursor.execute(update_organizations("before"), facts)
    new._raw_delete(new.db)
    with connection.cursor() as cursor:  # the foreign key is checked at the end of the transaction
        cursor.execute(FORGET, facts)
    batch.state, batch.undone_at = ImportState.UNDONE, now
    batch.save(update_fields=["state", "undone_at"])
