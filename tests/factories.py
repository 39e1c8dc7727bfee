"""Rows that tests stand on: valid, minimal, and without surprises."""

from datetime import date

import factory
from stdnum.cn import uscc

from compliance.duty_years import open_year
from compliance.enums import MeetingKind
from compliance.models import Duty, Meeting, QuarterlyReport, ReportingPeriod
from organizations.enums import CheckWay, OrganizationKind, Post, Role
from organizations.models import (
    Authority,
    IdentityCheck,
    Membership,
    Organization,
    ResponsiblePerson,
    SelfCertification,
    User,
)
from tests.seats import seated

PASSWORD = "Correct-Horse-9"


def credit_code(number: int, prefix: str = "51410100") -> str:
    """A valid code: kind and region, a nine-digit body, the check digit."""
    body = f"{prefix}MJ{number:07d}"
    return body + uscc.calc_check_digit(body)


class AuthorityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Authority
        django_get_or_create = ("code",)

    code = "410100-MZJ"
    name = "郑州市民政局"
    kind = "city_bureau"
    document_sign = "郑民函"
    parent = None

    class Params:
        district_bureau = factory.Trait(
            code="410105-MZJ",
            name="金水区民政局",
            document_sign="金水民函",
            kind="district_bureau",
            district=factory.SubFactory("tests.factories.DistrictFactory"),
            parent=factory.SubFactory("tests.factories.AuthorityFactory"),
        )
        other_district = factory.Trait(
            code="410103-MZJ",
            name="二七区民政局",
            document_sign="二七民函",
            kind="district_bureau",
            district=factory.SubFactory("tests.factories.DistrictFactory", code="410103", name="二七区"),
            parent=factory.SubFactory("tests.factories.AuthorityFactory"),
        )
        competent = factory.Trait(code="410100-JYJ", name="郑州市教育局", kind="competent", document_sign="")
        other_competent = factory.Trait(code="410100-SWJ", name="郑州市商务局", kind="competent", document_sign="")


class DistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = "organizations.District"
        django_get_or_create = ("code",)

    code = "410105"
    name = "金水区"


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    # Far from those that the demonstration, and tests that name theirs, count from one.
    uscc = factory.Sequence(lambda number: credit_code(1_000_000 + number))
    name = factory.Sequence(lambda n: f"郑州市测试协会第{n}号")
    kind = OrganizationKind.ASSOCIATION
    registration_authority = factory.SubFactory(AuthorityFactory, district_bureau=True)
    competent_authority = factory.SubFactory(AuthorityFactory, competent=True)
    district = factory.SubFactory(DistrictFactory)
    founded_on = date(2015, 3, 2)


class ResponsiblePersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResponsiblePerson

    organization = factory.SubFactory(OrganizationFactory)
    post = Post.LEADER
    name = "王某某"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = "李某某"
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.SECRETARY
    starts_on = date(2020, 1, 1)

    @classmethod
    def _create(cls, model_class, *args, **facts) -> Membership:
        """An officer comes to a seat as the rules want it."""
        if facts.get("authority") and not facts.get("substitutes"):
            return seated(**facts)
        return super()._create(model_class, *args, **facts)


def member(role: Role, body: Organization | Authority, **facts) -> User:
    """A new account that acts as `role` in an organization or an authority; a leader holds a post there."""
    place = {"organization": body} if isinstance(body, Organization) else {"authority": body}
    user = MembershipFactory(role=role, **place, **facts).user
    if role == Role.LEADER:
        in_post(user, body)
    return user


def in_post(user: User, organization: Organization, post: Post = Post.BRANCH_SECRETARY, **facts) -> ResponsiblePerson:
    """The person on record whose account it is; the open term of the post, if there is one, else a new one."""
    held = ResponsiblePerson.objects.filter(organization=organization, post=post, term_until=None).first()
    person = held or ResponsiblePersonFactory(organization=organization, post=post, name=user.name, **facts)
    person.account = user
    person.save()
    return person


class ReportingPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportingPeriod
        django_get_or_create = ("year", "quarter")

    year = 2026
    quarter = 3
    due_on = date(2026, 10, 15)


class QuarterlyReportFactory(factory.django.DjangoModelFactory):
    """A draft; with `complete=True` one that has everything the checklist asks for."""

    class Meta:
        model = QuarterlyReport
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    period = factory.SubFactory(ReportingPeriodFactory)
    registration_authority = factory.SelfAttribute("organization.registration_authority")
    competent_authority = factory.SelfAttribute("organization.competent_authority")
    district = factory.SelfAttribute("organization.district")
    due_on = factory.SelfAttribute("period.due_on")

    @factory.post_generation
    def complete(self, create, extracted, **kwargs):
        if not extracted:
            return
        self.findings, self.measures = "本季度未发现突出问题。", "继续落实季度会议制度。"
        self.save()
        for kind in MeetingKind:
            MeetingFactory(report=self, kind=kind)


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Meeting

    report = factory.SubFactory(QuarterlyReportFactory)
    kind = MeetingKind.COUNCIL
    held_on = date(2026, 8, 20)
    place = "本会会议室"
    chair = "会长"
    expected = 11
    present = 9
    agenda = "审议第三季度工作"
    conclusions = "会议听取汇报并形成决议。"


def also_leads(user: User, organization: Organization, *, consented_by: User) -> Membership:
    """A second seat of the same person, given while one person was permitted to do everything, consented to and in post."""
    day = date(2020, 1, 1)
    SelfCertification.objects.create(
        organization=organization, reason="专职人员仅一名", granted_by=consented_by, valid_from=day, valid_until=day
    )
    seat = MembershipFactory(user=user, role=Role.LEADER, organization=organization, starts_on=day, needs_check=True)
    IdentityCheck.objects.create(membership=seat, way=CheckWay.CONSENT, by=consented_by, acting_as="")
    in_post(user, organization, Post.LEADER)
    return seat


def duty_of(organization: Organization, kind: str, *, year: int = 2026, part: int = 1, today: date = date(2026, 10, 9)):
    """One duty of the year, opened as the portal opens it."""
    open_year(year, today=today)
    return Duty.objects.get(organization=organization, kind=kind, year=year, part=part)
