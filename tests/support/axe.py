"""Accessibility of a page by axe, told in lines that say what to mend."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([script, standards]) => {
  if (!window.axe) { (0, eval)(script); }
  const result = await window.axe.run(document, {
    runOnly: {type: 'tag', values: standards}, resultTypes: ['violations'],
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


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page as it is now: id, impact, help and the nodes, each with what to do."""
    # Through the debugger's isolated evaluation, so that our Content-Security-Policy stays on for the page itself.
    script = "" if page.evaluate("() => !!window.axe") else _script()
    found: list[dict[str, Any]] = page.evaluate(RUN, [script, STANDARDS])
    return found


def assert_accessible(page: Page) -> None:
    """Fail with every violation: rule, how bad, the element, and axe's advice."""
    lines = [
        f"{found['impact']} {found['id']}: {found['help']}\n    {node['target']}\n    {node['html'][:160]}"
        for found in violations(page)
        for node in found["nodes"]
    ]
    assert not lines, f"axe found {len(lines)} on {page.url}:\n" + "\n".join(lines)
