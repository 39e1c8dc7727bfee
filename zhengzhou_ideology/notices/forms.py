"""How one person wants to be told, kind by kind; and the groups that an administrator sets up."""

from collections.abc import Sequence
from typing import Any

from django import forms

from zhengzhou_ideology.notices import kinds, queues
from zhengzhou_ideology.notices.enums import Mode
from zhengzhou_ideology.notices.models import GroupChannel, Preference
from zhengzhou_ideology.notices.robots import as_entered


class PreferencesForm(forms.Form):
    """A choice for each kind that leaves one; legal papers leave none."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wishes = dict(Preference.objects.filter(user=user).values_list("kind", "mode"))
        for kind in kinds.registered():
            if kind.legal_paper:
                continue
            self.fields[kind.key] = forms.ChoiceField(
                label=kind.label,
                choices=[choice for choice in Mode.choices if kind.digestible or choice[0] != Mode.DIGEST],
                initial=wishes.get(kind.key, Mode.AT_ONCE),
                widget=forms.RadioSelect,
            )


class QueueForm(forms.Form):
    """Of which queue the troubled rows are; the first one if none is named."""

    queue = forms.ChoiceField(label="队列", required=False, choices=queues.LABELS.items())

    @property
    def chosen(self) -> str:
        return (self.is_valid() and self.cleaned_data["queue"]) or queues.FIRST


class GroupChannelForm(forms.ModelForm):
    """The address is a secret: it is written, never shown again. `owners` are lent by whoever knows what they stand for."""

    owner = forms.ChoiceField(label="所属单位", help_text="该单位承办事项的催办督办发到这个群。")
    url = forms.CharField(
        label="机器人地址",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=500,
        help_text="从企业微信或者钉钉群机器人的设置页面复制 Webhook 地址。地址相当于密码，保存后不再显示。"
        "钉钉机器人启用加签的，填写“dingtalk://密钥@令牌”。",
    )
    kinds = forms.MultipleChoiceField(
        label="接收的类别", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选表示接收全部类别。"
    )

    class Meta:
        model = GroupChannel
        fields = ["owner", "name", "url", "kinds"]

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields
        offered["kinds"].choices = [(kind.key, kind.label) for kind in kinds.registered()]
        if self.instance.pk:
            del self.fields["owner"]
            self.fields["url"].label = "新的机器人地址"
            self.fields["url"].help_text = f"现用地址为 {self.instance.shown_address}，留空则沿用。"
        else:
            offered["owner"].choices = [("", "请选择"), *owners]

    def clean_url(self) -> str:
        typed = as_entered(self.cleaned_data["url"])
        if not typed and not self.instance.url:
            raise forms.ValidationError("请填写机器人地址。")
        return typed
