"""How each kind of message is composed, by area."""
