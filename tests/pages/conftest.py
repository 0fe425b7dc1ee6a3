"""Every test of the design system has a frame of its own: what higher packages put in theirs is tested there."""

import pytest

from alongside.ground.design_system import frame

PART = frame.FramePart(
    council="Testshire Council",
    sign_in="/sign-in/",
    made_up=True,
    navigation=(frame.NavigationItem("Today", "/note/", count=3), frame.NavigationItem("Find a person", "/find/")),
    footer=(frame.NavigationItem("Accessibility", "/accessibility/"),),
)


@pytest.fixture(autouse=True)
def a_frame_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """One council, two pages, made-up data."""
    monkeypatch.setattr(frame, "_parts", {"test": lambda _: PART})
