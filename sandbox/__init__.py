"""A pretend Slack workspace, stricter than the real one. It knows nothing of the bot."""
