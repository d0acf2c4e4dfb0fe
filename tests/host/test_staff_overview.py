"""The doctor on the page in the dashboard's navigation; the same tests as on a real Saleor."""

from tests.saleor.test_staff_overview import *  # noqa: F403
