"""How Sphinx makes the pages of one language; `docs/website.py` calls it once for each, and says what differs."""

import os
from pathlib import Path
from typing import Any

from cop_plan.base import documentation

HERE = Path(__file__).parent

project = "cop-plan"
html_title = "cop-plan"
language = os.environ["SITE_LANGUAGE"]
html_baseurl = os.environ["SITE_ADDRESS"]
locale_dirs = [os.environ["SITE_LOCALE"]]

extensions = ["myst_parser"]
# The addresses of headings are those that a forge gives them, so that one link holds in both.
myst_heading_anchors = 6
# A page of the other language, which is made by a run of its own: as it is, and at a heading.
myst_url_schemes = {
    "http": None,
    "https": None,
    "mailto": None,
    "page": {"url": "{{path}}"},
    "heading": {"url": "{{path}}#{{fragment}}"},
}
root_doc = "index"
nitpicky = True
highlight_language = "text"
smartquotes = False
# Pages show CSV, for which there are no colours, and mistakes, of which there can be none.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_static_path = [str(HERE / "static")]
templates_path = [str(HERE / "templates")]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_favicon = str(HERE / "static" / "logo.svg")
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_use_index = False
html_show_search_summary = False  # or the search asks for each page that it finds, which no file may
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/languages.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
# Both are made for contrast: seven to one, in light and in dark.
pygments_style = "github-light-high-contrast"
pygments_dark_style = "github-dark-high-contrast"
# The colours of the pages that cop-plan writes (templates/colours.css).
html_theme_options: dict[str, Any] = {
    "top_of_page_buttons": [],
    "light_css_variables": {
        "font-stack": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif",
        "font-stack--monospace": "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
        "color-foreground-primary": "#1b2530",
        "color-foreground-secondary": "#46525e",
        "color-foreground-muted": "#52606d",
        "color-background-secondary": "#f4f8fa",
        "color-code-background": "#f4f8fa",
        "color-brand-primary": "#0a5a83",
        "color-brand-content": "#0a5a83",
        "color-brand-visited": "#5b3b8c",
    },
    "dark_css_variables": {
        "color-foreground-primary": "#e7ecf1",
        "color-foreground-secondary": "#c3ccd5",
        "color-foreground-muted": "#aab6c2",
        "color-background-primary": "#12171c",
        "color-background-secondary": "#1b252e",
        "color-brand-primary": "#8accf0",
        "color-brand-content": "#8accf0",
        "color-brand-visited": "#c7b3ef",
    },
}

_OTHER = {"en": ("fr", "Français"), "fr": ("en", "English")}


def setup(app: Any) -> None:
    """Give each page a link to itself in the other language, where it is there."""
    app.connect("html-page-context", _add_other_language)


def _add_other_language(_app: Any, page: str, _template: str, context: dict[str, Any], _read: Any) -> None:
    code, name = _OTHER[language]
    pairs = documentation.IN_FRENCH if language == "en" else {fr: en for en, fr in documentation.IN_FRENCH.items()}
    if page in pairs:
        up = "fr/" if code == "fr" else "../"
        context["other_language"] = {"code": code, "name": name, "link": f"{up}{pairs[page]}.html"}
