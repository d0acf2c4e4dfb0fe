"""Tests that no Saleor can change: on 3.22 and main, elsewhere with BRANDPAY_LENGTHY=1.

What they are about is decided by our code alone, on our tables or in what Toss is sent and says.
Where Saleor has a part in it (hooks, sessions, mutations, locks, orders, the App, configuration) it
is the one that tests beside them go through on every Saleor. One line is one subject.
"""

import os

import pytest

from .lengthy import USUAL
from .versions import VERSION

LAST_RELEASE = (3, 23)
RUN = VERSION == USUAL or VERSION > LAST_RELEASE or bool(os.environ.get("BRANDPAY_LENGTHY"))
REASON = "the same code on every Saleor: on 3.22 and main, elsewhere with BRANDPAY_LENGTHY=1"

FILES = {
    "test_canary": "what we log, keep and show",
    "test_stored_canary": "the same of wallets",
    "test_commands": "keys of our tables; wrong words",
    "test_events_command": "our inbox",
    "test_sweep_command": "what our command says; test_webhooks sweeps everywhere",
    "test_app_problem_texts": "what staff read of a finding",
    "test_many_windows": "how many windows we keep, in our table",
}
"""All of their tests, and what they are about."""

TESTS = {
    # The doctor's words; test_app_row has all that Apps can be, test_all_is_well stays everywhere.
    "test_doctor": """secret_key_is_not_shown wrong_settings_are_findings_and_the_rest_waits
        missing_encryption_keys_are_told pending_migrations_are_told
        plugin_that_was_not_installed_is_told companion_that_staff_switched_off_is_told
        disabled_app_is_told_and_fixed missing_app_is_told_and_fixed double_app_is_told_and_fixed
        inactive_everywhere_is_told inactive_channel_that_holds_payments_is_told
        secret_key_whose_variable_is_gone_is_told only_the_channel_that_was_named unknown_channel
        toss_is_asked_only_online toss_that_cannot_be_reached_is_told
        database_that_cuts_a_waiting_confirm_is_told
        webhooks_that_never_came_are_told last_webhook_is_shown work_that_nobody_does_is_told
        beat_that_stands_still_is_told parked_events_are_told stuck_payments_are_named
        wallets_of_deleted_users_are_counted sizes_and_names_that_are_kept_too_long
        differences_that_are_left_are_told""",
    # Reports, words and spans. What is read from Saleor's tables, and healed, stays everywhere.
    "test_reconcile": """other_system_under_the_same_mid under_way_just_now_is_no_difference
        deep_reads_every_payment stretch_of_a_dead_worker_is_taken_up_by_the_sweep
        nothing_by_itself_where_nothing_is_configured report_as_a_page_and_as_text how_far_it_is
        wrong_words_are_one_line empty_database_is_one_line no_network_is_one_line
        key_that_toss_refuses_is_one_line channel_and_merchant_choose dates_bound_the_span
        no_secret_in_what_it_says""",
    # What the return says is read by us; Toss's codes. A decline stays in test_windows.
    "test_bad_input": """nonsense_at_the_second_step nonsense_at_the_first_step
        options_outside_the_whitelist_are_not_passed_on fail_url_codes_of_the_guide
        forged_failure_of_a_paid_window_closes_nothing confirm_after_ten_minutes
        confirm_codes_of_the_guide rate_limited_confirm payment_key_of_another_checkout
        order_id_of_another_checkout""",
    # Our views; that Saleor routes to them stays, by the first test, other_paths and switched_off.
    "test_endpoints": """unknown_customer_key_is_not_exchanged broken_queries bad_code repeated_code
        page_of_the_shop_may_read_that_it_worked no_token_is_kept_in_clear
        guests_tokens_do_not_stay return_of_an_unknown_order_id return_with_a_changed_amount
        callback_by_another_method""",
    # The same of webhooks; test_true_one and what comes after a new key stay.
    "test_webhook_intake": """wrong_token token_of_another_channel no_webhook too_large
        strange_but_harmless other_methods networks what_is_kept_is_not_readable_without_the_key
        same_event_twice_is_one_row methods_changed methods_changed_as_the_sandbox_sends_it
        withdrawal_that_is_only_said withdrawal_that_toss_confirms""",
    # The command, and what Toss says of customers. That Saleor deletes a user stays.
    "test_leaving": """the_others_stay methods_are_left_and_no_token_is_accepted
        a_withdrawal_at_toss_clears_ours also_when_our_token_has_expired
        a_forged_withdrawal_clears_nothing who_comes_back_is_welcome one_customer_by_command
        dry_run_changes_nothing as_json at_every_merchant toss_is_down only_the_customer_can
        who_never_used_brandpay nobody_of_that_name""",
    # Our list, its cache and its tokens. What Saleor's schema asks, hands on and shows stays.
    "test_stored_methods": """named_in_the_buyers_language disabled_methods_are_not_offered
        one_query_and_one_call_then_no_call our_own_removal_shows_at_once
        a_change_at_toss_shows_after_its_webhook
        a_change_at_toss_without_a_webhook_shows_after_a_minute
        toss_is_down_and_the_page_lives toss_hangs_and_the_page_lives a_bug_of_ours_fails_no_page
        expired_token_is_refreshed two_refreshes_at_once_leave_one_valid_pair
        revoked_token_is_erased_and_the_way_back_is_told
        lost_answer_of_a_removal_is_read_from_the_list
        removal_while_toss_is_down two_windows_at_once_are_of_one_customer
        window_has_the_shops_own_redirect_url a_page_of_the_shops_hands_the_code_on
        somebody_elses_code_is_not_taken codes_that_are_none code_while_toss_is_down
        done_while_toss_is_down another_channel_of_the_same_merchant
        another_merchant_knows_nothing_of_it what_the_documentation_shows_can_be_sent""",
    # Our client's deadlines and our reading of answers. What Saleor is told in the end stays.
    "test_trouble": """unreachable_does_not_close_the_window slower_than_the_deadline
        no_usable_answer_and_nothing_taken approved_and_unreadable_for_a_while
        done_with_another_amount_that_stands done_with_another_order_id hook_gives_up_in_time""",
    # What a cancel says to Toss. Repeats, races and what Saleor books stay.
    "test_refund_pitfalls": """2446_calls_and_identifiers_are_counted
        gnuboard_full_refund_is_not_sent_as_a_partial_one
        gnuboard_full_refund_of_what_is_no_longer_full gnuboard_remaining_balance_after_partials
        gnuboard_no_tax_free_share_is_made_up gnuboard_no_refund_account_is_asked_for
        gnuboard_escrow_cannot_be_asked_for gnuboard_network_retry_cancels_once
        tosspayments2_rails_server_error_is_read_back_not_posted_again
        stripe_plugin_looks_at_the_first_refund_only
        stripe_plugin_takes_a_part_of_a_status_for_the_status
        odoo_101243_one_key_is_never_used_on_two_endpoints""",
    # Complaints and Toss's codes. How Saleor keeps, masks and hands on a configuration stays.
    "test_configuration": """refused_with_the_reason keys_with_spaces_around_them
        complaints_show_no_secret wrong_variable_is_refused_with_its_name toss_unreachable_is_said
        foreign_pair_is_named_at_the_first_confirm foreign_pair_is_named_at_the_first_callback
        mended_pair_then_paid shops_own_redirect_page""",
}
"""Some of a file's tests, without `test_`."""
NAMES = {f"{file}::test_{name}" for file, names in TESTS.items() for name in names.split()}


def mark(items: list[pytest.Item]) -> None:
    """Skip them where they need not run."""
    if RUN:
        return
    skip = pytest.mark.skip(reason=REASON)
    for item in items:
        if item.path.stem in FILES or f"{item.path.stem}::{plain_name(item)}" in NAMES:
            item.add_marker(skip)


def plain_name(item: pytest.Item) -> str:
    """Without its parameters."""
    return getattr(item, "originalname", None) or item.name
