"""Which entries a year has, their dates and reasons, what was published, what is done."""
