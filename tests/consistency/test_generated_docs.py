"""Generated pages say what the code says now."""

from tools.generated_docs import pages


def test_generated_pages_are_current() -> None:
    drawn = pages().items()
    stale = [path.name for path, text in drawn if not path.exists() or path.read_text(encoding="utf-8") != text]
    assert not stale, f"Run 'python tools/generated_docs.py': {stale} no longer say what the code says"
