"""Who hosts the portal: what a government site in China states at its foot, each from the environment."""

from typing import Any

# Key in the templates and its variable; an empty one is not shown.
FACTS = {
    "name": "HOST_NAME",  # 郑州市民政局
    "sponsor": "HOST_SPONSOR",  # 主办单位, where it is another
    "telephone": "HOST_TELEPHONE",
    "hours": "HOST_HOURS",
    "icp": "HOST_ICP",
    "police_record": "HOST_POLICE_RECORD",
    "site_code": "HOST_SITE_CODE",
}


def host_of(env: Any) -> dict[str, str]:
    return {key: env.str(variable, "").strip() for key, variable in FACTS.items()}
