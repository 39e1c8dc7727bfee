"""What is typed about whose voice an account is: a check of identity, a post's account, a change of post."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from organizations.enums import IdentityPaper, Post
from organizations.models import Organization, PostChange, User
from organizations.post_change_workflow import fault_of_day
from organizations.registry import cleaning
from zhengzhou_ideology.forms import DateInput, offer_rows


class IdentityCheckForm(forms.Form):
    paper = forms.ChoiceField(
        label="查验的证件",
        choices=[("", "请选择"), *IdentityPaper.choices],
        help_text="只登记查验了何种证件，不登记证件号码，不留存复印件。",
    )
    remark = forms.CharField(label="备注", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AccountOfPostForm(forms.Form):
    account = forms.ModelChoiceField(label="本人账号", queryset=User.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, accounts: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "account", accounts.order_by("name", "pk"), label=User.name_and_account)


class PostChangeForm(forms.ModelForm):
    upload = forms.FileField(label="依据文件", help_text="会议决议、任职文件或者登记证书的扫描件。")

    class Meta:
        model = PostChange
        fields = ["name", "office_phone", "office_email", "effective_on", "basis"]
        widgets = {"effective_on": DateInput()}

    field_order = ["name", "office_phone", "office_email", "effective_on", "basis", "upload"]

    def __init__(self, *args: Any, organization: Organization, post: Post, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization, self.post, self.today = organization, post, today
        self.initial = {**self.initial, "effective_on": today}

    def clean_name(self) -> str:
        return cleaning.words(self.cleaned_data["name"])

    def clean_effective_on(self) -> date:
        begins = self.cleaned_data["effective_on"]
        if problem := fault_of_day(self.organization, self.post, begins, self.today):
            raise forms.ValidationError(problem)
        return begins

    def facts(self) -> dict[str, Any]:
        """Call only on a valid form."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}
