"""What the people of a simulation do: what they have planned, and what they answer when the bot asks."""

from bot.simulation.script.whole import Script

__all__ = ["Script"]
