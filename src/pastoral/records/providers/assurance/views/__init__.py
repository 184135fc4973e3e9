"""The pages of a provider's assurance."""
