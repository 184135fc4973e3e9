"""Tables of placements. `AboutPlacement` ones are the commissioner's; `PlacementScoped` ones the provider sees as well (ADR 0008)."""

from .placement import Move, Notice, Objective, Place, Placement, Session

__all__ = ["Move", "Notice", "Objective", "Place", "Placement", "Session"]
