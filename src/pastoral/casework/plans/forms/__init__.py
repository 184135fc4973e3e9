"""The forms of a plan's pages."""
