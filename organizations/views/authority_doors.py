"""The acts on the page of an authority: their buttons, their forms, and when they are open."""

from typing import Any

from django.utils.timezone import localdate

from organizations import authorities, closing
from organizations.forms.authorities import AliasForm, CloseForm, HandOverForm, RenameForm
from organizations.models import Authority
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.workflow.offers import Door


def is_open(user: Any, authority: Authority) -> bool:
    return authority.closed_on is None


def has_rename_ahead(user: Any, authority: Authority) -> bool:
    return any(named.since and named.since > localdate() for named in authority.names.all())


def has_organizations_to_move(user: Any, authority: Authority) -> bool:
    return authority.successor_id is not None and authorities.belonging_to(authority).within_reach(user).exists()


DOORS = {
    door.name.removeprefix("authority_"): door
    for door in (
        Door(
            act=authorities.rename,
            address="organizations:authority_rename",
            label="更名",
            question="自生效之日起使用新名称。以前的材料保留原名称，用原名称仍可查到本单位。",
            done="更名已登记。",
            form=RenameForm,
            when=is_open,
        ),
        Door(
            act=authorities.withdraw_rename,
            address="organizations:authority_withdraw_rename",
            label="撤回更名",
            question="尚未生效的更名将被撤回，继续使用现在的名称。",
            done="更名已撤回。",
            form=ReasonForm,
            when=has_rename_ahead,
        ),
        Door(
            act=authorities.add_alias,
            address="organizations:authority_add_alias",
            label="增加别名",
            question="导入名录时，写作该别名的即为本单位。",
            done="别名已增加。",
            form=AliasForm,
            when=is_open,
        ),
        Door(
            act=closing.close,
            address="organizations:authority_close",
            label="撤销单位",
            question="撤销后不能再选择本单位。未办结的材料移交承接单位，并逐件留下记录；已办结的不变。在本单位的席位和未使用的邀请随之结束，并通知本人。所属社会组织不自动改挂，由登记管理机关确认。",
            done="撤销已登记。",
            form=CloseForm,
            tone="btn-danger",
            when=is_open,
            given=lambda user, authority: {"authority": authority, "today": localdate()},
        ),
        Door(
            act=closing.hand_over,
            address="organizations:authority_hand_over",
            label="社会组织改由承接单位负责",
            question="您管理范围内仍属本单位的社会组织，将自今天起全部改由承接单位负责，逐家记入沿革，未办结的材料随之移交。需要分别处理的，请先逐一办理管理机关变更。",
            done="社会组织已改由承接单位负责。",
            form=HandOverForm,
            tone="btn-primary",
            when=has_organizations_to_move,
        ),
    )
}
REMOVE_ALIAS = Door(
    act=authorities.remove_alias,
    address="organizations:authority_remove_alias",
    label="删除",
    question="删除后，名录中的这一写法不再指向本单位。",
    done="别名已删除。",
    tone="btn-sm",
    each=True,
)
