"""Each index of ours is one that something uses: they were a third of our tables."""

import pytest
from django.apps import apps
from django.db import connection, models

pytestmark = pytest.mark.django_db


def test_no_index_for_like():
    """Django makes one beside each unique text, and nothing here looks for a beginning."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname from pg_indexes where tablename like 'saleor_brandpay%'"
            " and indexdef like '%pattern_ops%'"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("model", apps.get_app_config("saleor_brandpay").get_models())
def test_no_index_of_a_key_that_another_one_begins_with(model: type[models.Model]):
    plain = [
        one
        for one in (*model._meta.indexes, *model._meta.constraints)
        if isinstance(one, models.Index | models.UniqueConstraint) and one.condition is None
    ]
    begun = {model._meta.get_field(one.fields[0]).name for one in plain if one.fields}
    keys = [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    assert not {field.name for field in keys if field.db_index} & begun
