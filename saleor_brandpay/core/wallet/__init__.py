"""A customer's wallet at Toss: what is in it, taking a method out, and giving it up."""

from .leaving import Left, has_left, leavers, orphans, withdraw
from .listing import find, methods, of_user
from .method import StoredMethod
from .removing import remove
from .shelf import changed

__all__ = [
    "Left",
    "StoredMethod",
    "changed",
    "find",
    "has_left",
    "leavers",
    "methods",
    "of_user",
    "orphans",
    "remove",
    "withdraw",
]
