"""Two weeks of an invented community, told in the terminal as its people saw them: `make demo-story`."""
