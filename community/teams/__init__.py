"""Teams inside a community: who they are, and whether their make-up is what the field recommends."""
