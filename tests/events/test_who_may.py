"""Who may do what with a filing: the table is the specification."""

import pytest

from events import reviews
from events.enums import Outcome
from events.models import EventFiling
from tests.events.factories import NOW, EventFilingFactory, refused, submitted
from tests.factories import OrganizationFactory
from tests.tables import cells

FILING = """
                        secretary leader competent competent_supervisor registrar supervisor city_registrar administrator auditor stranger strange_leader strange_competent strange_registrar
change                  x         .      .         .                    .         .          .              .             .       .        .              .                 .
send_for_certification  x         .      .         .                    .         .          .              .             .       .        .              .                 .
unlock                  x         x      .         .                    .         .          .              .             .       .        .              .                 .
certify                 .         x      .         .                    .         .          .              .             .       .        .              .                 .
cancel                  x         x      .         .                    .         .          .              .             .       .        .              .                 .
approve                 .         .      x         x                    .         .          .              .             .       .        .              .                 .
send_back               .         .      x         x                    .         .          .              .             .       .        .              .                 .
refuse                  .         .      x         x                    .         .          .              .             .       .        .              .                 .
reconsider              .         .      .         x                    .         .          .              .             .       .        .              .                 .
revoke                  .         .      x         x                    .         .          .              .             .       .        .              .                 .
conclude                x         .      .         .                    .         .          .              .             .       .        .              .                 .
propose_change          x         .      .         .                    .         .          .              .             .       .        .              .                 .
certify_change          .         x      .         .                    .         .          .              .             .       .        .              .                 .
ask_review              x         x      .         .                    .         .          .              .             .       .        .              .                 .
acknowledge             x         x      .         .                    .         .          .              .             .       .        .              .                 .
write_message           x         x      x         x                    x         x          x              .             .       .        .              .                 .
work_on                 .         .      x         x                    x         x          x              .             .       .        .              .                 .
view                    x         x      x         x                    x         x          x              x             x       .        .              .                 .
"""

DIRECT = """
            secretary leader competent registrar supervisor city_registrar administrator auditor strange_registrar
approve     .         .      .         x         x          x              .             .       .
send_back   .         .      .         x         x          x              .             .       .
refuse      .         .      .         x         x          x              .             .       .
revoke      .         .      .         x         x          x              .             .       .
reconsider  .         .      .         .         x          .              .             .       .
"""

RECORD = """
        secretary leader competent competent_supervisor registrar supervisor city_registrar administrator auditor stranger strange_registrar
record  .         .      .         .                    x         x          x              .             .       .        .
query   .         .      .         .                    x         x          x              .             .       .        .
answer  x         .      .         .                    .         .          .              .             .       .        .
unrecord .        .      .         .                    .         x          .              .             .       .        .
"""

REVIEW = """
        secretary leader competent second_competent competent_supervisor registrar supervisor city_supervisor administrator auditor
decide  .         .      .         .                x                    .         .          .               .             .
"""


@pytest.mark.django_db
def test_who_may_do_what_with_a_filing(cast):
    filing = submitted(cast)

    held = {
        (verb, role): cast.user(role).has_perm(f"events.{verb}_eventfiling", filing) for verb, role in cells(FILING)
    }

    assert held == cells(FILING)


@pytest.mark.django_db
def test_who_decides_where_there_is_no_competent_authority(cast):
    cast.organization.competent_authority = None
    cast.organization.save()
    filing = submitted(cast)

    held = {
        (verb, role): cast.user(role).has_perm(f"events.{verb}_eventfiling", filing) for verb, role in cells(DIRECT)
    }

    assert held == cells(DIRECT)


@pytest.mark.django_db
def test_who_may_do_what_with_a_record(cast):
    record = submitted(cast).record

    held = {
        (verb, role): cast.user(role).has_perm(f"events.{verb}_eventrecord", record) for verb, role in cells(RECORD)
    }

    assert held == cells(RECORD)


@pytest.mark.django_db
def test_who_may_decide_a_review(cast):
    review = reviews.ask(refused(cast), by=cast.leader, now=NOW, grounds="许可已于昨日取得。")

    held = {(verb, role): cast.user(role).has_perm(f"events.{verb}_review", review) for verb, role in cells(REVIEW)}

    assert held == cells(REVIEW)


@pytest.mark.django_db
def test_nobody_decides_on_what_the_same_account_filed(cast):
    filing = submitted(cast)
    EventFiling.objects.filter(pk=filing.pk).update(prepared_by=cast.competent)
    filing.refresh_from_db()

    allowed = cast.competent.has_perm("events.approve_eventfiling", filing)

    assert allowed is False


@pytest.mark.django_db
def test_visible_to_agrees_with_the_rule_for_everybody(cast):
    joined = OrganizationFactory(competent_authority=cast.strange_competent.acting.authority)
    filings = [
        submitted(cast),
        EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary),
        EventFilingFactory(organization=joined, prepared_by=cast.stranger),
    ]
    filings[0].decisions.create(authority=joined.competent_authority, outcome=Outcome.PENDING, is_joint=True)

    seen = {name: {filing.pk for filing in EventFiling.objects.visible_to(user)} for name, user in cast.users.items()}
    ruled = {
        name: {filing.pk for filing in filings if user.has_perm("events.view_eventfiling", filing)}
        for name, user in cast.users.items()
    }

    assert seen == ruled
    assert seen["secretary"] == {filings[0].pk, filings[1].pk}
    assert seen["strange_competent"] == {filings[0].pk}
    assert seen["stranger"] == set()
