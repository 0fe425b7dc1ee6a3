"""Addresses of the front door."""

from django.urls import path

from alongside.helping.front_door.views import deciding, files, mine, new, public, queue

urlpatterns = [
    path("contacts/new/", new.Step.as_view(), name="new_contact"),
    path("contacts/new/who/", new.Who.as_view(), name="new_contact_who"),
    path("contacts/new/who/add/", new.OnePerson.as_view(), name="new_contact_add"),
    path("contacts/new/who/<int:at>/", new.OnePerson.as_view(), name="new_contact_change"),
    path("contacts/new/check/", new.Check.as_view(), name="new_contact_check"),
    path("contacts/new/start-again/", new.StartAgain.as_view(), name="new_contact_start_again"),
    path("contacts/new/<slug:step>/", new.Step.as_view(), name="new_contact_step"),
    path("contacts/import/", files.Import.as_view(), name="import_contacts"),
    path("contacts/import/template.<slug:kind>", files.Template.as_view(), name="contact_template"),
    path("contacts/import/<uuid:file_id>/", files.File.as_view(), name="contact_file"),
    path("contacts/import/<uuid:file_id>/wrong-rows.<slug:kind>", files.WrongRows.as_view(), name="contact_wrong_rows"),
    path("contacts/", mine.Mine.as_view(), name="my_contacts"),
    path("contacts/<uuid:contact_id>/", mine.One.as_view(), name="contact"),
    path("contacts/<uuid:contact_id>/sent/", new.Sent.as_view(), name="contact_sent"),
    path("contacts/<uuid:contact_id>/more/", mine.More.as_view(), name="contact_more"),
    path("contacts/<uuid:contact_id>/social-care/", mine.Straight.as_view(), name="contact_social_care"),
    path("contacts/<uuid:contact_id>/told/", mine.Told.as_view(), name="contact_told"),
    path("contacts/<uuid:contact_id>/decide/", deciding.Decide.as_view(), name="decide_contact"),
    path("contacts/<uuid:contact_id>/priority/", deciding.Grade.as_view(), name="grade_contact"),
    path("contacts/<uuid:contact_id>/take/", queue.Take.as_view(), name="take_contact"),
    path("contacts/<uuid:contact_id>/pass-on/", queue.PassOn.as_view(), name="pass_on_contact"),
    path("contacts/<uuid:contact_id>/partners/", deciding.AskPartners.as_view(), name="ask_partners"),
    path("contacts/<uuid:contact_id>/people/<uuid:named_id>/", deciding.WhoIs.as_view(), name="contact_person"),
    path("enquiries/<uuid:enquiry_id>/", deciding.AnswerEnquiry.as_view(), name="enquiry"),
    path("queue/", queue.Queue.as_view(), name="queue"),
    path("ask-for-help/", public.AskForHelp.as_view(), name="ask_for_help"),
    path("ask-for-help/sent/", public.HelpAsked.as_view(), name="help_asked"),
]
