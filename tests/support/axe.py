"""Accessibility of a page by axe, told in lines that say what to mend."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DRAWN = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "css-orientation-lock"]
"""Rules that look at how a page is drawn, and so may find something at one width and not at another."""
RUN = """async ([script, only]) => {
  if (!window.axe) { (0, eval)(script); }
  const result = await window.axe.run(document, {
    runOnly: only, resultTypes: ['violations'],
  });
  return result.violations.map(v => ({
    id: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.map(n => ({target: n.target.join(' '), html: n.html, summary: n.failureSummary})),
  }));
}"""

Check = Callable[[Page], None]


@cache
def _script() -> str:
    if not SCRIPT.exists():
        raise FileNotFoundError("axe-core is not installed: run 'make setup'.")
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, *, drawn_only: bool = False) -> list[dict[str, Any]]:
    """What axe finds on the page as it is now: id, impact, help and the nodes, each with what to do.

    `drawn_only` asks the rules of `DRAWN` alone, where all others were asked of the same page at another width.
    """
    only = {"type": "rule", "values": DRAWN} if drawn_only else {"type": "tag", "values": STANDARDS}
    # Through the debugger's isolated evaluation, so that our Content-Security-Policy stays on for the page itself.
    script = "" if page.evaluate("() => !!window.axe") else _script()
    found: list[dict[str, Any]] = page.evaluate(RUN, [script, only])
    return found


def assert_accessible(page: Page) -> None:
    """Fail with every violation: rule, how bad, the element, and axe's advice."""
    lines = [
        f"{found['impact']} {found['id']}: {found['help']}\n    {node['target']}\n    {node['html'][:160]}"
        for found in violations(page)
        for node in found["nodes"]
    ]
    assert not lines, f"axe found {len(lines)} on {page.url}:\n" + "\n".join(lines)
