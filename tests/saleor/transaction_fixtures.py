"""What tests of the Transactions API begin with; a module names it in its `pytest_plugins`."""

import pytest

from tests.saleor.transacting import Session, Transacting


@pytest.fixture
def buying(member) -> Transacting:
    """The member, with a checkout of 15,000 won."""
    return Transacting(member.fill())


@pytest.fixture
def charged(buying, toss) -> Session:
    """That checkout, charged."""
    session = buying.initialize()
    answer = buying.process(session, toss.buyer(session.data))
    assert answer.type == "CHARGE_SUCCESS", answer
    return answer
