"""What is typed to propose a token, to set up an endpoint, and to look for one."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate, make_aware, now

from organizations.models import Authority, User
from reports.api.enums import SCOPE_OF, EventName, TokenScope, TokenState
from reports.api.models import AccessToken, WebhookEndpoint
from reports.api.models.tokens import AccessTokenQuerySet, checked_range
from reports.api.posting import checked_address
from reports.models.batches import authorities_of
from zhengzhou_ideology.forms import DateInput, offer_rows, search_words, words

YEAR = timedelta(days=365)


class TokenListForm(forms.Form):
    q = search_words("名称或使用系统")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *TokenState.choices])

    def narrow(self, tokens: AccessTokenQuerySet) -> AccessTokenQuerySet:
        wanted = self.cleaned_data if self.is_valid() else {}
        if text := wanted.get("q", "").strip():
            tokens = tokens.called(text)
        return tokens.filter(state=wanted["state"]) if wanted.get("state") else tokens


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label="可以读取", choices=TokenScope.choices, widget=forms.CheckboxSelectMultiple
    )
    addresses = words("允许的来源地址", help_text="每行一个地址或者地址段，例如 10.8.1.0/24。其他来源的请求一律拒绝。")
    expires_on = forms.DateField(label="有效期至（含当日）", widget=DateInput(), help_text="最长一年，到期须重新申请。")

    class Meta:
        model = AccessToken
        fields = ("name", "system", "contact", "authority", "scopes", "addresses")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Authority.objects.open().filter(pk__in=authorities_of(by).values("pk"))
        offer_rows(self, "authority", offered.order_by("kind", "code"), empty="请选择")

    def clean_addresses(self) -> list[str]:
        typed = [line for line in re.split(r"[\s,，;；、]+", self.cleaned_data["addresses"]) if line]
        for line in typed:
            checked_range(line)
        return list(dict.fromkeys(typed))

    def clean_expires_on(self) -> Any:
        """The day itself is within; the model counts to its end."""
        day, today = self.cleaned_data["expires_on"], localdate()
        if not today <= day <= today + YEAR:
            raise forms.ValidationError("有效期不能早于今天，最长一年。")
        self.instance.expires_at = make_aware(datetime.combine(day + timedelta(days=1), time()))
        return day

    def _post_clean(self) -> None:
        """The act fills in who and when before the model is asked."""
        if not self.errors:
            for name in self.Meta.fields:
                setattr(self.instance, name, self.cleaned_data[name])


class EndpointForm(forms.ModelForm):
    """Where a system listens; tokens that are good, of the authorities that one looks after."""

    kinds = forms.MultipleChoiceField(
        label="推送的事项", choices=EventName.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("token", "url", "kinds")
        help_texts = {"url": "以 https:// 开头；主机须已由运维人员登记在 WEBHOOK_HOSTS 中。"}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "token", AccessToken.objects.visible_to(by).live(now()).latest_first(), empty="请选择")
        told = {scope.label for scope in SCOPE_OF.values()}
        self.fields["kinds"].help_text = f"只能选择令牌可以读取的数据（{'、'.join(sorted(map(str, told)))}）的事项。"

    def clean_url(self) -> str:
        checked_address(self.cleaned_data["url"])
        return self.cleaned_data["url"]

    def _post_clean(self) -> None:
        if not self.errors:
            for name in self.Meta.fields:
                setattr(self.instance, name, self.cleaned_data[name])
