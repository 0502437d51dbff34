"""The weekly digest: stored periods and snapshots."""
