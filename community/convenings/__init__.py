"""Convenings: scheduling, RSVPs, attendance, and the messages they call for."""
