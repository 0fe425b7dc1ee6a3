"""Nothing typed is lost when a session ends: the page that says so carries it, signed, and gives it back."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, QueryDict

SALT = "alongside.resume"
KEPT_FOR_SECONDS = 12 * 60 * 60
NOT_CARRIED = {"csrfmiddlewaretoken", "resume", "resumed"}


@dataclass(frozen=True)
class Resumed:
    """What was typed, and the page it was for."""

    path: str
    answers: dict[str, list[str]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each input's name and value, for hidden inputs."""
        return [(name, value) for name, values in self.answers.items() for value in values]


def pack(request: HttpRequest) -> str:
    """What this POST carries, as a signed text for a hidden input named `resume`; files cannot be carried."""
    answers = {name: values for name, values in request.POST.lists() if name not in NOT_CARRIED}
    return signing.dumps({"path": request.get_full_path(), "answers": answers}, salt=SALT, compress=True)


def unpack(payload: str) -> Resumed | None:
    """What was packed; None when it was altered or is more than twelve hours old."""
    try:
        kept = signing.loads(payload, salt=SALT, max_age=KEPT_FOR_SECONDS)
    except signing.BadSignature:
        return None
    return Resumed(kept["path"], kept["answers"])


def as_query(answers: dict[str, list[str]]) -> QueryDict:
    """Kept answers in the shape of a POST."""
    typed = QueryDict(mutable=True)
    for name, values in answers.items():
        typed.setlist(name, values)
    return typed
