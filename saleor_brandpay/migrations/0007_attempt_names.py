"""Two columns keep their names; the attributes say what is in them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("saleor_brandpay", "0006_indexes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("attempt", "window", "payment_fields"),
                migrations.RenameField("attempt", "wish", "storefront_data"),
                migrations.AlterField(
                    "attempt",
                    "payment_fields",
                    models.JSONField(db_column="window", default=dict),
                ),
                migrations.AlterField(
                    "attempt",
                    "storefront_data",
                    models.JSONField(db_column="wish", default=dict),
                ),
            ],
        ),
    ]
