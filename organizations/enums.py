"""The closed lists of the first floor."""

from django.db.models import TextChoices


class AuthorityKind(TextChoices):
    CITY_BUREAU = "city_bureau", "市级登记管理机关"
    DISTRICT_BUREAU = "district_bureau", "县（市、区）登记管理机关"
    COMPETENT = "competent", "业务主管单位"
    PARTY = "party", "上级党组织"


class AuthorityAct(TextChoices):
    ADD = "add", "新增单位"
    RENAME = "rename", "更名"
    WITHDRAW_RENAME = "withdraw_rename", "撤回更名"
    CORRECT = "correct", "修改信息"
    CLOSE = "close", "撤销单位"
    TAKE_OVER = "take_over", "承接业务"
    HAND_OVER = "hand_over", "社会组织改挂"
    ADD_ALIAS = "add_alias", "增加别名"
    REMOVE_ALIAS = "remove_alias", "删除别名"


class OrganizationAct(TextChoices):
    LINK_ACCOUNT = "link_account", "关联任职账号"
    PERMIT_SELF_CERTIFICATION = "permit_self_certification", "准予一人兼任"
    CORRECT_PERSON = "correct_person", "更正任职信息"


class OrganizationKind(TextChoices):
    ASSOCIATION = "association", "社会团体"
    SERVICE_INSTITUTION = "service_institution", "社会服务机构"
    FOUNDATION = "foundation", "基金会"


# The second character of the credit code says the kind (GB 32100-2015 with the civil-affairs register's classes).
KIND_OF_CODE = {
    "51": OrganizationKind.ASSOCIATION,
    "52": OrganizationKind.SERVICE_INSTITUTION,
    "53": OrganizationKind.FOUNDATION,
}


class OrganizationStatus(TextChoices):
    ACTIVE = "active", "正常"
    SUSPENDED = "suspended", "停止活动"
    DEREGISTERED = "deregistered", "注销"
    REVOKED = "revoked", "撤销"
    MERGED = "merged", "合并终止"


# Still on the register: owes, or will owe again.
REGISTERED = (OrganizationStatus.ACTIVE, OrganizationStatus.SUSPENDED)
# Named one by one, because an index finds few statuses and not all but one.
AT_REST = tuple(status for status in OrganizationStatus if status != OrganizationStatus.ACTIVE)


class ChangeKind(TextChoices):
    """What happens to an organization in its life, each entered as an act with its day and its paper."""

    REGISTRATION = "registration", "成立登记"
    RENAME = "rename", "名称变更"
    ADDRESS = "address", "住所变更"
    PURPOSES = "purposes", "业务范围变更"
    TRANSFER = "transfer", "管理机关变更"
    SUSPENSION = "suspension", "停止活动"
    RESUMPTION = "resumption", "恢复活动"
    MERGER = "merger", "合并"
    DIVISION = "division", "分立"
    DEREGISTRATION = "deregistration", "注销登记"
    REVOCATION = "revocation", "撤销登记"
    CORRECTION = "correction", "登记信息更正"


ENDS = (ChangeKind.MERGER, ChangeKind.DEREGISTRATION, ChangeKind.REVOCATION)


class Post(TextChoices):
    LEADER = "leader", "主要负责人"
    BRANCH_SECRETARY = "branch_secretary", "支部书记"
    LIAISON = "liaison", "日常工作联系人"

    @classmethod
    def first_responsible(cls) -> tuple["Post", "Post"]:
        """第一责任人 (article 3)."""
        return cls.LEADER, cls.BRANCH_SECRETARY


class Gap(TextChoices):
    """What an organization may lack; `ANY` of these, where it was not looked at since something changed."""

    ANY = "", "待核对"
    ACCOUNT = "account", "没有账号"
    SECRETARY = "secretary", "没有秘书账号"
    LEADER = "leader", "主要负责人空缺"
    BRANCH_SECRETARY = "branch_secretary", "支部书记空缺"
    POST_OF_ACCOUNT = "post_of_account", "第一责任人账号没有对应的现任任职"


class OutletKind(TextChoices):
    WEBSITE = "website", "网站"
    PUBLIC_ACCOUNT = "public_account", "公众账号"
    PUBLICATION = "publication", "刊物"
    VENUE = "venue", "场所"


class OutletAnswer(TextChoices):
    """What an organization says of an outlet when it confirms the register of a year."""

    RIGHT = "right", "仍然正确"
    CHANGED = "changed", "已变更"
    CLOSED = "closed", "已停用"


class ConfirmationKind(TextChoices):
    """What an organization confirms as registered: outlets once a year (article 9), posts and contact twice (article 8)."""

    OUTLETS = "outlets", "阵地确认"
    POSTS = "posts", "任职和联系人确认"


class ChosenWay(TextChoices):
    """How an authority says which organizations it means."""

    ALL = "all", "管辖范围内的全部社会组织"
    FILTER = "filter", "按类型、县（市、区）和登记管理机关"
    LIST = "list", "按名单"


class AnnouncementState(TextChoices):
    DRAFT = "draft", "草稿"
    SENT = "sent", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"
    DISCARDED = "discarded", "已放弃"


class Role(TextChoices):
    SECRETARY = "secretary", "秘书"
    LEADER = "leader", "第一责任人"
    COMPETENT_OFFICER = "competent_officer", "业务主管单位经办人"
    PARTY_OFFICER = "party_officer", "上级党组织经办人"
    REGISTRAR = "registrar", "登记管理机关经办人"
    SUPERVISOR = "supervisor", "审批负责人"
    ADMINISTRATOR = "administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDITOR = "auditor", "审计员"


ORGANIZATION_ROLES = (Role.SECRETARY, Role.LEADER)
# Whoever sees papers of organizations; the security administrator sees accounts and seats alone, and a superior party
# organization only what is addressed to it.
OFFICER_ROLES = (Role.COMPETENT_OFFICER, Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
AUTHORITY_ROLES = (*OFFICER_ROLES, Role.PARTY_OFFICER, Role.SECURITY_ADMINISTRATOR)
# 三员: nobody holds two of them at the same time (GB/T 22239-2019, 8.1.5).
THREE_SEATS = (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)
# The two that found an installation, in the city bureau.
FOUNDERS = (Role.SECURITY_ADMINISTRATOR, Role.SUPERVISOR)


# Certifying and signing decisions are personal acts: leaders and supervisors have no substitutes.
SUBSTITUTABLE_ROLES = (Role.SECRETARY, Role.COMPETENT_OFFICER, Role.PARTY_OFFICER, Role.REGISTRAR)


class InvitationState(TextChoices):
    OPEN = "open", "待接受"
    USED = "used", "已接受"
    EXPIRED = "expired", "已过期"
    REVOKED = "revoked", "已作废"


class SeatState(TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"
    ENDED = "ended", "已结束"


class AccessResetState(TextChoices):
    PROPOSED = "proposed", "待核验"
    CONFIRMED = "confirmed", "已核验"
    USED = "used", "已重设"
    REFUSED = "refused", "不予办理"
    EXPIRED = "expired", "已过期"


class AccountAct(TextChoices):
    END_MEMBERSHIP = "end_membership", "结束身份"
    DEACTIVATE = "deactivate", "停用账号"
    REACTIVATE = "reactivate", "恢复账号"
    SEND_PASSWORD_RESET = "send_password_reset", "发送密码重置链接"
    RESET_MFA = "reset_mfa", "解除两步验证"
    GRANT_SUBSTITUTION = "grant_substitution", "指定代理人"
    END_SUBSTITUTION = "end_substitution", "终止代理"
    CHANGE_ADDRESS = "change_address", "更改电子邮箱"


class SubstitutionStanding(TextChoices):
    """Where a substitution stands on a day; nothing of it is stored."""

    AHEAD = "ahead", "未开始"
    RUNNING = "active", "代理中"
    OVER = "over", "已到期"
    ENDED = "ended", "提前终止"


class VoiceState(TextChoices):
    """Where a seat of an organization stands on a day; nothing of it is stored."""

    ACTS = "active", "可以办理"
    WAITS = "pending", "待同意或者核验"
    OFF_POST = "off_post", "任职未登记或者已结束，不能确认"


class CheckWay(TextChoices):
    """How a further leader's account comes to act: one of the two, by another than the inviter."""

    CONSENT = "consent", "现任第一责任人同意"
    CHECK = "check", "身份核验"


class IdentityPaper(TextChoices):
    """What was seen; of an identity card never the number."""

    IDENTITY_CARD = "identity_card", "居民身份证（不登记号码）"
    RESOLUTION = "resolution", "任职文件或者会议决议"
    LICENCE = "licence", "法人登记证书"


class PostBasis(TextChoices):
    """The paper on which a change of post rests."""

    RESOLUTION = "resolution", "会议决议"
    APPOINTMENT = "appointment", "任职文件"
    LICENCE = "licence", "法人登记证书"


class PostChangeState(TextChoices):
    ENTERED = "entered", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"
    WITHDRAWN = "withdrawn", "已撤回"


class ImportState(TextChoices):
    PREVIEWED = "previewed", "待确认"
    APPLIED = "applied", "已导入"
    PARTLY_UNDONE = "partly_undone", "部分撤回"
    UNDONE = "undone", "已撤回"
    DISCARDED = "discarded", "已放弃"


class Verdict(TextChoices):
    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    UNCHANGED = "unchanged", "无变化"
    ERROR = "error", "错误"
    WAITING = "waiting", "待答复"


class ProposalState(TextChoices):
    """What became of the question which authority a list means by an unknown name."""

    OPEN = "open", "待答复"
    ALIAS = "alias", "认作别名"
    NEW = "new", "新设单位"
    LEFT = "left", "不予承认"
