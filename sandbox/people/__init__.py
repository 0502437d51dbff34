"""People who act like people, through real deliveries to the app. See `sandbox.people.person`."""

from sandbox.people.finding import Target
from sandbox.people.outcome import Outcome
from sandbox.people.person import Person

__all__ = ["Outcome", "Person", "Target"]
