"""Writes of plans, by thing. Each is keyword-only with `by=access`, one transaction, and ends by looking again."""
