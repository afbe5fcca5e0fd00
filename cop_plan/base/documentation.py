"""Where the documentation stands on the web, for what links into it.

The site has one version, that of the newest release: an address holds for good, and what a page says may be newer than
the program that names it. `cop-plan help PAGE` shows the pages that came with the program.
"""

REPOSITORY = "https://github.com/cop-plan/cop-plan"
SITE = "https://cop-plan.github.io/cop-plan/"

IN_FRENCH: dict[str, str] = {
    "index": "index",
    "five-minutes": "cinq-minutes",
    "install": "installer",
    "facilitators-guide": "guide-d-animation",
    "for-members": "lire-le-plan",
    "next-year": "deuxieme-annee",
    "for-consortia": "pour-les-consortiums",
    "portfolio": "vue-d-ensemble",
    "scale": "grande-echelle",
}
"""The pages that French has too: the name of the English one, and of the French."""


def address(page: str, anchor: str = "", language: str = "en") -> str:
    """Return the address of a page, such as `rules`, and of a heading on it; of the French page, if there is one.

    A French page has other headings, so that an anchor leads to the English one.
    """
    if language.partition("-")[0] == "fr" and not anchor and page in IN_FRENCH:
        page = f"fr/{IN_FRENCH[page]}"
    return f"{SITE}{page}.html{f'#{anchor}' if anchor else ''}".replace("/index.html", "/")
