"""Passwords reset by slip, attacked by bare SQL: what the page and the acts refuse, the database refuses too."""

import pytest
from django.db import Error, connection, transaction

from tests.factories import UserFactory
from tests.organizations.test_access_resets import asked, code_of, confirmed


def run(sql: str, **facts) -> int | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchone()[0] if cursor.description else None


def refused(sentence: str, sql: str, **facts) -> None:
    with pytest.raises(Error, match=sentence):
        run(sql, **facts)


INSERT = """INSERT INTO organizations_accessreset
    (account_id, authority_id, of_officer, reason, state, proposed_by_id, proposed_as, proposed_at,
     confirmed_by_id, confirmed_as, confirmed_at, paper, remark, expires_at, code_sha256)
    VALUES (%(account)s, %(authority)s, %(officer)s, '', %(state)s, %(by)s, '', now(),
     NULL, '', NULL, '', '', now() + interval '3 days', '') RETURNING id"""
CONFIRM = """UPDATE organizations_accessreset SET state = 'confirmed', confirmed_by_id = %(by)s, confirmed_at = now(),
    paper = 'identity_card' WHERE id = %(reset)s"""
BORN = [
    ("a reset begins as proposed", {"state": "refused"}),
    ("a registrar in reach proposes", {"by": "security"}),
    ("a registrar in reach proposes", {"by": "supervisor"}),
    ("a registrar in reach proposes", {"by": "strange_registrar"}),
    ("an officer sits in an authority", {"officer": True, "by": "security"}),
    ("sits in no authority", {"account": "competent"}),
    ("sits in no authority", {"account": "nobody"}),
    ("the security administrator proposes", {"account": "competent", "officer": True, "at": "competent"}),
    ("the one in which the officer sits", {"account": "competent", "officer": True, "by": "security"}),
    ("answers for all that the account speaks for", {"at": "strange_registrar", "by": "strange_registrar"}),
]


@pytest.mark.parametrize(("sentence", "other"), BORN)
def test_sql_makes_no_request_that_the_page_refuses(sentence, other, cast):
    cast.users["nobody"] = UserFactory()
    facts = {
        "account": "secretary",
        "by": "registrar",
        "state": "proposed",
        "officer": False,
        "at": "registrar",
    } | other
    place = cast.user(facts.pop("at")).acting.authority_id
    named = facts | {key: cast.user(facts[key]).pk for key in ("account", "by")}

    refused(sentence, INSERT, **named, authority=place)


@pytest.mark.parametrize("name", ["competent", "administrator", "security", "auditor", "leader", "strange_registrar"])
def test_sql_confirms_nothing_out_of_reach(name, cast):
    reset = asked(cast)

    refused("confirms", CONFIRM, reset=reset.pk, by=cast.user(name).pk)
    run(CONFIRM, reset=reset.pk, by=cast.supervisor.pk)


@pytest.mark.parametrize("name", ["registrar", "city_registrar", "strange_registrar", "security"])
def test_sql_confirms_no_officer_but_by_a_supervisor(name, cast):
    reset = asked(cast, "security", cast.registrar)

    refused("confirms|reset_confirmed_by", CONFIRM, reset=reset.pk, by=cast.user(name).pk)
    run(CONFIRM, reset=reset.pk, by=cast.supervisor.pk)


def test_sql_keeps_proposer_confirmer_and_holder_apart(cast):
    reset = asked(cast)
    refused("reset_confirmed_by_is_not_proposed_by", CONFIRM, reset=reset.pk, by=cast.registrar.pk)

    own = asked(cast, "security", cast.supervisor)
    refused("reset_confirmed_by_is_not_account", CONFIRM, reset=own.pk, by=cast.supervisor.pk)

    security, place = cast.security, cast.security.acting.authority_id
    facts = {"account": security.pk, "by": security.pk, "state": "proposed", "officer": True, "authority": place}
    refused("reset_proposed_by_is_not_account", INSERT, **facts)


CHANGES = [
    ("what was proposed stays", "account_id = proposed_by_id"),
    ("what was proposed stays", "proposed_by_id = confirmed_by_id"),
    ("what was proposed stays", "of_officer = TRUE"),
    ("a reset is confirmed once", "paper = 'licence'"),
    ("a reset is confirmed once", "confirmed_by_id = account_id"),
    ("the term begins with the confirmation", "expires_at = expires_at + interval '1 year'"),
    ("a reset goes from proposed", "state = 'proposed'"),
    ("reset_is_used_in_its_term", "state = 'used', used_at = now() + interval '4 days'"),
    ("reset_is_used_in_its_term", "state = 'used'"),
    ("reset_is_used_in_its_term", "used_at = now()"),
]


@pytest.mark.parametrize(("sentence", "change"), CHANGES)
def test_sql_changes_nothing_of_a_confirmed_one(sentence, change, cast):
    reset = confirmed(cast)
    code_of(cast, "supervisor", reset)

    refused(sentence, f"UPDATE organizations_accessreset SET {change} WHERE id = %(reset)s", reset=reset.pk)
    refused("Cannot delete", "DELETE FROM organizations_accessreset WHERE id = %(reset)s", reset=reset.pk)


def test_sql_gives_no_code_before_the_confirmation_and_no_paper_out_of_the_list(cast):
    reset = asked(cast)
    code = "UPDATE organizations_accessreset SET code_sha256 = %(code)s WHERE id = %(reset)s"
    other = CONFIRM.replace("'identity_card'", "'passport'")

    refused("a code is made after the confirmation", code, reset=reset.pk, code="0" * 64)
    refused("reset_names_the_paper_seen", other, reset=reset.pk, by=cast.supervisor.pk)
    refused("reset_names_the_paper_seen", other.replace("passport", ""), reset=reset.pk, by=cast.supervisor.pk)


def test_log_is_written_once(cast):
    asked(cast)

    for attack in ("UPDATE organizations_accessresetmove SET reason = ''", "DELETE FROM organizations_accessresetmove"):
        refused("Cannot", attack)
