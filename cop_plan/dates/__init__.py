"""The language of dates, open and closed days, time zones."""
