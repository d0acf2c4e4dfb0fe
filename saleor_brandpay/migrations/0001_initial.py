"""All tables. Nothing was released before, so that what was before it is not kept."""

import django.db.models.deletion
import saleor_brandpay.models.payment_reference
from django.db import migrations, models

from saleor_brandpay.constraints import check


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='EncryptionKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=8)),
                ('first_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name',), name='brandpay_encryption_key_once')],
            },
        ),
        migrations.CreateModel(
            name='SettledMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.CharField(max_length=7)),
                ('read_at', models.DateTimeField()),
                ('totals', models.JSONField()),
                ('differences', models.JSONField(default=list)),
                ('merchant_pks', models.JSONField(default=list)),
                ('tried_at', models.DateTimeField(null=True)),
                ('problems', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month',), name='brandpay_settled_month_once')],
            },
        ),
        migrations.CreateModel(
            name='SettledLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='saleor_brandpay.settledmonth')),
                ('attempt_pk', models.BigIntegerField()),
                ('is_refund', models.BooleanField()),
                ('refund_pk', models.BigIntegerField(null=True)),
                ('fee', models.BigIntegerField(null=True)),
                ('vat', models.BigIntegerField(null=True)),
                ('pay_out', models.BigIntegerField(null=True)),
                ('paid_out', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['attempt_pk'], name='brandpay_settled_attempt')],
            },
        ),
        migrations.CreateModel(
            name='Installation',
            fields=[
                ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=16)),
                ('address', models.TextField(blank=True, default='')),
                ('name', models.CharField(blank=True, default='', max_length=64)),
                ('named_at', models.DateTimeField(null=True)),
                ('database', models.CharField(blank=True, default='', max_length=160)),
                ('served_at', models.DateTimeField(null=True)),
                ('other_address', models.TextField(blank=True, default='')),
                ('other_name', models.CharField(blank=True, default='', max_length=64)),
                ('other_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='brandpay_installation_once')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64)),
                ('transmission_id', models.CharField(blank=True, default='', max_length=100)),
                ('event_type', models.CharField(max_length=64)),
                ('about', models.CharField(blank=True, default='', max_length=32)),
                ('channel_pk', models.BigIntegerField()),
                ('url_key', models.CharField(blank=True, default='', max_length=8)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.TextField()),
                ('received_at', models.DateTimeField()),
                ('tries', models.PositiveIntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=200)),
                ('error', models.TextField(blank=True, default='')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='brandpay_event_due'), models.Index(fields=['received_at'], name='brandpay_event_received'), models.Index(condition=models.Q(('about', ''), _negated=True), fields=['about'], name='brandpay_event_about')],
                'constraints': [models.UniqueConstraint(fields=('fingerprint',), name='brandpay_event_once')],
            },
        ),
        migrations.CreateModel(
            name='Merchant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.CharField(max_length=128)),
                ('mid', models.CharField(blank=True, default='', max_length=32)),
                ('created_at', models.DateTimeField()),
                ('installation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merchants', to='saleor_brandpay.installation')),
            ],
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_pk', models.BigIntegerField(blank=True, null=True)),
                ('is_guest', models.BooleanField()),
                ('customer_key', models.CharField(max_length=50)),
                ('access_token', models.TextField(blank=True, default='')),
                ('refresh_token', models.TextField(blank=True, default='')),
                ('token_expires_at', models.DateTimeField(blank=True, null=True)),
                ('code_digest', models.CharField(blank=True, default='', max_length=64)),
                ('methods_changed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('user_deleted_at', models.DateTimeField(blank=True, null=True)),
                ('withdraw_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawal_agreed', models.BooleanField(default=False)),
                ('methods_left_at', models.DateTimeField(blank=True, null=True)),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='saleor_brandpay.merchant')),
            ],
        ),
        migrations.CreateModel(
            name='MerchantSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ciphertext', models.TextField(blank=True, default='')),
                ('fingerprint', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('refused_code', models.CharField(blank=True, default='', max_length=64)),
                ('refused_host', models.CharField(blank=True, default='', max_length=64)),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='saleor_brandpay.merchant')),
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
                ('order_id', models.CharField(max_length=64)),
                ('source_type', models.CharField(choices=[('checkout', 'Checkout'), ('order', 'Order')], max_length=8)),
                ('source_id', models.CharField(max_length=36)),
                ('channel_pk', models.BigIntegerField(null=True)),
                ('payment_pk', models.BigIntegerField(null=True)),
                ('transaction_token', models.UUIDField(null=True)),
                ('amount', models.BigIntegerField()),
                ('payment_fields', models.JSONField(db_column='window', default=dict)),
                ('storefront_data', models.JSONField(db_column='wish', default=dict)),
                ('method_id', models.CharField(blank=True, default='', max_length=200)),
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
                ('refund_awaited_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('looks', models.PositiveIntegerField(default=0)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='saleor_brandpay.customer')),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='saleor_brandpay.merchant')),
                ('secret', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_brandpay.merchantsecret')),
            ],
            bases=(saleor_brandpay.models.payment_reference.HasPaymentReference, models.Model),
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.CharField(max_length=300)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('heal', models.BooleanField(default=False)),
                ('deep', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('asked',), name='brandpay_one_run_per_question')],
            },
        ),
        migrations.CreateModel(
            name='ReportMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, default='', max_length=300)),
                ('sent_to', models.JSONField(default=list)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reconciliation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail', to='saleor_brandpay.reconciliation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day',), name='brandpay_one_mail_a_day')],
            },
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
                ('reason', models.CharField(blank=True, default='', max_length=150)),
                ('claimed', models.BooleanField(default=True)),
                ('requests', models.JSONField(default=list, null=True)),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('attempt', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='saleor_brandpay.attempt')),
            ],
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payment_key', models.CharField(max_length=200)),
                ('transaction_key', models.CharField(blank=True, default='', max_length=64)),
                ('reconciliation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='saleor_brandpay.reconciliation')),
            ],
        ),
        migrations.CreateModel(
            name='Stretch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('phase', models.PositiveSmallIntegerField(choices=[(0, "Toss's list"), (1, "the shop's records"), (2, 'our own attempts'), (3, 'healing'), (4, 'done')], default=0)),
                ('cursor', models.CharField(blank=True, default='', max_length=200)),
                ('holder', models.CharField(blank=True, default='', max_length=32)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('reads', models.PositiveIntegerField(default=0)),
                ('approved', models.PositiveIntegerField(default=0)),
                ('approved_won', models.BigIntegerField(default=0)),
                ('refunded', models.PositiveIntegerField(default=0)),
                ('refunded_won', models.BigIntegerField(default=0)),
                ('shop_captured', models.PositiveIntegerField(default=0)),
                ('shop_captured_won', models.BigIntegerField(default=0)),
                ('shop_refunded', models.PositiveIntegerField(default=0)),
                ('shop_refunded_won', models.BigIntegerField(default=0)),
                ('foreign', models.PositiveIntegerField(default=0)),
                ('foreign_won', models.BigIntegerField(default=0)),
                ('under_way', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True, default='')),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_brandpay.merchant')),
                ('reconciliation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stretches', to='saleor_brandpay.reconciliation')),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('paid_without_order', 'Paid Without Order'), ('order_without_payment', 'Order Without Payment'), ('amount_drift', 'Amount Drift'), ('refund_only_there', 'Refund Only There'), ('refund_only_here', 'Refund Only Here'), ('still_unknown', 'Still Unknown'), ('overcharged', 'Overcharged'), ('lost', 'Lost'), ('foreign', 'Foreign')], max_length=21)),
                ('reason', models.CharField(max_length=24)),
                ('order_id', models.CharField(max_length=64)),
                ('payment_key', models.CharField(blank=True, default='', max_length=200)),
                ('attempt_pk', models.BigIntegerField(null=True)),
                ('payment_pk', models.BigIntegerField(null=True)),
                ('transaction_token', models.UUIDField(null=True)),
                ('order', models.CharField(blank=True, default='', max_length=64)),
                ('toss_won', models.BigIntegerField(null=True)),
                ('shop_won', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(null=True)),
                ('young', models.BooleanField(default=False)),
                ('healed_at', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('left', models.TextField(blank=True, default='')),
                ('reconciliation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='saleor_brandpay.reconciliation')),
                ('stretch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='saleor_brandpay.stretch')),
            ],
            bases=(saleor_brandpay.models.payment_reference.HasPaymentReference, models.Model),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('user_deleted_at__isnull', False)), fields=['user_deleted_at'], name='brandpay_customer_deleted'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(fields=('customer_key',), name='brandpay_customer_key_once'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('user_pk__isnull', False)), fields=('user_pk', 'merchant'), include=('id', 'user_deleted_at'), name='brandpay_one_customer_per_user'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=check('brandpay_guest_keeps_nothing', models.Q(('is_guest', False), models.Q(('access_token', ''), ('refresh_token', ''), ('user_pk__isnull', True)), _connector='OR')),
        ),
        migrations.AddConstraint(
            model_name='merchantsecret',
            constraint=models.UniqueConstraint(fields=('merchant', 'fingerprint'), name='brandpay_secret_once_per_merchant'),
        ),
        migrations.AddConstraint(
            model_name='merchant',
            constraint=models.UniqueConstraint(fields=('client_key', 'installation'), name='brandpay_merchant_once'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['source_type', 'source_id'], name='brandpay_attempt_source'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('due_at__isnull', False), models.Q(('status__in', ['open', 'superseded']), _negated=True)), fields=['due_at'], name='brandpay_payment_due'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('status__in', ['open', 'superseded'])), fields=['due_at'], name='brandpay_window_due'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('payment_pk__isnull', False)), fields=['payment_pk'], name='brandpay_attempt_payment'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('transaction_token__isnull', False)), fields=['transaction_token'], name='brandpay_attempt_transaction'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('refund_awaited_at__isnull', False)), fields=['refund_awaited_at'], name='brandpay_refund_awaited'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['opened_at'], name='brandpay_attempt_opened'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['opened_at'], name='brandpay_attempt_unerased'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('order_id',), name='brandpay_order_id_once'),
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
            constraint=check('brandpay_customer_until_erased', models.Q(('customer__isnull', False), ('erased_at__isnull', False), _connector='OR')),
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
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('status__in', ['unknown', 'refused'])), fields=['status', 'created_at'], name='brandpay_refund_unsettled'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('reason', ''), _negated=True), fields=['created_at'], name='brandpay_refund_reasons'),
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
        migrations.AddIndex(
            model_name='sighting',
            index=models.Index(fields=['reconciliation', 'transaction_key'], name='brandpay_sighting_transaction'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.UniqueConstraint(fields=('reconciliation', 'payment_key', 'transaction_key'), name='brandpay_sighting_once'),
        ),
        migrations.AddConstraint(
            model_name='stretch',
            constraint=models.UniqueConstraint(fields=('reconciliation', 'merchant', 'since'), name='brandpay_stretch_once'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('reconciliation', 'kind', 'order_id', 'payment_key'), name='brandpay_finding_once'),
        ),
    ]
