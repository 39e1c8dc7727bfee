"""How a decision tells whom it concerns of the way to a review."""

from organizations.models import Authority


def how_to_have_it_reviewed(authority: Authority, days: int) -> str:
    """The sentence that every refusal, return and revocation carries."""
    hearing = authority.review_authority
    who = f"{hearing}" if hearing != authority else f"{hearing}（由原经办人以外的人员办理）"
    return f"对本决定不服的，可以自送达之日起{days}日内，通过本门户该申报页面向{who}申请复核。"
