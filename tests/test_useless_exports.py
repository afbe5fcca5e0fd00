"""Exports that are known and do not say who was there: each is named, with the one that is wanted."""

import pytest

from cop_plan.records import attendance
from cop_plan.records.useless_exports import UselessExport

ZOOM = "with or without “unique users”"
ANY = "you need the report of attendance of the program in which you met, or a register"

# By what it is: the file, what it says, and how the hint ends.
USELESS = {
    "registrations of a webinar": (
        "Registration Report\nReport Generated:,11/19/2026 09:02:08 AM\nTopic,Webinar ID,Start Time\n"
        "Webinar 2,912 0000 1111,12/09/2026 03:25:02 PM\nRegistrant Details\n"
        "First Name,Last Name,Email,Registration Time,Approval Status\n"
        "Amina,Okafor,amina.okafor@example.org,11/20/2026 08:00:00 AM,approved\n",
        "Zoom's registration report: it says who registered",
        ZOOM,
    ),
    "registrations, in French, without a title": (
        "Prénom;Nom de famille;E-mail;Heure d’inscription;Statut d’approbation\n"
        "Amina;Okafor;amina.okafor@example.org;2026-11-20 08:00:00;approuvé\n",
        "Zoom's registration report: it says who registered",
        ZOOM,
    ),
    "a poll": (
        "Poll Report\nReport Generated:,11/19/2026 09:02:08 AM\n\nTopic,Meeting ID,Actual Start Time\n"
        "Webinar 2,912 0000 1111,12/09/2026 03:25:02 PM\n\n#,User Name,User Email,Submitted Date/Time,How was it?\n"
        "1,Amina Okafor,amina.okafor@example.org,12/09/2026 04:00:00 PM,Good\n",
        "Zoom's report of polls: it says who answered them",
        ZOOM,
    ),
    "questions and answers": (
        "#,Question,Asker Name,Asker Email,Answer(s)\n1,Will it be recorded?,Amina Okafor,,Yes\n",
        "Zoom's report of questions and answers: it says who asked",
        ZOOM,
    ),
    "meetings without people": (
        "Topic,ID,Host name,Host email,Start time,End time,Duration (minutes),Participants\n"
        "Webinar 1,845 1122 3344,Alex,alex@example.org,11/17/2026 03:25:00 PM,11/17/2026 04:30:00 PM,65,12\n",
        "Zoom's list of meetings: it says how many took part",
        ZOOM,
    ),
    "an invitation in Outlook": (
        "Name,Attendance,Response\nAlex Moreau,Meeting Organizer,None\nAmina Okafor,Required Attendee,Accepted\n",
        "Outlook's tracking of an invitation: it says who accepted",
        ANY,
    ),
    "guests of a calendar": (
        "Guest,Email,Status\nAmina,amina.okafor@example.org,Accepted\nCaleb,,Needs action\n",
        "a list of invitations: it says who accepted",
        ANY,
    ),
    "guests of a calendar, in French": (
        "Nom;Courriel;Réponse\nAmina;amina.okafor@example.org;Refusée\nCaleb;;En attente\n",
        "a list of invitations: it says who accepted",
        ANY,
    ),
    "a transcript": (
        "WEBVTT\n\n00:00:02.000 --> 00:00:05.000\n<v Amina Okafor>Good afternoon, everybody.</v>\n",
        "the transcript of a meeting: it says what was spoken",
        ANY,
    ),
    "a transcript with numbers": (
        "1\n00:00:02,000 --> 00:00:05,000\nAmina Okafor: Good afternoon, everybody.\n",
        "the transcript of a meeting: it says what was spoken",
        ANY,
    ),
    "a chat": (
        "15:30:01\t From Amina Okafor to Everyone:\n15:31:05\t From Caleb Friesen to Everyone:\n",
        "the chat of a meeting: it says what was written",
        ANY,
    ),
    "a chat with days, in French": (
        "2026-11-17 15:30:01 De Amina Okafor à tout le monde:\n\tbonjour\n\tà tous\n",
        "the chat of a meeting: it says what was written",
        ANY,
    ),
    "a chat of Meet": (
        "00:00:05.123,00:00:07.456\nAmina Okafor: hello\n\n00:01:05.123,00:01:07.456\nCaleb Friesen: hi\n",
        "the chat of a meeting: it says what was written",
        ANY,
    ),
    "a poll of Meet": (
        "Timestamp,Poll question,Option,Votes\n3:40 PM,Which topic is next?,Vocabulary,3\n",
        "a meeting's report of polls: it says what was answered",
        ANY,
    ),
    "questions in Meet": (
        "Question,Asker,Votes,Answered\nWill it be recorded?,Amina Okafor,3,No\n",
        "a meeting's report of questions and answers: it says what was asked",
        ANY,
    ),
    "counts of answers": (
        "Q1. I use reading routines each week\nAnswer Choices,Responses,\nAgree,60%,6\nDisagree,40%,4\n",
        "the summary of a form: it says how many gave each answer",
        ANY,
    ),
}


@pytest.mark.parametrize("known", USELESS)
def test_an_export_that_does_not_say_who_was_there_is_named_with_the_one_that_does(known: str) -> None:
    text, said, wanted = USELESS[known]
    with pytest.raises(UselessExport) as raised:
        attendance.read(text.encode(), "file.csv")
    [problem] = raised.value.problems
    assert problem.message == f"this is {said}, not who was there"
    assert problem.hint is not None
    assert problem.hint.endswith(wanted)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("Name,Status\nAmina,present\nCaleb,absent\n", "grid", id="a status that is no reply"),
        pytest.param(
            "Attendee Report\nAttended,User Name (Original Name),Email,Registration Time,Approval Status,Join Time,"
            "Leave Time,Time in Session (minutes)\nYes,Amina,,11/20/2026 08:00:00 AM,approved,"
            "12/09/2026 03:30:00 PM,12/09/2026 04:30:00 PM,60\n",
            "zoom-webinar",
            id="attendees with their registrations",
        ),
        pytest.param(
            "Topic,ID,Start time,Participants\nTry it --> tell us,845,11/17/2026 03:25:10 PM,1\n\n"
            "Name (original name),Email,Total duration (minutes)\nAmina,,60\n",
            "zoom-meeting",
            id="a topic with an arrow",
        ),
    ],
)
def test_what_says_who_was_there_is_never_useless(text: str, kind: str) -> None:
    assert attendance.read(text.encode(), "file.csv").kind == kind
