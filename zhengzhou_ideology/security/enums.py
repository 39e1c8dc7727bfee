"""What a security event can be: GB/T 22239-2019, 8.1.4.3 wants every one of these with its user, time and outcome."""

from django.db.models import TextChoices


class EventKind(TextChoices):
    SIGN_IN = "sign_in", "登录成功"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    FACTOR_FAILED = "factor_failed", "第二重验证失败"
    SIGN_IN_SLOWED = "sign_in_slowed", "登录被延缓"
    SIGN_OUT = "sign_out", "退出登录"
    SESSION_ENDED = "session_ended", "登录被终止"
    FACTOR_ON = "factor_on", "启用第二重验证"
    FACTOR_OFF = "factor_off", "停用第二重验证"
    FACTOR_RECOVERED = "factor_recovered", "第二重验证凭单解除"
    PASSWORD_CHANGED = "password_changed", "修改密码"
    PASSWORD_RESET = "password_reset", "重设密码"
    ADDRESS_CHANGED = "address_changed", "更改电子邮箱"
    PROVED = "proved", "再次验证身份"
    SEAT_GRANTED = "seat_granted", "授予身份"
    SEAT_ENDED = "seat_ended", "结束身份"
    ROLE_SWITCHED = "role_switched", "切换身份"
    DENIED = "denied", "越权被拒"
    EXPORTED = "exported", "导出数据"
    CASE_READ = "case_read", "查阅案卷"
    PERSONS_READ = "persons_read", "查阅个人信息"
    CONFIGURED = "configured", "更改配置"
    ALARMED = "alarmed", "发出告警"
