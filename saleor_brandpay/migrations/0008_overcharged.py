"""A class of finding more; nothing of a table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("saleor_brandpay", "0007_attempt_names")]

    operations = [
        migrations.AlterField(
            model_name="finding",
            name="kind",
            field=models.CharField(
                choices=[
                    ("paid_without_order", "Paid Without Order"),
                    ("order_without_payment", "Order Without Payment"),
                    ("amount_drift", "Amount Drift"),
                    ("refund_only_there", "Refund Only There"),
                    ("refund_only_here", "Refund Only Here"),
                    ("still_unknown", "Still Unknown"),
                    ("overcharged", "Overcharged"),
                    ("foreign", "Foreign"),
                ],
                max_length=21,
            ),
        ),
    ]
