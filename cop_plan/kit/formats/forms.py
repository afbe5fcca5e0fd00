"""A survey as files for the large form services."""

from collections.abc import Mapping

from cop_plan.kit.formats import PaperFormat, PaperView


def make(view: PaperView) -> Mapping[str, bytes]:
    """Return the files of a survey; nothing for another paper. With Word files one of them is for Microsoft Forms."""
    from cop_plan.kit import services

    survey = view.papers.questionnaire(view.written.paper)
    if survey is None:
        return {}
    made = {ending: text.encode() for ending, text in view.papers.online(survey).items()}
    if "docx" in view.wanted:
        made["microsoft-forms.docx"] = view.word_file(services.microsoft_forms_markdown(survey), survey.title)
    return made


_ENDINGS = ("qualtrics.txt", "limesurvey.txt", "google-forms.gs", "microsoft-forms.txt", "microsoft-forms.docx")

FORMAT = PaperFormat("forms", _ENDINGS, make, is_default=True, rank=40)
