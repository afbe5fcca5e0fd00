"""What the year came to, already suppressed where it must be."""
