"""Programs the benchmarks start as processes of their own: what we are measured against, and Slack's side."""
