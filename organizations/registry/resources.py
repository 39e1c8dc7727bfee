"""What a row of the registry means, column by column: read by the import, written by the exports and the admin."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from organizations.enums import OrganizationKind, OrganizationStatus, Post
from organizations.models import Organization
from organizations.registry import cleaning, widgets

KIND_ALIASES: dict[str, tuple[str, ...]] = {
    OrganizationKind.ASSOCIATION: ("社团", "社会团体法人", "社团法人"),
    OrganizationKind.SERVICE_INSTITUTION: (
        "民办非企业单位",
        "民办非企业",
        "民非",
        "民非企业",
        "民非单位",
        "民办非企业单位（法人）",
        "民办非企业单位（社会服务机构）",
        "社会服务机构（民办非企业单位）",
        "社会服务机构（民非）",
    ),
    OrganizationKind.FOUNDATION: ("基金会法人", "公募基金会", "非公募基金会"),
}
STATUS_ALIASES: dict[str, tuple[str, ...]] = {
    OrganizationStatus.ACTIVE: ("存续", "在业", "有效", "正常存续", "已登记", "正常运行"),
    OrganizationStatus.DEREGISTERED: ("已注销", "注销登记"),
    OrganizationStatus.REVOKED: ("已撤销", "撤销登记", "吊销", "已吊销"),
}


class Column(Field):
    """A column of a registry list: what lists call it, and whether every row needs it.

    One that `follows` from others may be absent from the list as a whole; where it is present, each row needs it.
    """

    def __init__(
        self,
        attribute: str,
        column_name: str,
        widget: Widget,
        *,
        also: Iterable[str] = (),
        required: bool = False,
        follows: bool = False,
        blank_means_none: bool = False,
    ) -> None:
        super().__init__(attribute=attribute, column_name=column_name, widget=widget)
        self.also, self.required, self.follows = tuple(also), required, follows
        self.blank_means_none = blank_means_none


def text(limit: int) -> Widget:
    return widgets.TextWidget(cleaning.words, limit)


class OrganizationResource(ModelResource):
    """The columns in the order of the bureaus' own lists. A person is a column too: the current holder of the post."""

    name = Column("name", "社会组织名称", text(120), also=("名称", "组织名称", "单位名称", "机构名称"), required=True)
    uscc = Column(
        "uscc",
        "统一社会信用代码",
        widgets.TextWidget(cleaning.code, 18),
        also=("信用代码", "社会信用代码", "统一信用代码", "统一代码", "统一社会信用代码证号"),
        required=True,
    )
    kind = Column(
        "kind",
        "社会组织类型",
        widgets.ChoiceWidget(OrganizationKind, KIND_ALIASES),
        also=("类型", "组织类型", "社会组织类别", "类别", "单位类型"),
        required=True,
        follows=True,
    )
    registration_authority = Column(
        "registration_authority",
        "登记管理机关",
        widgets.RegistrationAuthorityWidget(),
        also=("登记机关", "登记管理单位", "登记管理机关名称"),
        required=True,
    )
    competent_authority = Column(
        "competent_authority",
        "业务主管单位",
        widgets.CompetentAuthorityWidget(),
        also=("主管单位", "业务主管部门", "业务主管机关", "业务主管", "业务主管单位名称", "业务主管部门名称"),
        blank_means_none=True,
    )
    district = Column(
        "district",
        "所属区县",
        widgets.DistrictWidget(),
        also=(
            "所属县（市、区）",
            "所属县",
            "县（市、区）",
            "县区",
            "区县",
            "所在区县",
            "所在县区",
            "所属区域",
            "行政区划",
        ),
        required=True,
        follows=True,
    )
    leader = Column(
        Post.LEADER,
        "法定代表人",
        text(40),
        also=("法人代表", "法定代表人姓名", "主要负责人", "法人", "负责人", "负责人姓名"),
    )
    branch_secretary = Column(
        Post.BRANCH_SECRETARY,
        "党支部书记",
        text(40),
        also=("支部书记", "党组织书记", "党支部书记姓名", "支部书记姓名", "党组织书记姓名", "党组织负责人"),
    )
    liaison = Column(
        Post.LIAISON, "日常工作联系人", text(40), also=("联系人", "联系人姓名", "日常联系人", "联络员", "工作联系人")
    )
    phone = Column(
        "phone",
        "联系电话",
        widgets.TextWidget(cleaning.phone, 30),
        also=("电话", "办公电话", "联系人电话", "联系方式", "手机", "手机号", "手机号码"),
    )
    email = Column(
        "email",
        "电子邮箱",
        widgets.TextWidget(cleaning.email, 254),
        also=("邮箱", "电子邮件", "E-mail", "Email", "邮箱地址"),
    )
    founded_on = Column(
        "founded_on",
        "成立登记日期",
        widgets.FoundingDayWidget(),
        also=("成立日期", "登记日期", "成立时间", "登记时间", "成立登记时间", "注册日期", "批准成立日期"),
        required=True,
    )
    address = Column(
        "address", "住所", text(200), also=("地址", "住址", "注册地址", "登记住所", "详细地址", "办公地址")
    )
    status = Column(
        "status",
        "状态",
        widgets.ChoiceWidget(OrganizationStatus, STATUS_ALIASES),
        also=("登记状态", "组织状态", "社会组织状态", "单位状态"),
    )
    ended_on = Column(
        "ended_on",
        "注销（撤销）日期",
        widgets.DayWidget(),
        also=("注销日期", "撤销日期", "注销时间", "撤销时间", "注销（撤销）时间", "注销撤销日期"),
    )

    class Meta:
        model = Organization
        import_id_fields = ("uscc",)
        fields = (
            "name",
            "uscc",
            "kind",
            "registration_authority",
            "competent_authority",
            "district",
            "leader",
            "branch_secretary",
            "liaison",
            "phone",
            "email",
            "founded_on",
            "address",
            "status",
            "ended_on",
        )

    def __init__(self, today: date | None = None, **kwargs: Any) -> None:
        """`today` is what reading needs; writing does without."""
        super().__init__(**kwargs)
        for column in self.columns.values():
            if today and isinstance(column.widget, widgets.FoundingDayWidget):
                column.widget.today = today
            elif isinstance(column.widget, widgets.NamedWidget):
                column.widget.load()

    @property
    def columns(self) -> dict[str, Column]:
        return {key: self.fields[key] for key in self._meta.fields}

    def column_names(self) -> dict[str, str]:
        """From a column's name, as `cleaning.key` writes it, to its key."""
        return {
            cleaning.key(name): key
            for key, column in self.columns.items()
            for name in (column.column_name, *column.also)
        }

    def required_columns(self) -> dict[str, str]:
        return {
            key: column.column_name for key, column in self.columns.items() if column.required and not column.follows
        }

    def written(self, key: str, value: Any) -> str:
        """A stored value as the list would write it."""
        return self.columns[key].widget.render(value)
