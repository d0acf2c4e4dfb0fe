"""What the dashboard sends, as it is kept."""

from saleor_brandpay.adapters.configuration.fields import DEFAULTS, STRUCTURE, typed


def test_blanks_around_a_key_are_dropped() -> None:
    assert typed([{"name": "client_key", "value": " test_ck_x\n"}]) == [
        {"name": "client_key", "value": "test_ck_x"}
    ]


def test_clear_button_clears_the_secret() -> None:
    assert typed([{"name": "secret_key", "value": None}]) == [{"name": "secret_key", "value": ""}]


def test_null_leaves_other_fields_and_a_missing_value_alone() -> None:
    items = [{"name": "client_key", "value": None}, {"name": "secret_key"}]
    assert typed(items) == items


def test_every_field_has_a_default_and_texts_in_both_languages() -> None:
    assert [item["name"] for item in DEFAULTS] == list(STRUCTURE)
    for field in STRUCTURE.values():
        assert " / " in field["label"]
        assert " / " in field["help_text"]


def test_help_tells_what_one_touch_needs_and_what_an_inactive_plugin_cannot_do() -> None:
    """M17, and M4's charge without a window."""
    assert "extra contract" in STRUCTURE["one_touch"]["help_text"]
    assert "consent" in STRUCTURE["one_touch"]["help_text"]
    assert "requestBillingAuth" in STRUCTURE["one_touch"]["help_text"]
    for word in ("자동결제", "원터치결제"):
        assert STRUCTURE["one_touch"]["help_text"].count(word) >= 2, "they are two things"
    assert "cannot be refunded" in STRUCTURE["client_key"]["help_text"]
