from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = "社会组织"

    def ready(self) -> None:
        from organizations import announcement_workflow, gaps, operators, own_data, voices  # noqa: PLC0415 - models are ready only now
        from organizations.life import letters  # noqa: PLC0415
        from organizations.models import AnnouncementReading  # noqa: PLC0415
        from organizations.models.proposals import NOTICE_KIND  # noqa: PLC0415
        from organizations.reset_letters import KIND as RESETS  # noqa: PLC0415
        from organizations.seating import KIND as SEATS  # noqa: PLC0415
        from organizations.substitutions import KIND  # noqa: PLC0415
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415

        gaps.register()
        AnnouncementReading.register()
        kinds.register(
            kinds.Kind(KIND, "代理和交接"),
            kinds.Kind(announcement_workflow.KIND, "通知公告"),
            kinds.Kind(SEATS, "机关席位"),
            kinds.Kind(voices.KIND, "账号邀请、核验和任职变更", digestible=False),
            kinds.Kind(RESETS, "凭单重设密码", digestible=False),
            kinds.Kind(NOTICE_KIND, "名录导入"),
            kinds.Kind(letters.KIND, "登记变更"),
            kinds.Kind(operators.KIND, "系统运行"),
            kinds.Kind(own_data.KIND, "个人信息更正"),
        )
