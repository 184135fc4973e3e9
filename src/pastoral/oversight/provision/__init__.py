"""The authority's own pages of alternative provision: every placement, provider and child's whereabouts, and what comes of it."""
