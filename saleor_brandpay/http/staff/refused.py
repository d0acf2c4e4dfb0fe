"""Why a page is not shown to a reader who may see others of its kind."""


class ForbiddenError(Exception):
    """What is asked for is of a channel that the reader may not see."""
