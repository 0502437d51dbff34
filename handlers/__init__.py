"""Slack in: each listener reads a payload, makes one call into `community`, and presents the answer."""
