"""The purpose in a sentence reads well, however people answer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_plan.app import shipped


def statement(tag: str, audience: str = "", interest: str = "", concern: str = "", learn: str = "") -> str | None:
    return shipped.language(tag).statement(audience or None, interest or None, concern or None, learn or None)


THIS = "This community of practice"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("", "", "", "How to teach fractions."), "commits to learning together how best to teach fractions."),
        (("", "", "", "We will learn how to keep students connected"),
         "commits to learning together how best to keep students connected."),
        (("", "", "", "Teaching poetry"), "commits to learning together about teaching poetry."),
        (("", "", "", "poetry"), "commits to learning together about poetry."),
        (("", "", "", "the use of number talks"), "commits to learning together about the use of number talks."),
        (("", "", "", "Assessment"), "commits to learning together about assessment."),
        (("", "", "", "How students learn"), "commits to learning together how students learn."),
        (("", "", "", "How can we best teach math?"), "commits to learning together how best to teach math."),
        (("", "", "", "Run safe labs!"), "commits to learning together how best to run safe labs."),
        (("", "", "", "Cree language revitalization"),
         "commits to learning together about Cree language revitalization."),
        (("Teachers.", "Reading", "", "to teach reading"), "is intended for teachers who share an interest in reading, "
         "and commit to learning together how best to teach reading."),
        (("for grade 4 teachers", "we are interested in maps", "", ""),
         "is intended for grade 4 teachers who share an interest in maps."),
        (("English teachers", "to read more", "", ""),
         "is intended for English teachers who share an interest: to read more."),
        (("teachers who teach poems", "we love poetry", "", ""),
         "is intended for teachers who teach poems and who share an interest: we love poetry."),
        (("everyone in our school", "inclusion", "", "listen"), "is intended for everyone in our school who shares an "
         "interest in inclusion, and commits to learning together how best to listen."),
        (("us", "", "", "read"), "is intended for all of us who commit to learning together how best to read."),
        (("K-3 teachers", "support for newcomers", "", ""),
         "is intended for K-3 teachers who share an interest in support for newcomers."),
        (("", "AI in class", "", "Use AI well"),
         "shares an interest in AI in class, and commits to learning together how best to use AI well."),
        (("", "", "fear of poems", "read"),
         "commits to learning together how best to read. The shared concern: fear of poems."),
        (("", "", "Students are afraid of poems.", "read"),
         "commits to learning together how best to read. The shared concern: students are afraid of poems."),
        (("", "", "We are concerned that students cannot read", "read"),
         "commits to learning together how best to read. The shared concern: students cannot read."),
        (("", "", "a concern for math anxiety", "read"),
         "commits to learning together how best to read. The shared concern: math anxiety."),
        (("", "", "How do we reach boys?", "read"),
         "commits to learning together how best to read. The shared concern: how do we reach boys?"),
        (("", "", "None", "read"), "commits to learning together how best to read."),
        (("all educators", "", "equity", ""), "is intended for all educators. The shared concern: equity."),
    ],
    ids=lambda value: None if isinstance(value, str) else " / ".join(filter(None, value)),
)  # fmt: skip
def test_natural_answers_make_a_sentence(answers: tuple[str, str, str, str], said: str) -> None:
    assert statement("en-CA", *answers) == f"{THIS} {said}"


CETTE = "Cette communauté de pratique"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("", "", "", "Apprendre à lire"), "s’engage à apprendre ensemble comment mieux lire."),
        (("", "", "", "comment mieux enseigner"), "s’engage à apprendre ensemble comment mieux enseigner."),
        (("", "", "", "de mieux lire"), "s’engage à apprendre ensemble comment mieux lire."),
        (("", "", "", "s’entraider"), "s’engage à apprendre ensemble comment mieux s’entraider."),
        (("", "", "", "comment les élèves apprennent"), "s’engage à apprendre ensemble comment les élèves apprennent."),
        (("", "", "", "L’enseignement de la poésie"), "s’engage à approfondir ensemble l’enseignement de la poésie."),
        (("", "", "", "Poésie"), "s’engage à apprendre ensemble\u00a0: poésie."),
        (("des enseignants", "la lecture", "", "à enseigner la lecture"), "réunit des enseignants qui partagent un "
         "intérêt pour la lecture, et qui s’engagent à apprendre ensemble comment mieux enseigner la lecture."),
        (("Enseignants de 4e année", "Lecture", "", ""),
         "réunit des enseignants de 4e année qui partagent un intérêt commun\u00a0: lecture."),
        (("aux titulaires de classe", "un intérêt pour la numératie", "", ""),
         "réunit les titulaires de classe qui partagent un intérêt pour la numératie."),
        (("personnel enseignant", "lire des poèmes", "", ""),
         "réunit le personnel enseignant qui partage un intérêt commun\u00a0: lire des poèmes."),
        (("équipe-école", "les arts", "", "accompagner"), "réunit l’équipe-école qui partage un intérêt pour les arts, "
         "et qui s’engage à apprendre ensemble comment mieux accompagner."),
        (("à l’équipe des sciences", "l’eau", "", ""),
         "réunit l’équipe des sciences qui partage un intérêt pour l’eau."),
        (("les enseignants qui lisent", "la poésie", "", ""),
         "réunit les enseignants qui lisent et qui partagent un intérêt pour la poésie."),
        (("celles et ceux qui commencent", "la relève", "", ""),
         "réunit celles et ceux qui commencent et qui partagent un intérêt pour la relève."),
        (("", "", "Peur des poèmes.", "lire"), "s’engage à apprendre ensemble comment mieux lire. La préoccupation "
         "commune\u00a0: peur des poèmes."),
        (("", "", "Les élèves ne lisent pas", "lire"), "s’engage à apprendre ensemble comment mieux lire. La "
         "préoccupation commune\u00a0: les élèves ne lisent pas."),
        (("", "", "aucune", "lire"), "s’engage à apprendre ensemble comment mieux lire."),
    ],
    ids=lambda value: None if isinstance(value, str) else " / ".join(filter(None, value)),
)  # fmt: skip
def test_natural_answers_make_a_sentence_in_french(answers: tuple[str, str, str, str], said: str) -> None:
    assert statement("fr-CA", *answers) == f"{CETTE} {said}"


@pytest.mark.parametrize("tag", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("answers", [("us",), ("", "books"), ("", "", "time"), ("", "books", "time")])
def test_of_too_little_no_sentence_is_made(tag: str, answers: tuple[str, ...]) -> None:
    assert statement(tag, *answers) is None


ANSWER = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@pytest.mark.parametrize("tag", ["en-CA", "fr-CA"])
@given(ANSWER, ANSWER, ANSWER, ANSWER)
def test_any_answers_make_one_line_that_ends(tag: str, audience: str, interest: str, concern: str, learn: str) -> None:
    said = statement(tag, audience, interest, concern, f"teach {learn}")
    assert said is not None
    assert re.search(r"[.?!…]$", said)
    assert "\n" not in said
