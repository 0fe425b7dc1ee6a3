"""What linking refuses, said for the person who brought the file."""


class Unusable(Exception):
    """The file or the model cannot be used; the message says why and what to do."""

    def __init__(self, message: str, *, what_to_do: str = "") -> None:
        super().__init__(message)
        self.what_to_do = what_to_do
