"""`grant_roles`: the roles of the database and what each may, by the owner of the tables, after every `migrate`."""

from typing import Any

from zhengzhou_ideology.audit.roles import APPLICATION, READER, everybody_creates, grant
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "建立并更新数据库角色：应用角色不拥有任何表，不能关闭触发器、清空表或改写只写一次的记录；只读角色只能查询。"
    usage = "grant_roles"

    def run(self, **options: Any) -> None:
        grant()
        self.stdout.write(f"已授权：{APPLICATION}（门户运行）、{READER}（只读查询）。")
        if everybody_creates():
            self.stderr.write(
                "任何数据库账号仍可在模式 public 中新建对象。请以超级用户执行 ALTER SCHEMA public OWNER TO 表的所有者，再执行本命令。"
            )
