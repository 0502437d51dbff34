"""Objectives: what a community wants to reach, in figures, and how far it has come."""
