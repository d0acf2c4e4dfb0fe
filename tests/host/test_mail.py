"""The report of the night, mailed; the same tests as on a real Saleor."""

from tests.saleor.test_mail import *  # noqa: F403
