"""On which day a week begins, by the country whose calendars people hang up."""

from typing import Final

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6

# Source: Unicode CLDR 48, supplementalData.xml, weekData: firstDay; Monday everywhere else
_SUNDAY_FIRST = (
    "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH "
    "PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
)
_SATURDAY_FIRST = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"
_FIRST_DAYS: Final = {
    **dict.fromkeys(_SUNDAY_FIRST.split(), SUNDAY),
    **dict.fromkeys(_SATURDAY_FIRST.split(), SATURDAY),
    "MV": FRIDAY,
}


def first_day(country: str | None) -> int:
    """Return the weekday, counted from Monday = 0, on which a week begins in a country, by its ISO 3166 code.

    None is a country that is not known.
    """
    return _FIRST_DAYS.get(country or "", MONDAY)
