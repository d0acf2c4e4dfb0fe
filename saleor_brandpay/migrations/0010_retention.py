"""The shop's user by value, what is erased, and no index that nothing uses."""

import django.db.models.deletion
from django.db import migrations, models

from saleor_brandpay.constraints import check


class Migration(migrations.Migration):

    dependencies = [
        ('saleor_brandpay', '0009_refund_requests'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='customer',
            name='brandpay_one_customer_per_user',
        ),
        migrations.RemoveConstraint(
            model_name='customer',
            name='brandpay_guest_keeps_nothing',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='brandpay_customer_orphan',
        ),
        migrations.RemoveField(
            model_name='customer',
            name='user',
        ),
        migrations.AddField(
            model_name='attempt',
            name='erased_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='methods_left_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='user_deleted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='user_pk',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='withdraw_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='withdrawal_agreed',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='event',
            name='about',
            field=models.CharField(blank=True, default='', max_length=32),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='customer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='saleor_brandpay.customer'),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='merchant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='saleor_brandpay.merchant'),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='order_id',
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name='customer',
            name='customer_key',
            field=models.CharField(max_length=50),
        ),
        migrations.AlterField(
            model_name='customer',
            name='merchant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='saleor_brandpay.merchant'),
        ),
        migrations.AlterField(
            model_name='event',
            name='fingerprint',
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name='finding',
            name='reconciliation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='saleor_brandpay.reconciliation'),
        ),
        migrations.AlterField(
            model_name='refund',
            name='attempt',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='saleor_brandpay.attempt'),
        ),
        migrations.AlterField(
            model_name='sighting',
            name='reconciliation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='saleor_brandpay.reconciliation'),
        ),
        migrations.AlterField(
            model_name='stretch',
            name='merchant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_brandpay.merchant'),
        ),
        migrations.AlterField(
            model_name='stretch',
            name='reconciliation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stretches', to='saleor_brandpay.reconciliation'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['opened_at'], name='brandpay_attempt_unerased'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('user_deleted_at__isnull', False)), fields=['user_deleted_at'], name='brandpay_customer_deleted'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('about', ''), _negated=True), fields=['about'], name='brandpay_event_about'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('order_id',), name='brandpay_order_id_once'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=check('brandpay_customer_until_erased', models.Q(('customer__isnull', False), ('erased_at__isnull', False), _connector='OR')),
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
            model_name='event',
            constraint=models.UniqueConstraint(fields=('fingerprint',), name='brandpay_event_once'),
        ),
    ]
