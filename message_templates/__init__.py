"""What Convener says, and nothing else: one Jinja template per message or view, and what renders them."""
