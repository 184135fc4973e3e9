"""Assurance of providers that decays: what was declared, checked and seen, until when it is good, and what follows when it is not."""
