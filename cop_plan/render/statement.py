"""The purpose in a sentence, made of answers as people write them: with articles, capitals, full stops, or as clauses.

What a language does with them is a table, `statement.yaml` in its folder of `locale`, of regular expressions in any
case and of sentences.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

PARTS = ("audience", "interest", "concern", "learn")


def purpose(table: Mapping[str, Any], answers: Mapping[str, str | None]) -> str | None:
    """Return what a community is for, of those of its four parts that are answered; None if too little is.

    That is: neither what it learns, nor for whom it is and what they share.
    """
    found = {part: _inside(table, part, text) for part in PARTS if (text := answers.get(part))}
    found = {part: text for part, text in found.items() if text}
    if not ("learn" in found or ("audience" in found and len(found) > 1)):
        return None
    said = {part: _said(table["say"].get(part, ()), text) for part, text in found.items()}
    audience = found.get("audience", "")
    number = "one" if audience and re.match(table["is_one"], audience, re.IGNORECASE) else "other"
    who = "who_too" if re.search(table["has_who"], audience, re.IGNORECASE) else "who"
    shape = "_".join(part for part in ("audience", "interest", "learn") if part in said)
    sentence = str(table[number][shape]).format(**said, who=table[who])
    if "concern" not in said:
        return sentence
    end = "" if said["concern"].endswith(("?", "!", ".", "…")) else "."
    return f"{sentence} {table['concern'].format(concern=said['concern'])}{end}"


def _inside(table: Mapping[str, Any], part: str, answer: str) -> str:
    """Return an answer as it stands inside a sentence: without its end, and without what the sentence says itself."""
    text = " ".join(answer.split()).rstrip(" .;,:…" + ("" if part == "concern" else "?!"))
    text = _small(table, part, text)
    for pattern, *better in table["rewrite"].get(part, ()):
        text = re.sub(pattern, "".join(better), text, count=1, flags=re.IGNORECASE)
    return _small(table, part, text)


def _small(table: Mapping[str, Any], part: str, text: str) -> str:
    """Return a text without the capital of its beginning.

    A name keeps it: so of what is no verb, only known words lose it.
    """
    first = re.match(r"[^\W\d_]+", text)
    if first is None or first[0][1:] != first[0][1:].lower():
        return text
    is_known = re.match(table["small"], text, re.IGNORECASE)
    is_verb = part == "learn" and not re.match(table["proper"], text, re.IGNORECASE)
    return text[:1].lower() + text[1:] if is_known or is_verb else text


def _said(forms: Sequence[Sequence[str]], text: str) -> str:
    """Return a part in the first form whose expression fits it."""
    form = next((form for *pattern, form in forms if re.match("".join(pattern), text, re.IGNORECASE)), "{}")
    return form.replace("{}", text)
