import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from saleor_brandpay.constraints import check


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merchant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.CharField(max_length=128, unique=True)),
                ('mid', models.CharField(blank=True, default='', max_length=32)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_guest', models.BooleanField()),
                ('customer_key', models.CharField(max_length=50, unique=True)),
                ('access_token', models.TextField(blank=True, default='')),
                ('refresh_token', models.TextField(blank=True, default='')),
                ('token_expires_at', models.DateTimeField(blank=True, null=True)),
                ('code_digest', models.CharField(blank=True, default='', max_length=64)),
                ('created_at', models.DateTimeField()),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brandpay_customers', to=settings.AUTH_USER_MODEL)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='saleor_brandpay.merchant')),
            ],
        ),
        migrations.CreateModel(
            name='MerchantSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ciphertext', models.TextField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='saleor_brandpay.merchant')),
            ],
        ),
        migrations.AddField(
            model_name='merchant',
            name='current_secret',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_brandpay.merchantsecret'),
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_id', models.CharField(max_length=64, unique=True)),
                ('source_type', models.CharField(choices=[('checkout', 'Checkout'), ('order', 'Order')], max_length=8)),
                ('source_id', models.CharField(max_length=36)),
                ('channel_pk', models.BigIntegerField(null=True)),
                ('payment_pk', models.BigIntegerField(null=True)),
                ('transaction_token', models.UUIDField(null=True)),
                ('number', models.PositiveIntegerField()),
                ('amount', models.BigIntegerField()),
                ('window', models.JSONField(default=dict)),
                ('wish', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('open', 'open'), ('unknown', 'outcome unknown'), ('approved', 'approved'), ('refunding', 'being refunded'), ('superseded', 'superseded'), ('closed', 'closed')], default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('payment_key', models.CharField(blank=True, default='', max_length=200)),
                ('confirm_step', models.PositiveIntegerField(default=0)),
                ('confirm_sent_at', models.DateTimeField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('balance', models.BigIntegerField(default=0)),
                ('method', models.JSONField(default=dict)),
                ('failure_code', models.CharField(blank=True, default='', max_length=64)),
                ('failure_message', models.CharField(blank=True, default='', max_length=510)),
                ('checked_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='saleor_brandpay.customer')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='saleor_brandpay.merchant')),
                ('secret', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_brandpay.merchantsecret')),
            ],
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('operation', models.CharField(max_length=64)),
                ('amount', models.BigIntegerField()),
                ('expected_balance', models.BigIntegerField()),
                ('status', models.CharField(choices=[('unknown', 'outcome unknown'), ('done', 'done'), ('refused', 'refused')], max_length=8)),
                ('step', models.PositiveIntegerField(default=0)),
                ('transaction_key', models.CharField(blank=True, default='', max_length=64)),
                ('code', models.CharField(blank=True, default='', max_length=64)),
                ('claimed', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='saleor_brandpay.attempt')),
            ],
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('merchant', 'user'), name='brandpay_one_customer_per_user'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=check('brandpay_guest_keeps_nothing', models.Q(('is_guest', False), models.Q(('access_token', ''), ('refresh_token', ''), ('user__isnull', True)), _connector='OR')),
        ),
        migrations.AddConstraint(
            model_name='merchantsecret',
            constraint=models.UniqueConstraint(fields=('merchant', 'fingerprint'), name='brandpay_secret_once_per_merchant'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['source_type', 'source_id'], name='brandpay_attempt_source'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('status__in', ['approved', 'closed']), _negated=True), fields=['opened_at'], name='brandpay_attempt_unsettled'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('payment_pk__isnull', False)), fields=('payment_pk', 'number'), name='brandpay_number_per_payment'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('transaction_token__isnull', False)), fields=('transaction_token', 'number'), name='brandpay_number_per_transaction'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'unknown'])), fields=('payment_pk',), name='brandpay_one_live_per_payment'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'unknown'])), fields=('transaction_token',), name='brandpay_one_live_per_transaction'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('payment_key', ''), _negated=True), ('status__in', ['approved', 'refunding'])), fields=('merchant', 'payment_key'), name='brandpay_payment_key_once'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=check('brandpay_one_debtor', models.Q(models.Q(('payment_pk__isnull', False), ('transaction_token__isnull', True)), models.Q(('payment_pk__isnull', True), ('transaction_token__isnull', False)), _connector='OR')),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=check('brandpay_amount_positive', models.Q(('amount__gt', 0))),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=check('brandpay_source_named', models.Q(('source_id', ''), _negated=True)),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=check('brandpay_balance_not_negative', models.Q(('balance__gte', 0))),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=check('brandpay_approved_has_key', models.Q(models.Q(('status__in', ['approved', 'refunding']), _negated=True), models.Q(('payment_key', ''), _negated=True), _connector='OR')),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=check('brandpay_approved_within_amount', models.Q(models.Q(('status', 'approved'), _negated=True), ('balance__lte', models.F('amount')), _connector='OR')),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('attempt', 'number', 'operation', 'amount', 'expected_balance'), name='brandpay_refund_identity'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(('transaction_key', ''), _negated=True), fields=('attempt', 'transaction_key'), name='brandpay_one_refund_per_cancel'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=check('brandpay_refund_within_balance', models.Q(('amount__gt', 0), ('amount__lte', models.F('expected_balance')))),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=check('brandpay_refund_done_has_key', models.Q(models.Q(('status', 'done'), _negated=True), models.Q(('transaction_key', ''), _negated=True), _connector='OR')),
        ),
    ]
