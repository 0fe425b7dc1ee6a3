"""Where a lower package lets a higher one join in, without importing it."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Hook(Generic[Given, Result]):
    """A named place others register for, in their `AppConfig.ready()`; calling it calls each of them, in that order."""

    def __init__(self) -> None:
        self._listeners: list[Callable[Given, Result]] = []

    def register(self, listener: Callable[Given, Result]) -> Callable[Given, Result]:
        """Have `listener` called each time; registering the same one twice changes nothing."""
        if listener not in self._listeners:
            self._listeners.append(listener)
        return listener

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> list[Result]:
        """Call every listener, in this transaction if there is one; an error in one is the caller's error."""
        return [listener(*args, **kwargs) for listener in self._listeners]
