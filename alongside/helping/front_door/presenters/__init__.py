"""Contacts as pages show them: small things in words, never rows."""

from alongside.helping.front_door.presenters.deciding import DecidePage, EnquiryShown, decide_page, enquiry
from alongside.helping.front_door.presenters.files import FileShown, file, files, rows_to_correct
from alongside.helping.front_door.presenters.lists import my_rows, queue_filters, queue_page, sent
from alongside.helping.front_door.presenters.navigation import navigation
from alongside.helping.front_door.presenters.people import found_people, who_is
from alongside.helping.front_door.presenters.whole import whole

__all__ = [
    "DecidePage", "EnquiryShown", "FileShown", "decide_page", "enquiry", "file", "files",
    "found_people", "my_rows", "navigation", "queue_filters", "queue_page",
    "rows_to_correct", "sent", "who_is", "whole",
]  # fmt: skip
