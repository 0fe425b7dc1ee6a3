"""'How this council works': the operating model in force, in words, with its sources and assumptions."""

from typing import Any

from alongside.ground.design_system.views import Page
from alongside.ground.operating_models.presenters import parts, version_lines
from alongside.ground.operating_models.queries import DAY_COUNTING, adopted_versions, current_pack


class HowWeWork(Page):
    """Everyone who signs in may read it: no family is on it."""

    title = "How this council works"
    template = "operating_models/how_we_work.html"

    def context(self) -> dict[str, Any]:
        """The pack in parts, and the versions there have been."""
        adopted = current_pack()
        shown = parts(adopted.pack)
        reasons = [row.reason.kind for part in shown for row in part.rows]
        return {
            "pack": adopted.pack.info,
            "parts": shown,
            "versions": version_lines(adopted_versions(), adopted.version_id),
            "day_counting": DAY_COUNTING,
            "sourced": reasons.count("From"),
            "unsourced": len(reasons) - reasons.count("From"),
        }
