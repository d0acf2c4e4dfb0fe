"""A refund knows the shop's requests that it answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("saleor_brandpay", "0008_overcharged")]

    operations = [
        migrations.AddField("refund", "requests", models.JSONField(default=list, null=True)),
    ]
