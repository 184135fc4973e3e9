"""Gates: who may open a page (routes), whose eyes a query is for (scope), and row security in PostgreSQL."""

from .roles import ROLES, Permission, Reach, Role
from .routes import allow
from .value import Access, NotAllowed

__all__ = ["ROLES", "Access", "NotAllowed", "Permission", "Reach", "Role", "allow"]
