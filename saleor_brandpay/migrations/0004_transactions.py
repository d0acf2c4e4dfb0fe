from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("saleor_brandpay", "0003_reconciling"),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="transaction_token",
            field=models.UUIDField(null=True),
        ),
    ]
