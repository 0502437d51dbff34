"""A pretend Slack and the real bot on one movable clock: what story, simulation and demo are played on."""
