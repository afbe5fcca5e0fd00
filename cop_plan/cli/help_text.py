"""The help of the commands, and what is said of a wrong command line, in the language of the run.

English is what stands with the commands: their docstrings, and the help of their arguments and options. Another
language has `help.yaml`: its text of each command by the command's name, and all that is shorter by the English.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import typer

from cop_plan.base.translatable import Sentence, sentence
from cop_plan.cli import language
from cop_plan.cli.commands import COMMANDS


@cache
def _table(folder: str | None) -> Mapping[str, Any]:
    if folder is None:
        return {}
    from cop_plan.definition import languages  # costs an import that English help does not need

    return {} if folder == languages.MAIN else languages.read(folder, "help.yaml") or {}


def said(text: str) -> str:
    """Return a short text in the language of what is said now; as it stands if the language does not have it."""
    found: str = _table(language.of_messages()).get("texts", {}).get(text, text)
    return found


def of_command(name: str, english: str) -> str:
    """Return the help of a command: its first line, and what follows it."""
    found: str = _table(language.spoken()).get("commands", {}).get(name, english)
    # `\b` stands before lines that stay as they are written, `\_` for a no-break space.
    return found.replace("\\b\n", "\b\n").replace("\\_", "\N{NO-BREAK SPACE}")


def write(command: Any, context: Any, formatter: Any) -> None:
    """Write the help of a command: how it is used, what it does, its arguments and options, its commands, its page."""
    params = command.get_params(context)
    for param in params:
        _translate(param)
    command.help = of_command(context.info_name if context.parent else "cop-plan", command.help or "")
    write_usage(command, context, formatter)
    command.format_help_text(context, formatter)
    for kind, title in (("argument", "Arguments"), ("option", "Options")):
        shown = (_row(one, context) for one in params if one.param_type_name == kind)
        _write_table(formatter, title, [row for row in shown if row is not None])
    if context.parent is None:
        _write_table(formatter, "Commands", [(name, said(text)) for name, text in COMMANDS.items()])
    formatter.write("\n" + said("Documentation: {url}").format(url=_address(context)) + "\n")


def _address(context: Any) -> str:
    """Return where the documentation has a command, or of all of them where it begins."""
    from cop_plan.base import documentation

    if context.parent is None:
        return documentation.address("index", language=language.spoken() or "en")
    return documentation.address("commands", context.info_name)


def write_usage(command: Any, context: Any, formatter: Any) -> None:
    """Write how a command is used."""
    arguments = [one.metavar for one in command.get_params(context) if one.param_type_name == "argument"]
    pieces = [command.options_metavar, *arguments] if arguments else command.collect_usage_pieces(context)
    formatter.write_usage(context.command_path, _translate_words(" ".join(pieces)), said("Usage: "))


def _write_table(formatter: Any, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(said(title)):
            formatter.write_dl(rows)


# What the library adds to a name or to a help: the type of an argument, its default, that it is needed.
_TYPE = re.compile(r" <(?:str|path|list\[str\])>$")
_EXTRA = re.compile(r"  \[(default: |required)")


def _row(param: Any, context: Any) -> tuple[str, str] | None:
    """Return how an argument or option is written, and what it is for; None if it is not shown."""
    found = param.get_help_record(context)
    if found is None:
        return None
    name, text = found
    return _TYPE.sub("", name), _EXTRA.sub(lambda extra: f"  [{said(extra[1])}", text)


def _translate(param: Any) -> None:
    """Put the help of an argument or option, and the words for its value, into the language of the run."""
    param.help = said(param.help) if param.help else param.help
    if param.metavar:
        param.metavar = _translate_words(param.metavar)


def _translate_words(written: str) -> str:
    """Return what stands for values, such as `[FILE] NAME`, in the language of the run."""
    return re.sub(r"[A-Z]+", lambda word: said(word[0]), written)


# What is wrong with a command line.


def usage_error(error: Any) -> Iterator[str]:
    """Yield the lines that tell of a wrong command line: how the command is used, where its help is, what is wrong."""
    context = error.ctx
    if type(error).__name__ == "NoArgsIsHelpError":
        yield from error.message.splitlines()
        return
    if context is not None:
        yield from context.get_usage().splitlines()
        help_option = context.help_option_names[0]
        yield said("Try '{command}' for help.").format(command=f"{context.command_path} {help_option}")
        yield ""
    told = said("Error: {what}").format(what=_what(error))
    yield from told.split("\n") if isinstance(error.message, Sentence) else [told]


_NO_COMMAND = re.compile(r"No such command '(.*)'\.", re.DOTALL)


def _what(error: Any) -> str:
    from cop_plan.base.errors import did_you_mean

    if isinstance(error.message, Sentence):
        return language.translated(error.message)
    if isinstance(error, typer.BadParameter) and error.param is None:
        return str(error.message)
    text: str = error.format_message()
    if found := _NO_COMMAND.fullmatch(text):
        near = did_you_mean(found[1], COMMANDS)
        no_command = sentence("no command is called '{name}'", name=found[1])
        told = sentence("{problem}: {hint}", problem=no_command, hint=near) if near else no_command
        return language.translated(told)
    for english, form in _table(language.spoken()).get("mistakes", {}).items():
        if found := _pattern(english).fullmatch(text):
            return str(form).format(**{key: _filled(key, value) for key, value in found.groupdict().items()})
    return text.replace(": Value error, ", ": ", 1)  # the name of an exception


def _filled(key: str, value: str) -> str:
    """Return what the library put into its text, as another language shows it: its quotes are English ones."""
    if key == "choices":
        return value.replace("'", "")
    return _translate_words(value) if key == "name" else value


@cache
def _pattern(english: str) -> re.Pattern[str]:
    """Return what fits a text of the library whose braces are filled."""
    parts = re.split(r"\{(\w+)\}", english)
    return re.compile(
        "".join(f"(?P<{one}>.+)" if at % 2 else re.escape(one) for at, one in enumerate(parts)), re.DOTALL
    )
