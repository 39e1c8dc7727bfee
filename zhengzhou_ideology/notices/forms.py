"""How one person wants to be told, kind by kind; and the groups that an administrator sets up."""

from typing import Any

from django import forms

from zhengzhou_ideology.notices import kinds
from zhengzhou_ideology.notices.enums import Mode
from zhengzhou_ideology.notices.models import GroupChannel, Preference


class PreferencesForm(forms.Form):
    """A choice for each kind that leaves one; legal papers leave none."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
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

    def save(self) -> None:
        Preference.objects.bulk_create(
            [Preference(user=self.user, kind=kind, mode=mode) for kind, mode in self.cleaned_data.items()],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["mode"],
        )


class GroupChannelForm(forms.ModelForm):
    """The address is a secret: it is written, never shown again."""

    url = forms.CharField(
        label="机器人地址",
        required=False,
        widget=forms.PasswordInput,
        max_length=500,
        help_text="保存后不再显示；留空则沿用原地址。",
    )
    kinds = forms.MultipleChoiceField(
        label="接收的类别", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选表示接收全部类别。"
    )

    class Meta:
        model = GroupChannel
        fields = ["owner", "name", "url", "kinds", "active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.key, kind.label) for kind in kinds.registered()]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        url = self.cleaned_data["url"] or self.instance.url
        if not url:
            raise forms.ValidationError("请填写机器人地址。")
        return url
