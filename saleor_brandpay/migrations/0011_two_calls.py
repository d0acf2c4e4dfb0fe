"""An attempt is committed before money moves for it: no notes of charges, no numbers (M4)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("saleor_brandpay", "0010_installation")]

    operations = [
        migrations.DeleteModel("Charge"),
        migrations.RemoveConstraint("attempt", "brandpay_number_per_payment"),
        migrations.RemoveConstraint("attempt", "brandpay_number_per_transaction"),
        migrations.RemoveField("attempt", "number"),
        migrations.AddField(
            "attempt", "method_id", models.CharField(blank=True, default="", max_length=200)
        ),
    ]
