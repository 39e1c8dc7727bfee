"""Work that beat asks for anyway, begun at once."""

import logging
from typing import Any

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def knock(task: Any) -> None:
    """A broker that is down loses nothing, because beat asks again."""
    try:
        task.apply_async(retry=False)
    except OperationalError:
        logger.warning("The broker cannot be reached; beat calls %s once it can", task.name)
