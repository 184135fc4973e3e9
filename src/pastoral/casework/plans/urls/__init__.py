"""The addresses of plans, by the part of a plan's life that they belong to."""

from .living import urlpatterns as living
from .meeting import urlpatterns as meeting
from .preparing import urlpatterns as preparing

urlpatterns = [*preparing, *meeting, *living]
