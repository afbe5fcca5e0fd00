"""What people fill in on paper: the letter of agreement, the surveys, the sign-in sheet."""

import json
import re
from collections.abc import Callable

import pytest

from conftest import ROOT, DatedYear
from cop_plan.app.project import CommunityProject
from cop_plan.render import markup
from kit_pages import LANGUAGES, TEN_LINES, each_language, first, papers_of, read, said, tokens_of

# What the letter of agreement and the surveys say of privacy, to the letter, where all is known.
PRIVACY = {
    "en-CA": (
        "We ask for {what} to plan, improve and report on this community. Collected by {by} under {under}. Seen with "
        "names only by {seen}; reports show groups of 6 or more. Your answers are confidential, not anonymous. Kept in "
        "{kept} until Friday 30 June 2028, then destroyed. Automated systems: none. Questions: {contact}. Answering is "
        "your choice; a blank has no consequence."
    ),
    "fr-CA": (
        "Nous vous demandons {what} afin de planifier et d’améliorer les activités de cette communauté et d’en rendre "
        "compte. Responsable de la collecte : {by}; fondement juridique : {under}. Seules personnes à voir les "
        "réponses nominatives : {seen}; les rapports ne présentent que des groupes de 6 personnes ou plus. Vos "
        "réponses sont confidentielles, mais non anonymes. Lieu de conservation : {kept}, jusqu’au vendredi 30 juin "
        "2028, après quoi les renseignements sont détruits. Systèmes automatisés : none. Questions : {contact}. Vous "
        "êtes libre de répondre; une réponse laissée en blanc n’a aucune conséquence."
    ),
}


@pytest.mark.parametrize("document", ["letter-of-agreement", "baseline-survey", "final-survey"])
@each_language
def test_a_form_is_a_draft_until_its_notice_is_approved(
    document: str, language: str, year_of: Callable[..., DatedYear]
) -> None:
    draft = {"en-CA": "Draft: privacy notice not approved", "fr-CA": "Ébauche : avis de confidentialité non approuvé"}
    approved = TEN_LINES + "privacy: {approved_by: Kim Sandoval}\n"
    _, found = papers_of(year_of(approved).project, language)
    assert draft[language] in read(first("ten lines", language, document))
    assert draft[language] not in read(found[document][0].markdown)


@pytest.mark.parametrize("document", ["letter-of-agreement", "baseline-survey", "final-survey"])
@each_language
def test_the_privacy_notice_is_worded_as_it_was_thought_through(
    document: str, language: str, year_of: Callable[..., DatedYear]
) -> None:
    given = {
        "by": "Example Division",
        "under": "section 4",
        "seen": "Alex Moreau",
        "kept": "a locked drawer",
        "contact": "Kim",
    }
    privacy = {
        "collected_by": given["by"], "authority": given["under"], "seen_by": given["seen"], "kept_in": given["kept"],
        "kept_until": "2028-06-30", "automated": "none", "contact": given["contact"],
    }  # fmt: skip
    definition = TEN_LINES + f"privacy: {json.dumps(privacy)}\nsurveys: {{match_answers_by: email}}\n"
    _, found = papers_of(year_of(definition).project, language)
    before, after = PRIVACY[language].format(what="|", **given).split("|")
    text = read(found[document][0].markdown)
    assert before in text
    assert after in text


MATCHED = {
    "email": ("Your email address: ____", "Votre adresse courriel : ____"),
    "code": ("Your code – First letters of your street: ____", "Votre code – First letters of your street : ____"),
    "nothing": ("Please do not write your name.", "Veuillez ne pas écrire votre nom."),
}  # fmt: skip


@pytest.mark.parametrize("by", MATCHED)
@pytest.mark.parametrize("document", ["baseline-survey", "final-survey"])
@each_language
def test_a_survey_asks_for_what_matches_its_answers(
    by: str, document: str, language: str, year_of: Callable[..., DatedYear]
) -> None:
    surveys = {"match_answers_by": by} | ({"code_question": "First letters of your street"} if by == "code" else {})
    _, found = papers_of(year_of(TEN_LINES + f"surveys: {json.dumps(surveys)}\n").project, language)
    text = read(found[document][0].markdown)
    at = LANGUAGES.index(language)
    unnamed = {"nothing"} if by == "code" else set()
    assert {name for name, asked in MATCHED.items() if asked[at] in text} == {by} | unnamed
    confidential = ("confidential, not anonymous", "confidentielles, mais non anonymes")[at]
    assert (confidential in text) == (by != "nothing")


QUOTED = {
    "yes": ("may be quoted in reports without your name", "peut être cité dans les rapports, sans votre nom"),
    "no": ("is not quoted in reports", "n’est pas cité dans les rapports"),
}


@pytest.mark.parametrize("quotes", QUOTED)
@pytest.mark.parametrize("document", ["baseline-survey", "final-survey"])
@each_language
def test_a_survey_says_whether_what_is_written_may_be_quoted(
    quotes: str, document: str, language: str, year_of: Callable[..., DatedYear]
) -> None:
    _, found = papers_of(year_of(TEN_LINES + f"surveys: {{quotes: {quotes}}}\n").project, language)
    text = read(found[document][0].markdown)
    assert [name for name, said in QUOTED.items() if said[LANGUAGES.index(language)] in text] == [quotes]


def items_on_paper(markdown: str) -> list[str]:
    """Return the items of a survey as they are numbered on paper, without their numbers."""
    found: list[str] = []
    for token in tokens_of(markdown):
        if token.type == "inline" and (number := re.match(r"(\d+)\. (.+?)(?: \((?:tick|cochez) .*\))?$", said(token))):
            assert int(number[1]) == len(found) + 1
            found.append(number[2])
    return found


@each_language
def test_the_items_stand_in_the_order_of_the_definition_and_shared_ones_alike_in_both_surveys(language: str) -> None:
    items = CommunityProject(ROOT / "examples/literacy-for-all/community.yaml").written.community.surveys.items.values()
    baseline, final = (
        items_on_paper(first("literacy-for-all", language, f"{name}-survey")) for name in ("baseline", "final")
    )
    assert baseline == [item.ask for item in items if "baseline" in item.in_]
    assert final == [item.ask for item in items if "final" in item.in_]
    assert [ask for ask in baseline if ask in final] == [ask for ask in final if ask in baseline]


@each_language
def test_an_item_has_a_box_for_each_word_of_its_scale_and_a_written_one_has_lines(language: str) -> None:
    text = read(first("literacy-for-all", language, "baseline-survey"))
    assert "| Strongly disagree | Disagree | Neutral | Agree | Strongly agree\n" in text
    assert "| 3. I use evidence of learning to plan instruction | ☐ | ☐ | ☐ | ☐ | ☐\n" in text
    assert "| 1 | 2 | 3 | 4 | 5\n| 4. How confident are you" in text
    assert "- ☐ Vocabulary\n" in text
    assert len(re.findall(r"^_{60}$", text, re.MULTILINE)) == 3


@each_language
def test_a_sign_in_sheet_has_everybody_and_no_consent(language: str) -> None:
    text = read(first("literacy-for-all", language, "sign-in-sheet"))
    members = CommunityProject(ROOT / "examples/literacy-for-all/community.yaml").written.community.membership.members
    assert all(f"| {member.name} | {member.school} | " in text for member in members)
    assert not re.search(r"consent|photo|@", text, re.IGNORECASE)


def test_underscores_are_a_line_to_write_on_and_boxes_stand_in_the_place_of_points() -> None:
    page = markup.html("______\n\n---\n\n- ☐ Yes\n- No\n\n| a | b |\n|---|:-:|\n| c | ☐ |\n")
    assert page.count("<hr") == 1
    assert '<p><span class="line">______</span></p>' in page
    assert '<li class="box">☐ Yes</li>\n<li>No</li>' in page
    assert '<td class="center">☐</td>' in page
    assert "style" not in page
