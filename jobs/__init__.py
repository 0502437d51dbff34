"""Time in: jobs plan, dispatch or clean up; nothing else sends to Slack."""
