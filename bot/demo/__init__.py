"""The demo: the real bot beside a pretend Slack, with scenarios to begin from and a tour: `make demo`."""
