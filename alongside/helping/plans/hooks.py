"""Where packages above join in."""

from alongside.ground.lib.hooks import Hook
from alongside.people.episodes.models import Episode

# Each listener gives the address of the page where an open episode is referred to social care. The first is shown.
STEP_UP_LINKS: Hook[[Episode], str] = Hook()
