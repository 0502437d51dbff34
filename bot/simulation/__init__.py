"""The real bot against the pretend Slack, scripted people, virtual time: a school year in a minute."""
