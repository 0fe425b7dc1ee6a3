"""What is asked of somebody who makes a contact, and of whoever decides it. Choices come from the pack."""

from alongside.helping.front_door.forms.deciding import (
    AnswerForm,
    AskPartnersForm,
    DecideForm,
    GradeForm,
    PassOnForm,
    ToldForm,
)
from alongside.helping.front_door.forms.files import FileForm
from alongside.helping.front_door.forms.people import PersonForm, SearchForm
from alongside.helping.front_door.forms.public import PublicForm
from alongside.helping.front_door.forms.sending import (
    CheckForm,
    DangerForm,
    FamilyViewForm,
    MoreForm,
    QuestionsForm,
    RouteForm,
    SenderForm,
    StraightForm,
    TriedForm,
    WorriesForm,
)

__all__ = [
    "AnswerForm", "AskPartnersForm", "CheckForm", "DangerForm", "DecideForm", "FamilyViewForm", "FileForm", "GradeForm",
    "MoreForm", "PassOnForm", "PersonForm", "PublicForm", "QuestionsForm", "RouteForm", "SearchForm", "SenderForm",
    "StraightForm", "ToldForm", "TriedForm", "WorriesForm",
]  # fmt: skip
