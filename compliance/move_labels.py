"""What each logged move of a report is called."""

MOVE_LABELS = {
    "send_for_certification": "送负责人确认",
    "unlock": "退给填报人修改",
    "certify": "负责人确认并提交",
    "withdraw": "撤回",
    "send_back": "退回更正",
    "accept": "接收",
    "supersede": "被更正版本取代",
    "exempt": "豁免",
    "amend": "建立更正稿",
    "ask_extension": "申请延期",
    "extend": "准予延期",
    "refuse_extension": "未准予延期",
    "ask_exemption": "申请豁免",
    "hand_over": "移交填报人",
    "refuse_exemption": "未准予豁免",
}
