"""PDSA cycles: plan, do, study, act, and what the bot asks on the way."""
