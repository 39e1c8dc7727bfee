"""`found`: the two founders' accounts of an empty installation."""

from argparse import ArgumentParser
from typing import Any

from django.utils.timezone import localtime, now

from organizations import founding
from organizations.enums import Role
from organizations.founding import Founder
from organizations.invitations import grouped
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "首次安装：邀请市级登记管理机关的一名安全管理员和一名审批负责人，二人各自开通账号。"
    requires_system_checks = []
    usage = "found SECURITY_NAME SUPERVISOR_NAME [--security-email E] [--supervisor-email E]，或者 found --again"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("security", metavar="SECURITY_NAME", nargs="?", default="", help="安全管理员的姓名")
        parser.add_argument("supervisor", metavar="SUPERVISOR_NAME", nargs="?", default="", help="审批负责人的姓名")
        parser.add_argument("--security-email", default="", metavar="E", help="有邮箱的以邮件邀请，没有的打印邀请码")
        parser.add_argument("--supervisor-email", default="", metavar="E")
        parser.add_argument("--again", action="store_true", help="为尚未开通账号的一方重新生成邀请")

    def run(self, **options: Any) -> None:
        if options["again"]:
            invited = founding.invite_again(now=now())
        else:
            founders = {
                Role.SECURITY_ADMINISTRATOR: Founder(options["security"] or "安全管理员", options["security_email"]),
                Role.SUPERVISOR: Founder(options["supervisor"] or "审批负责人", options["supervisor_email"]),
            }
            invited = founding.found(founders, now=now())
        for slip in invited.slips:
            until = localtime(slip.invitation.expires_at)
            seat = f"{slip.invitation}（{slip.invitation.name}）"
            self.stdout.write(f"{seat}：邀请码 {grouped(slip.code)}，{slip.url}，{until:%Y-%m-%d %H:%M} 前有效")
        if invited.mailed:
            self.stdout.write(f"{invited.mailed} 份邀请邮件将由后台任务发出。")
        self.stdout.write("请分别交给两个人，由其本人各自开通账号。")
