"""Seats and posts on the home page: whom to check or consent to, whose post has ended, which post is vacant."""

from datetime import date, timedelta
from functools import partial

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from compliance.cases.models import AccountabilityCase
from organizations import voices
from organizations.enums import CheckWay, Gap, Post
from organizations.models import (
    IdentityCheck,
    Invitation,
    Membership,
    Organization,
    PossibleGap,
    ResponsiblePerson,
    User,
)
from organizations.models.memberships import MembershipQuerySet
from organizations.post_change_workflow import awaiting
from reports.home_page.todos import HomeSection, Todo, part, section
from zhengzhou_ideology.workcalendar.loading import policy_on

REGISTER = "organizations:organization_list"


def _seats(title: str, seats: MembershipQuerySet, state: str, *, first: str = "starts_on") -> HomeSection:
    listed = seats.select_related("user", "organization").defer("organization__name_bigrams").order_by(first, "pk")
    return section(
        title,
        listed,
        lambda seat: Todo(
            f"{seat.organization}：{seat.user.name_and_account()}", seat.body.get_absolute_url(), "submitted", state
        ),
        more_url=reverse(REGISTER),
        is_quiet=True,
    )


def _within(user: User, today: date) -> MembershipQuerySet:
    reach = Organization.objects.within_reach(user).active()
    return Membership.objects.current(today).filter(organization__in=reach.values("pk"))


def to_check(user: User, today: date) -> HomeSection:
    """By a second officer: further leaders, and accounts younger than a case of their organization that still runs."""
    checked = IdentityCheck.objects.filter(membership=OuterRef("pk"), way=CheckWay.CHECK)
    # From the cases, which are few, to the seats: each seat of a city would look through the cases.
    begun_before = AccountabilityCase.objects.not_over().filter(
        organization__memberships__starts_on__gte=F("proposed_on")
    )
    young = Membership.objects.filter(
        ~Exists(checked), pk__in=begun_before.order_by().values("organization__memberships")
    )
    # Two ways by two indexes; in one condition they would be asked of each seat of the city.
    asked = Membership.objects.waiting().values("pk").union(young.values("pk"))
    seats = _within(user, today).in_person().checkable_by(user).filter(pk__in=asked)
    return _seats("待核验身份的账号", seats, "待核验")


def to_consent(user: User, today: date) -> HomeSection:
    seats = _within(user, today).waiting().exclude(user=user)
    return _seats("待您同意的第一责任人账号", seats, "待同意")


def off_post(user: User, today: date) -> HomeSection:
    seats = _within(user, today).filter(organization__in=PossibleGap.objects.keys_of(Gap.POST_OF_ACCOUNT, within=user))
    seats = voices.off_post(seats, today)
    # As those that may lack somebody are known: by age all of them would be read to show eight.
    return _seats("任职已结束或者未登记的第一责任人账号", seats, "须关联任职或者邀请继任者", first="organization_id")


def to_invite(user: User, today: date) -> HomeSection:
    """Successors whose change of post is confirmed, and whom nobody has invited yet."""
    reach = Organization.objects.within_reach(user).active()
    invited = Invitation.objects.open_on(today).filter(person=OuterRef("pk"))
    people = ResponsiblePerson.objects.filter(
        ~Exists(invited), organization__in=reach.values("pk"), change__isnull=False, account__isnull=True
    ).filter(Q(term_until__isnull=True) | Q(term_until__gte=today))
    return section(
        "待邀请的继任者",
        people.select_related("organization").defer("organization__name_bigrams").order_by("term_from", "pk"),
        lambda person: Todo(
            f"{person.organization}：{person}",
            f"{reverse('organizations:invitation_new')}?person={person.pk}",
            "submitted",
            "待邀请",
        ),
        more_url=reverse(REGISTER),
        is_quiet=True,
    )


def vacant(user: User, today: date) -> HomeSection:
    """First responsible posts that have been vacant for longer than the policy says (article 3)."""
    limit = today - timedelta(days=policy_on(today).vacant_post_days)
    reach = Organization.objects.within_reach(user).active()
    found = {
        post: reach.possibly_lacking(Gap(post.value), within=user).vacant(post, today, since_before=limit)
        for post in Post.first_responsible()
    }
    return HomeSection(
        "空缺的第一责任人职务",
        [
            part(vacant.only("uscc", "name").order_by("pk"), partial(_vacancy, post=post))
            for post, vacant in found.items()
        ],
        facts={"more_url": reverse(REGISTER), "is_quiet": True},
    )


def _vacancy(organization: Organization, *, post: Post) -> Todo:
    return Todo(f"{organization}：{post.label}", organization.get_absolute_url(), "late", "空缺")


def to_confirm(user: User, today: date) -> HomeSection:
    """Changes of posts that wait for this account: as first responsible person, or from the paper where there is none."""
    return section(
        "待确认的任职变更",
        awaiting(user, today).for_listing().order_by("pk"),
        lambda change: Todo(str(change), change.get_absolute_url(), "submitted", change.get_state_display()),
        more_url=reverse(REGISTER),
        is_quiet=True,
    )
