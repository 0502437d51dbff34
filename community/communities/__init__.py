"""The charter, the settings and the people of a community."""
