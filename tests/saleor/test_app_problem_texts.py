"""What staff read of a finding on our App in the dashboard, in Korean and English."""

import ast
import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "saleor_brandpay"


def written_in(folder, function, name):
    """Codes given to `function` by keyword: `watch.PersonNeeded(code="payments_stuck", …)`."""
    for file in (SOURCES / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(function):
                yield from (
                    word.value.value
                    for word in node.keywords
                    if word.arg == name and isinstance(word.value, ast.Constant)
                )


def finding(code="events_parked", level="WARNING", about="webhooks", text="so it is", **more):
    from saleor_brandpay.management.doctor import Finding, Level

    return Finding(Level[level], about, text, code=code, **more)


def names_written_in(folder):
    """Whatever looks like a code, however it reaches its finding."""
    files = [one for one in (SOURCES / folder).glob("*.py") if one.name != "korean.py"]
    nodes = (node for one in files for node in ast.walk(ast.parse(one.read_text("utf-8"))))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {text for text in texts if re.fullmatch(r"[a-z]+(_[a-z]+)+", str(text))}


def said_of(*found):
    from saleor_brandpay.app_problems import problems

    return problems(found)


def test_staff_read_both_languages_and_what_to_do():
    problem = said_of(finding(text="2 parked: brandpay_events list", cases=2))["events_parked"]
    korean, english = problem.message.split(" / ")
    assert korean.startswith("여러 번 처리하지 못해")
    assert english == "webhooks: 2 parked: brandpay_events list"
    assert (problem.count, problem.is_critical) == (2, False)


def test_one_for_a_code_whichever_channels_it_is_true_of():
    found = [
        finding("unreachable_from_outside", "ERROR", f"channel {number}") for number in range(7)
    ]
    (problem,) = said_of(*found).values()
    assert (problem.count, problem.is_critical) == (7, True)
    assert "(채널: 0, 1, 2, 3, 4 외 2)" in problem.message
    assert problem.message.endswith("channel 4: so it is. And 2 more: brandpay_doctor")


def test_what_is_well_or_no_trouble_is_not_said():
    found = [finding("migrated", "OK"), finding("table_sizes", "NOTE")]
    assert said_of(*found) == {}
    assert list(said_of(*found, finding("test_keys", "NOTE"))) == ["test_keys"]


def test_long_texts_are_cut_and_both_languages_stay():
    problem = said_of(finding(text="x" * 5000))["events_parked"]
    assert len(problem.message) <= 2048
    assert problem.message.startswith("여러 번")
    assert problem.message.endswith("xxx")


def test_fault_of_the_settings_page_is_said_in_one_language_at_a_time():
    from saleor_brandpay.adapters.configuration.keys import Keys, keys_faults
    from saleor_brandpay.adapters.configuration.validation import channel_fault, redirect_fault

    faults = [
        channel_fault("USD"),
        redirect_fault("ftp://shop"),
        *keys_faults(Keys.typed("", "")),
        *keys_faults(Keys.typed("test_ck_x", "env:NOWHERE")),
        *keys_faults(Keys.typed("live_ck_x", "test_sk_y")),
        *keys_faults(Keys.typed("widget", "wrong")),
    ]
    assert len(faults) >= 7
    for fault in faults:
        found = finding("channel_misconfigured", "ERROR", "channel usd", fault.english)
        english = said_of(found)["channel_misconfigured"].message.partition(" / ")[2]
        assert english.startswith("channel usd: ")
        assert english.isascii(), english


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ko", "여러 번 처리하지 못해 사람을 기다리는 웹훅이 있습니다"),
        ("en", "webhooks: look"),
    ],
)
def test_said_in_the_language_of_staff(settings, language, told):
    settings.BRANDPAY_STAFF_LANGUAGE = language
    message = said_of(finding(text="look"))["events_parked"].message
    assert message.startswith(told)
    assert " / " not in message


def test_webhooks_secret_is_not_said():
    problem = said_of(finding(text="register https://shop/s3cret", hidden="s3cret"))
    assert problem["events_parked"].message.endswith("register https://shop/…")


def test_each_trouble_is_said_in_korean():
    """Of the doctor, and of `person_needed`, whose codes are the doctor's."""
    from saleor_brandpay.management.doctor.korean import TEXTS

    doctors = names_written_in("management/doctor") | {"app_disabled", "app_double"}
    told = set(written_in(".", "PersonNeeded", "code"))
    assert {"payments_stuck", "events_parked", "differences_left"} <= told <= TEXTS.keys()
    no_trouble = {
        *("not_examined", "app_made", "app_activated", "app_united"),
        *("installation_none", "installation_here", "key_derived", "key_added", "key_old_may_go"),
        *("keys_at_rest", "key_differs_elsewhere", "webhook_url_of_older_key", "settings_right"),
        *("migrated", "saleors_plans", "channel_inactive", "channel_active", "flow", "limits"),
        *("payments_in_time", "not_reconciled_yet", "table_sizes", "retention_kept"),
        *("wallets_scheduled", "secrets_accepted", "webhooks_come", "events_in_time"),
        *("work_in_time", "beat_not_seen", "beat_without_sweep"),
    }
    only_online = {
        *("secret_taken", "secret_refused", "secret_differs"),
        *("secret_in_use_unreadable", "secret_in_use_refused"),
    }
    no_codes = {
        *("age_seconds", "beat_age_seconds", "payment_lag_seconds", "webhook_lag_seconds"),
        *("opened_at", "received_at", "last_run_at", "saleor_brandpay", "django_celery_beat"),
    }
    assert doctors - no_trouble - only_online - no_codes == TEXTS.keys()


def abouts_written():
    """What findings are about, however it reaches them; channels by their slugs apart."""
    for file in (SOURCES / "management/doctor").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Finding":
                yield node.args[1]
            elif isinstance(node, ast.Assign) and "about" in ast.unparse(node.targets[0]).lower():
                yield from node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]


def test_each_finding_has_a_korean_title():
    from saleor_brandpay.management.doctor.korean import TITLES, title

    written = {one.value for one in abouts_written() if isinstance(one, ast.Constant)}
    assert {"app", "sweep", "Toss"} <= written == TITLES.keys()
    assert all(re.search("[가-힣]", one) for one in TITLES.values())
    assert title("channel default-channel") == "채널 default-channel"
    assert title("new") == "new"
