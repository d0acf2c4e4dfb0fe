"""What the doctor finds, on our App in the dashboard; the same tests as on a real Saleor."""

from tests.saleor.test_app_problems import *  # noqa: F403
