"""Audit: every write has an event, every look at a child's record is logged, and both are chained by hash."""
