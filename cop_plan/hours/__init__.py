"""The hours of members that count, with the rows that prove them."""
