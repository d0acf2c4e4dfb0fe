"""A Brandpay server on localhost, for tests and for developing a storefront offline.

It shares no code with the API client, so that a misreading of the API cannot hide in both.
Where no source says what Toss does, the docstring of the part says UNCERTAIN and what was chosen.
"""

__version__ = "0.1.0"
