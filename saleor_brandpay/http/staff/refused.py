"""Why a page is not shown to a reader who may see others of its kind."""


class NotForYou(Exception):
    """What is asked for is of a channel that the reader may not see."""
