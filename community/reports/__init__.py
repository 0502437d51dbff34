"""Reporting back: pages for site councils, reports for a period, the annual review."""
