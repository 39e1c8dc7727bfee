"""How far the removal of what has expired has come."""

from django.db.models import TextChoices


class DisposalState(TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认待执行"
    DONE = "done", "已执行"
    KEPT = "kept", "继续保存"


class RuleKey(TextChoices):
    """What is kept by rule; `schedule` says of each how long, from when, and who confirms."""

    PAPER_FILES = "paper_files", "材料附件"
    REMOVED_FILES = "removed_files", "未随材料报送的附件"
    NOTICES = "notices", "站内通知"
    ACCOUNTS = "accounts", "停用账号的个人信息"
    IMPORT_ROWS = "import_rows", "导入名录的原始单元格"
    INVITATIONS = "invitations", "邀请中的姓名和邮箱"
    POSTS = "posts", "往届责任人的联系方式"
    MAILS = "mails", "账号邮件"
    SESSIONS = "sessions", "登录会话"
