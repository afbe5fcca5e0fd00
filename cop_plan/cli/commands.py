"""Which commands there are."""

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "init": "Ask for a definition and write it, or ask what one leaves open.",
    "schedule": "Show the dated year and write it: pages, plan, calendars, data.",
    "move": "Give an entry another date, after showing what moves with it.",
    "cancel": "Say that a session does not take place, after showing what goes with it.",
    "check": "Say what is wrong with a definition, and what a colleague would say about it.",
    "status": "Say how the year stands: what is overdue, what is due, what comes next.",
    "done": "Note in the progress record what is done.",
    "kit": "Write the documents of the year, ready to print or send.",
    "hours": "Write the hours of each member that count, with the rows that prove them.",
    "report": "Write what the year came to, or say how an export of its records is understood.",
    "next": "Begin the next year from this one, in a folder of its own.",
    "portfolio": "Look over many communities: what is overdue, who is wanted twice, what comes next.",
    "doctor": "Say whether the installation and the files of a definition are in order.",
    "schema": "Print the JSON Schema of the definition, for editors.",
    "help": "Show the help of a command, or a guide.",
}
"""Every command, each with its first line of help: a module of this package has its name and its function."""
