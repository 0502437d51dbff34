"""Key learnings."""
