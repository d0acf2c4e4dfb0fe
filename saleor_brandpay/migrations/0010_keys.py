"""Secrets that Toss has accepted or refused, names of encryption keys."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("saleor_brandpay", "0009_refund_requests"),
    ]

    operations = [
        migrations.AddField("event", "url_key", models.CharField(blank=True, default="", max_length=8)),
        migrations.AddField("merchantsecret", "accepted_at", models.DateTimeField(null=True)),
        migrations.AddField("merchantsecret", "refused_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "merchantsecret", "refused_code", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField(
            "merchantsecret", "refused_host", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AlterField("merchantsecret", "ciphertext", models.TextField(blank=True, default="")),
        migrations.CreateModel(
            "EncryptionKey",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("name", models.CharField(max_length=8, unique=True)),
                ("first_at", models.DateTimeField()),
            ],
        ),
    ]
