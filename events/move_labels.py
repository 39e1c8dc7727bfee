"""What each logged move of a filing is called."""

MOVE_LABELS = {
    "send_for_certification": "送负责人确认",
    "unlock": "退给申报人修改",
    "certify": "负责人确认并提交",
    "send_back": "退回补正",
    "concur": "批准（尚待其他单位）",
    "approve": "批准",
    "refuse": "不予批准",
    "cancel": "取消活动",
    "revoke": "撤销批准",
    "supersede": "由变更版本取代",
    "lapse": "失效",
    "conclude": "填报活动总结",
    "change": "变更后重新提交",
    "reopen": "复核撤销原决定，重新办理",
    "hand_over": "移交申报人",
    "record": "备案",
    "query": "备案要求说明",
    "answer": "答复备案说明",
}
