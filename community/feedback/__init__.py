"""Post-session feedback."""
