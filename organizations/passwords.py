"""What a password must be, where Django has no Chinese sentence for it."""

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError


class LengthValidator(MinimumLengthValidator):
    """Longer for whoever sits in an authority, or is about to."""

    def __init__(self, min_length: int, of_officers: int) -> None:
        super().__init__(min_length)
        self.of_officers = of_officers

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or not (user.joins_an_authority or (user.pk and user.sits_in_an_authority)):
            super().validate(password, user)
        elif len(password) < self.of_officers:
            raise ValidationError(
                f"密码太短，机关工作人员的密码至少需要 {self.of_officers} 个字符。", code="password_too_short"
            )

    def get_error_message(self) -> str:
        return f"密码太短，至少需要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符，机关工作人员至少 {self.of_officers} 个字符。"
