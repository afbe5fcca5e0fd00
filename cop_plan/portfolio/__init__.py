"""Many communities side by side: what each is doing, where they clash, what all come to, and the pages of it."""
