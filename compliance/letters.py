"""What the commitment letter of a year says: facts of the organization on its day, and the fixed text in force then."""

import secrets
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from compliance.enums import DutyKind, DutyPaper, LetterWay
from compliance.models import CommitmentLetter, Duty, DutySubmission, LetterText
from organizations.enums import Post
from organizations.models import Organization, ResponsiblePerson, User
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.workflow import Refused, need

CHANGE_TEXT = "compliance.change_letter_text"


def is_letter(duty: Duty) -> bool:
    return duty.kind == DutyKind.COMMITMENT


def way_of(duty: Duty) -> LetterWay:
    """On paper where the signed sheet was handed in with it."""
    return LetterWay.PAPER if _signed_sheets(duty) else LetterWay.ONLINE


def _signed_sheets(duty: Duty) -> bool:
    return duty.attachments.live().filter(section=DutyPaper.REQUIRED).exists()


def letter_on(duty: Duty, day: date) -> dict[str, Any]:
    """The letter as it reads on that day, as JSON; the same for a sheet to be printed and for the text to be frozen.

    Without paragraphs on a day before the first text.
    """
    organization = duty.organization
    text = LetterText.objects.holding_on(day).first()
    return {
        "year": duty.year,
        "name": _name_on(organization, day),
        "uscc": organization.uscc,
        "registration_authority": duty.registration_authority.name_on(day),
        "competent_authority": duty.competent_authority.name_on(day) if duty.competent_authority else "",
        "persons": [_person(person) for person in _first_responsible(organization, day)],
        "text_from": text.effective_from.isoformat() if text else None,
        "paragraphs": text.paragraphs if text else [],
    }


def hash_on(duty: Duty, day: date) -> str:
    """What a signatory has read: the letter of another text or of other facts has another one."""
    return sha256_of(letter_on(duty, day))


def part_of_content(duty: Duty) -> dict[str, Any]:
    """What a letter adds to the frozen content of its duty; nothing before its day is known, and nothing to other duties."""
    if not is_letter(duty) or duty.done_on is None:
        return {}
    certifier = _first_responsible(duty.organization, duty.done_on).filter(account=duty.certified_by_id or 0).first()
    return {
        "letter": {
            **letter_on(duty, duty.done_on),
            "way": way_of(duty).value,
            "signed_on": duty.done_on.isoformat(),
            "certifier": _person(certifier) if certifier else None,
        }
    }


def record(submission: DutySubmission) -> None:
    """Give what went in its code, if it is a letter."""
    letter = submission.content.get("letter")
    if letter:
        CommitmentLetter.objects.create(submission=submission, way=letter["way"], code=secrets.token_hex(10))


def letter_in_force(duty: Duty) -> CommitmentLetter | None:
    """The letter of the last submission, as long as it stands."""
    found = (
        CommitmentLetter.objects.filter(submission__duty=duty).select_related("submission__duty").order_by("pk").last()
    )
    return found if found and found.stands else None


def letter_shown(duty: Duty, today: date) -> dict[str, Any] | None:
    """What the page of a duty shows: the letter that stands, or the one that would be signed today; None of other duties."""
    if not is_letter(duty):
        return None
    standing = letter_in_force(duty)
    found: dict[str, Any] = standing.submission.content["letter"] if standing else letter_on(duty, today)
    return found


@transaction.atomic
def add_text(text: LetterText, *, by: User, today: date) -> LetterText:
    """Store a further version; letters that went in keep the text that they were signed with. Raises `Refused`."""
    if not by.has_perm(CHANGE_TEXT):
        raise PermissionDenied(CHANGE_TEXT)
    if text.effective_from <= today:
        raise Refused("生效日期应晚于今天：已签署的承诺书不因正文调整而改变。")
    need(text.source, "请写明调整依据。")
    text.decided_by = by
    text.full_clean()
    text.save()
    return text


def _name_on(organization: Organization, day: date) -> str:
    former = organization.former_names.filter(since__lte=day, until__gt=day).first()
    return former.name if former else organization.name


def _first_responsible(organization: Organization, day: date) -> Any:
    """Main leader first; both are first responsible persons (article 3)."""
    rows = ResponsiblePerson.objects.first_responsible().current(day).filter(organization=organization)
    return rows.order_by("-post", "pk")


def _person(person: ResponsiblePerson) -> dict[str, str]:
    return {"post": Post(person.post).label, "name": person.name}
