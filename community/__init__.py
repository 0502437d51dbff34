"""What a community of practice is and does: its rules, and the messages they call for."""
