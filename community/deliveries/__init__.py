"""The outbox: planning, windows, lanes, sending, settling."""
