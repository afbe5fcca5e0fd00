"""The portfolio as data for other programs: `portfolio.json`."""

import json
from collections.abc import Mapping

from cop_plan.portfolio.formats import PortfolioFormat, PortfolioView

FILE_NAME = "portfolio.json"


def make(view: PortfolioView) -> Mapping[str, bytes]:
    """Return the portfolio as data."""
    from cop_plan.portfolio import data

    text = json.dumps(data.as_data(view.portfolio), ensure_ascii=False, indent=2)
    return {FILE_NAME: f"{text}\n".encode("utf-8", "replace")}


FORMAT = PortfolioFormat("json", (FILE_NAME,), make, rank=30)
