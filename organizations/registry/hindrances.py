"""What stands in the way of taking an import back: what came later, by hand or by import, and on which rows it hangs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, models
from django.db.models import Q, QuerySet

from organizations.enums import ImportState, Verdict
from organizations.models import ImportBatch, ImportRow, Organization, ResponsiblePerson
from organizations.registry.register_sql import register

NAMED = 3

# Somebody or something has written these facts since, so that the earlier ones must not come back.
CHANGED_SINCE = f"""
SELECT r.uscc FROM organizations_importrow r CROSS JOIN LATERAL ({register("o.id = r.organization_id")}) o
WHERE r.batch_id = %(batch)s AND r.verdict IN ('new', 'changed') AND NOT r.undone AND (
  EXISTS (
    SELECT FROM jsonb_each(r.implied || r."values") said
    WHERE CASE WHEN r.verdict = 'new' THEN o.facts -> said.key IS DISTINCT FROM said.value
      ELSE r.before ? said.key AND o.facts -> said.key IS DISTINCT FROM said.value END
  )
  OR r.verdict = 'new' AND EXISTS (
    SELECT FROM organizations_responsibleperson person
    WHERE person.organization_id = o.id AND NOT r."values" ? person.post
  )
)
ORDER BY r.sheet, r."row"
"""  # noqa: S608 - constants only


@dataclass(frozen=True)
class Hindrance:
    """A sentence for the reader, and the codes of the organizations that it concerns."""

    sentence: str
    codes: frozenset[str]

    @property
    def concerned(self) -> str:
        return some(self.codes)


def some(codes: frozenset[str]) -> str:
    """The first few codes, and how many there are."""
    more = f"等 {len(codes)} 家" if len(codes) > NAMED else ""
    return f"{'、'.join(sorted(codes)[:NAMED])}{more}"


def new_of(rows: QuerySet[ImportRow]) -> QuerySet[Organization]:
    """Organizations that these rows brought into the register."""
    return Organization.objects.filter(pk__in=rows.filter(verdict=Verdict.NEW).values("organization"))


def opened_by(rows: QuerySet[ImportRow]) -> QuerySet[ResponsiblePerson]:
    """Terms that these rows began, in new organizations and in others."""
    begun = rows.filter(verdict=Verdict.CHANGED, effects__has_key="opened").values_list("effects__opened", flat=True)
    keys = [pk for terms in begun for pk in terms.values()]
    return ResponsiblePerson.objects.filter(Q(organization__in=new_of(rows)) | Q(pk__in=keys))


def hindrances(batch: ImportBatch, *, today: date) -> list[Hindrance]:
    """All that hangs on the rows that the import has written and that were not taken back yet."""
    written = batch.rows.written()
    return [*_overtaken(batch, written), *_changed(batch, written, today), *_hanging(written), *_followed(written)]


def _followed(written: QuerySet[ImportRow]) -> Iterator[Hindrance]:
    """Papers that ended or rest because the list says so do not come back by themselves."""
    rows = written.filter(effects__has_key="followed").values_list("uscc", "effects__followed")
    for code, said in rows:
        yield Hindrance(f"按导入的状态，{code}已{said}，不能撤回。", frozenset({code}))


def _overtaken(batch: ImportBatch, written: QuerySet[ImportRow]) -> Iterator[Hindrance]:
    later = ImportRow.objects.written().filter(
        batch__pk__gt=batch.pk,
        batch__state__in=(ImportState.APPLIED, ImportState.PARTLY_UNDONE),
        verdict=Verdict.CHANGED,
        organization__in=written.values("organization"),
    )
    codes = frozenset(later.values_list("uscc", flat=True))
    if codes:
        yield Hindrance(f"此后又有导入改动了{some(codes)}的登记信息，请先撤回后一次导入。", codes)


def _changed(batch: ImportBatch, written: QuerySet[ImportRow], today: date) -> Iterator[Hindrance]:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_SINCE, {"batch": batch.pk, "today": today})
        codes = {code for (code,) in cursor.fetchall()}
    # What lists are silent about may have been filled in by hand.
    codes.update(new_of(written).exclude(secretariat="", party_superior=None).values_list("uscc", flat=True))
    filled_in = opened_by(written).exclude(office_phone="", office_email="", term_until=None)
    codes.update(filled_in.values_list("organization__uscc", flat=True))
    if codes:
        found = frozenset(codes)
        yield Hindrance(f"导入后已有{some(found)}的登记信息被修改，不能撤回。", found)


def _hanging(written: QuerySet[ImportRow]) -> Iterator[Hindrance]:
    """What refers to the new organizations and terms, counted once by kind, however it refers."""
    found: dict[type[models.Model], dict[int, str]] = defaultdict(dict)
    for rows, code, besides in (
        (new_of(written), "uscc", (ResponsiblePerson, ImportRow)),
        (opened_by(written), "organization__uscc", ()),
    ):
        for relation in rows.model._meta.related_objects:
            model = relation.related_model
            if relation.on_delete is not models.PROTECT or model in besides:
                continue
            field = relation.field.name
            hanging = model._base_manager.filter(**{f"{field}__in": rows})
            found[model].update(hanging.values_list("pk", f"{field}__{code}"))
    for model, codes in found.items():
        if codes:
            concerned = frozenset(codes.values())
            sentence = f"导入的社会组织已有{model._meta.verbose_name} {len(codes)} 项，不能撤回。"
            yield Hindrance(sentence, concerned)
