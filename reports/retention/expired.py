"""Which rows have been kept long enough. What anything else still refers to has not expired."""

from datetime import date
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Exists, Func, JSONField, Max, OuterRef, Q, QuerySet, Value
from pghistory.models import Event

from compliance.models import DutyAttachment, MatterAttachment, ReportAttachment
from events.models import EventPaper
from organizations.models import ImportRow, Invitation, Membership, ResponsiblePerson, Seat, User
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.notices.enums import SendState
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.security.models import AccountMail
from zhengzhou_ideology.workcalendar.policy import Policy

NOTICE_YEARS, UNREAD_YEARS, ACCOUNT_YEARS, IMPORT_YEARS = 3, 5, 3, 1
INVITATION_YEARS, POST_YEARS, MAIL_YEARS, SESSION_YEARS = 1, 3, 1, 1
ATTACHMENTS = (ReportAttachment, DutyAttachment, EventPaper, MatterAttachment)


def years_before(day: date, years: int) -> date:
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - years, day=28 if leap else day.day)


def paper_files(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """Files of papers of years that ended longer ago than files are kept; evidence in a case is kept with the case."""
    last = today.year - policy.retention_files_years - 1
    old = (
        ReportAttachment.objects.filter(report__period__year__lte=last),
        DutyAttachment.objects.filter(duty__year__lte=last),
        EventPaper.objects.filter(filing__ends_on__year__lte=last),
        MatterAttachment.objects.filter(report__sent_at__year__lte=last),
    )
    named = Q()
    for attachments in old:
        named |= Q(pk__in=attachments.values("file"))
    return date(last + 1, 1, 1), _kept_nowhere_else(StoredFile.objects.filter(named, disposed_at=None), old)


def removed_files(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """Files that were taken off a draft before it was ever submitted with them."""
    before = years_before(today, policy.retention_drafts_years)
    old = tuple(
        model.objects.filter(removed_at__date__lt=before).exclude(_was_submitted(model))  # type: ignore[attr-defined] # each has this manager
        for model in ATTACHMENTS
    )
    named = Q()
    for attachments in old:
        named |= Q(pk__in=attachments.values("file"))
    return before, _kept_nowhere_else(StoredFile.objects.filter(named, disposed_at=None), old)


def _was_submitted(model: Any) -> Exists:
    """A submission of its paper names it."""
    field = next(field for field in model._meta.fields if field.name in {"report", "duty", "filing"})
    submissions = field.related_model._meta.get_field("submissions")
    itself = Func(Value("id"), OuterRef("pk"), function="jsonb_build_object", output_field=JSONField())
    named = Func(itself, function="jsonb_build_array", output_field=JSONField())
    return Exists(
        submissions.related_model._default_manager.filter(
            **{submissions.field.name: OuterRef(field.name)}, content__attachments__contains=named
        )
    )


def _kept_nowhere_else(files: QuerySet, old: tuple[QuerySet, ...]) -> QuerySet:
    """Without those that another row of any table refers to."""
    expired = {rows.model: rows for rows in old}
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.related_model is None:
            continue
        model, field = relation.related_model, relation.field.name  # type: ignore[union-attr]
        if issubclass(model, Event) or relation.many_to_many:
            continue  # history refers to everything; the rows between many and many stand among the others
        others = model._default_manager.filter(**{f"{field}__isnull": False})
        if model in expired:
            others = others.exclude(pk__in=expired[model].values("pk"))
        files = files.exclude(pk__in=others.values(field))
    return files


def notices(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """No paper of law; one that nobody ever read waits longer."""
    before = years_before(today, NOTICE_YEARS)
    read = Q(read_at__isnull=False, created_at__date__lt=before)
    unread = Q(created_at__date__lt=years_before(today, UNREAD_YEARS))
    return before, Notice.objects.filter(read | unread, is_legal_paper=False)


def accounts(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """Switched off, and no seat held since; the history of fields stays under its seals."""
    before = years_before(today, ACCOUNT_YEARS)
    held = Membership.objects.filter(Q(ends_on__isnull=True, revoked_at__isnull=True) | Q(ends_on__gte=before))
    ended = User.objects.filter(is_active=False).exclude(username__startswith=FORMER)
    ended = ended.exclude(pk__in=held.values("user")).exclude(
        pk__in=Seat.objects.filter(state="proposed").values("account")
    )
    return before, ended.annotate(left=Max("memberships__ends_on")).filter(left__lt=before)


FORMER = "former-"


def import_rows(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """What the cells of a list said, once nobody takes the import back any more; what was imported stays."""
    before = years_before(today, IMPORT_YEARS)
    return before, ImportRow.objects.exclude(cells=[]).filter(batch__uploaded_at__date__lt=before)


def invitations(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """Over in whichever way: taken, withdrawn or run out."""
    before = years_before(today, INVITATION_YEARS)
    taken = Q(used_at__date__lt=before)
    withdrawn = Q(used_at__isnull=True, revoked_at__date__lt=before)
    run_out = Q(used_at__isnull=True, revoked_at__isnull=True, expires_at__date__lt=before)
    return before, Invitation.objects.filter(taken | withdrawn | run_out).exclude(name="", email="")


def posts(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """How a former holder was reached; who held the post belongs to what was certified in it."""
    before = years_before(today, POST_YEARS)
    former = ResponsiblePerson.objects.filter(term_until__lt=before)
    return before, former.exclude(office_phone="", office_email="")


def mails(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """Sent, or given up."""
    before = years_before(today, MAIL_YEARS)
    return before, AccountMail.objects.exclude(state=SendState.WAITING).filter(created_at__date__lt=before)


def sessions(policy: Policy, today: date) -> tuple[date, QuerySet]:
    """Long over: none lasts longer than a day. Who came from where stands among the security events."""
    before = years_before(today, SESSION_YEARS)
    return before, UserSession.objects.filter(last_seen_at__date__lt=before)
