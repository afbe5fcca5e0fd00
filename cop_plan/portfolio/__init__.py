"""Many communities side by side: what each is doing, where they clash, what all come to together, and the pages of it."""
