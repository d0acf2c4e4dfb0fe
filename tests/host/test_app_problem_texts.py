"""What staff read of a finding in the dashboard; the same tests as on a real Saleor."""

from tests.saleor.test_app_problem_texts import *  # noqa: F403
