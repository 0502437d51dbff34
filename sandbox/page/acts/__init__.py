"""What one person does at the page: `act` does it by its name, if it is before their eyes.

Each act answers what came of it: `{ok, delivered, trouble, errors, view_id, ts}`.
"""

from sandbox.page.acts.table import act

__all__ = ["act"]
