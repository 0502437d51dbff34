"""Block Kit as Slack judges it: every block, element and limit, and where in the JSON each problem is.

Stricter than Slack where sources disagree or are silent, never laxer: a bot that passes here passes there.
"""

from sandbox.block_kit.inspection import Inspection, Problem, Surface
from sandbox.block_kit.surfaces import check_blocks, check_message, check_view

__all__ = ["Inspection", "Problem", "Surface", "check_blocks", "check_message", "check_view"]
