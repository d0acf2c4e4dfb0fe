"""Which shop this is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("saleor_brandpay", "0009_refund_requests")]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("address", models.CharField(blank=True, default="", max_length=255)),
                ("created_at", models.DateTimeField()),
            ],
        ),
    ]
