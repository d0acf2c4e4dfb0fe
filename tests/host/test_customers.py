"""Who is handed which customer key (M11, M12).

The same tests as on a real Saleor.
"""

from tests.saleor.test_customers import *  # noqa: F403
