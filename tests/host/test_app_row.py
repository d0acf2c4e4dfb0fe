"""The App row of the Transactions API: made by migrations, kept, repaired; staff have the say.

The same tests as on a real Saleor.
"""

from tests.saleor.test_app_row import *  # noqa: F403
