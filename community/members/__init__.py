"""Members, roles, and what each has stopped."""
