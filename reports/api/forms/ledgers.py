"""Of which token, and of which endpoint, a ledger is."""

from django import forms
from django.db.models import QuerySet

from reports.api.models import AccessToken, WebhookEndpoint


class AccessLedgerForm(forms.Form):
    of = forms.ModelChoiceField(label="令牌", queryset=AccessToken.objects.none())

    def narrow(self, accesses: QuerySet) -> QuerySet:
        return accesses.filter(token=self.cleaned_data["of"]) if self.is_valid() else accesses.none()


class DeliveryLedgerForm(forms.Form):
    of = forms.ModelChoiceField(label="推送地址", queryset=WebhookEndpoint.objects.none())

    def narrow(self, deliveries: QuerySet) -> QuerySet:
        return deliveries.filter(endpoint=self.cleaned_data["of"]) if self.is_valid() else deliveries.none()
