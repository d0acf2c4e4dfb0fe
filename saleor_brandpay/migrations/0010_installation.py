"""Which shop this is, and whose merchants are whose."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("saleor_brandpay", "0009_refund_requests")]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("address", models.TextField(blank=True, default="")),
                ("name", models.CharField(blank=True, default="", max_length=64)),
                ("named_at", models.DateTimeField(null=True)),
                ("database", models.CharField(blank=True, default="", max_length=160)),
                ("served_at", models.DateTimeField(null=True)),
                ("other_address", models.TextField(blank=True, default="")),
                ("other_name", models.CharField(blank=True, default="", max_length=64)),
                ("other_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            "finding",
            "kind",
            models.CharField(
                choices=[
                    ("paid_without_order", "Paid Without Order"),
                    ("order_without_payment", "Order Without Payment"),
                    ("amount_drift", "Amount Drift"),
                    ("refund_only_there", "Refund Only There"),
                    ("refund_only_here", "Refund Only Here"),
                    ("still_unknown", "Still Unknown"),
                    ("overcharged", "Overcharged"),
                    ("lost", "Lost"),
                    ("foreign", "Foreign"),
                ],
                max_length=21,
            ),
        ),
        migrations.AlterField("merchant", "client_key", models.CharField(max_length=128)),
        migrations.AddField(
            "merchant",
            "installation",
            models.ForeignKey(
                "saleor_brandpay.installation",
                default=1,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merchants",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "merchant",
            models.UniqueConstraint(
                fields=["client_key", "installation"], name="brandpay_merchant_once"
            ),
        ),
    ]
