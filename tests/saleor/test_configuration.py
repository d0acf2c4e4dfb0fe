"""The settings page: what a merchant is told before a buyer could notice (M8, M12)."""

import json

import pytest

from .helpers import nothing_taken, paid_order, pay
from .toss import CLIENT_KEY, SECRET_KEY
from .transacting import Transacting, request

OTHER_CLIENT, OTHER_SECRET = "test_ck_" + "3" * 28, "test_sk_" + "3" * 28
KEYS = {"client_key": CLIENT_KEY, "secret_key": SECRET_KEY}


def live(key: str) -> str:
    """A key that looks live, made here and written down nowhere."""
    return "live" + key.removeprefix("test")


def widget(key: str) -> str:
    return key.replace("_ck_", "_gck_").replace("_sk_", "_gsk_")


@pytest.fixture
def told(toss, staff, shop):
    """Saves the settings of the won channel; the complaints, as staff read them."""

    def save(channel: str = shop.krw.id, **fields) -> str:
        errors = staff.configure(channel, **{**KEYS, **fields})
        return " ".join(str(error["message"]) for error in errors)

    return save


def test_documentation_keys_are_accepted(told, staff):
    assert told() == ""
    assert staff.settings("krw")["active"]


def test_page_shows_the_addresses_to_register_and_masks_the_secret(told, staff, saleor):
    told()
    page = staff.settings("krw")
    base = f"{saleor.url}/plugins/channel/krw/tosspayments.brandpay"
    assert page["callback_url"] == f"{base}/callback"
    assert page["client_key"] == CLIENT_KEY
    assert SECRET_KEY not in json.dumps(page)
    assert page["secret_key"].endswith(SECRET_KEY[-3:])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"client_key": ""}, "Enter the client key"),
        ({"secret_key": ""}, "Enter the secret key"),
        ({"client_key": SECRET_KEY, "secret_key": CLIENT_KEY}, "Swap"),
        ({"client_key": SECRET_KEY}, "Move the secret key"),
        ({"client_key": widget(CLIENT_KEY), "secret_key": widget(SECRET_KEY)}, "widget"),
        ({"client_key": widget(CLIENT_KEY)}, "widget"),
        ({"client_key": live(CLIENT_KEY)}, "environment"),
        ({"secret_key": live(SECRET_KEY)}, "environment"),
        ({"client_key": "pk_test_stripe"}, "test_ck_"),
        ({"secret_key": SECRET_KEY[:-1] + "x"}, "UNAUTHORIZED_KEY"),
        ({"redirect_url": "http://shop.test/callback"}, "https://"),
        ({"redirect_url": "shop.test/callback"}, "https://"),
    ],
)
def test_refused_with_the_reason(told, staff, shop, fields, reason):
    complaint = told(**fields)
    assert reason in complaint
    assert len(complaint) <= 83 + len(" [UNAUTHORIZED_KEY]"), "two lines of the dashboard"
    assert any("가" <= letter <= "힣" for letter in complaint), "in Korean too"
    assert not staff.settings("krw")["active"]


WORDS = """query($id: ID!) { plugin(id: $id) { channelConfigurations {
  channel { slug } configuration { name label helpText value } } } }"""


def words(staff) -> dict[str, dict[str, str]]:
    pages = staff.api(WORDS, id="tosspayments.brandpay")["plugin"]["channelConfigurations"]
    (page,) = (one for one in pages if one["channel"]["slug"] == "krw")
    return {row["name"]: row for row in page["configuration"]}


@pytest.mark.parametrize("language", ["ko", "en", "both"])
def test_page_is_in_the_language_of_staff(told, staff, settings, language):
    told()
    settings.BRANDPAY_STAFF_LANGUAGE = language
    page = words(staff)
    labels = {"ko": "시크릿 키", "en": "Secret key", "both": "시크릿 키 / Secret key"}
    assert page["secret_key"]["label"] == labels[language]
    assert page["installation"]["value"].endswith(
        {"ko": ": 정상", "en": ": in order", "both": ": 정상 / in order"}[language]
    )


def test_mixed_taxation_is_warned_of_where_the_keys_are_entered(told, staff):
    told()
    hint = words(staff)["client_key"]["helpText"]
    assert "복합과세" in hint.split(" / ")[0]
    assert "taxFreeAmount" in hint.split(" / ")[1]


WRONG = {"client_key": SECRET_KEY, "secret_key": "", "redirect_url": "shop.test"}


def test_only_the_decisive_fault_is_told(staff, shop, toss):
    """What is wrong before what is missing; the channel before both; Toss last of all."""
    channel = shop.open_channel("usd", prices={"cup": "10.00"}, currency="USD", country="US")
    (error,) = staff.configure(channel.id, **WRONG)
    assert "KRW" in error["message"]
    (error,) = staff.configure(shop.krw.id, **WRONG)
    assert "Move the secret key" in error["message"]
    (error,) = staff.configure(shop.krw.id, **(WRONG | {"client_key": ""}))
    assert "https://" in error["message"]
    (error,) = staff.configure(shop.krw.id, client_key="", secret_key="", redirect_url="")
    assert "Enter the client key" in error["message"]
    assert toss.calls() == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_faults_are_told_in_the_language_of_staff(told, settings, language):
    settings.BRANDPAY_STAFF_LANGUAGE = language
    complaint = told(client_key="")
    assert complaint == (
        "입력하세요: 클라이언트 키" if language == "ko" else "Enter the client key."
    )


def test_secret_in_the_field_of_the_client_key_is_never_kept(told, staff):
    """Saleor shows that field in full, also while the plugin is not active."""
    assert "Move the secret key" in told(active=False, client_key=SECRET_KEY, secret_key="")
    assert SECRET_KEY not in json.dumps(staff.settings("krw"))


@pytest.mark.parametrize("cleared", [None, "", " "])
def test_key_cleared_on_an_active_page(told, staff, shop, member, toss, cleared):
    told()
    (error,) = staff.configure(shop.krw.id, secret_key=cleared)
    assert "Untick Active" in error["message"]
    paid_order(staff, toss, pay(member.fill(), toss), 15000)
    assert staff.configure(shop.krw.id, active=False, secret_key=cleared) == []
    assert not staff.settings("krw")["secret_key"]


@pytest.fixture
def shared_cache(settings, tmp_path):
    """Of all processes, as a shop of several has it."""
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": tmp_path}}


@pytest.mark.usefixtures("shared_cache")
def test_switching_off_with_orders_left_to_refund_is_asked_about_once(told, staff, member, toss):
    told()
    buying = Transacting(member.fill())
    session = buying.initialize()
    buying.process(session, toss.buyer(session.data))
    buying.complete()
    complaint = told(active=False)
    assert complaint == (
        "환불하거나 다시 저장하세요: 남은 주문 1건 / Refund or save again: orders left 1"
    )
    assert staff.settings("krw")["active"], "the first save says what would be lost"
    assert told(active=False) == ""
    assert not staff.settings("krw")["active"]
    assert told() == ""
    request(staff, session, amount=15000)
    assert told(active=False) == "", "nothing is left to refund"


def test_switching_off_asks_nothing_where_each_process_would_ask(told, member, toss):
    """Saleor's own cache is each process's memory while none is configured."""
    told()
    buying = Transacting(member.fill())
    session = buying.initialize()
    buying.process(session, toss.buyer(session.data))
    assert told(active=False) == ""


def test_switching_off_with_orders_of_the_payments_api_asks_nothing(told, staff, member, toss):
    """Saleor refunds those while the plugin is off."""
    told()
    paid_order(staff, toss, pay(member.fill(), toss), 15000)
    assert told(active=False) == ""


def test_keys_with_spaces_around_them(told, member, staff, toss):
    """They are pasted from a web page."""
    assert told(client_key=f" {CLIENT_KEY}", secret_key=f"{SECRET_KEY} \n") == ""
    paid_order(staff, toss, pay(member.fill(), toss), 15000)


def test_complaints_show_no_secret(told):
    assert SECRET_KEY not in told(client_key=SECRET_KEY, secret_key=CLIENT_KEY)
    wrong = SECRET_KEY[:-1] + "x"
    assert wrong not in told(secret_key=wrong)


def test_wrong_keys_can_be_saved_while_switched_off(told, staff):
    assert told(active=False, client_key="", secret_key="") == ""
    assert not staff.settings("krw")["active"]


# The secret key in a variable of the environment.

VARIABLE = "BRANDPAY_KEY_OF_THE_TESTS"


@pytest.fixture
def named(told, monkeypatch):
    """The page is saved with the name of a variable that holds the key."""
    monkeypatch.setenv(VARIABLE, SECRET_KEY)
    assert told(secret_key=f"env:{VARIABLE}") == ""


@pytest.mark.usefixtures("named")
def test_saleor_keeps_the_name_of_the_variable_and_we_the_encrypted_key(staff):
    from saleor.plugins.models import PluginConfiguration

    from saleor_brandpay.core.merchants import crypto
    from saleor_brandpay.models import MerchantSecret

    (row,) = PluginConfiguration.objects.filter(identifier="tosspayments.brandpay")
    fields = {item["name"]: item["value"] for item in row.configuration}
    assert fields["secret_key"] == f"env:{VARIABLE}"
    assert SECRET_KEY not in json.dumps(row.configuration)
    (kept,) = MerchantSecret.objects.all()
    assert SECRET_KEY not in kept.ciphertext
    assert crypto.decrypt(kept.ciphertext).reveal() == SECRET_KEY
    # Saleor would show four letters of it; which variable it is, is no secret.
    assert staff.settings("krw")["secret_key"] == f"env:{VARIABLE}"


@pytest.mark.usefixtures("named")
def test_paid_and_refunded_with_the_key_of_a_variable(member, staff, toss):
    order = paid_order(staff, toss, pay(member.fill(), toss), 15000)
    assert staff.refund(order["id"], 5000) == []


@pytest.mark.usefixtures("named")
def test_page_saved_without_the_secret_keeps_the_name(staff, shop, member, toss):
    assert staff.configure(shop.krw.id, client_key=CLIENT_KEY) == []
    assert staff.settings("krw")["secret_key"] == f"env:{VARIABLE}"
    paid_order(staff, toss, pay(member.fill(), toss), 15000)


@pytest.mark.usefixtures("named")
def test_variable_rotated_between_payment_and_refund(member, staff, toss, monkeypatch):
    """The new value is used at once, for the old payment too; nothing is saved by hand."""
    order = paid_order(staff, toss, pay(member.fill(), toss), 15000)
    replaced = "test_sk_" + "8" * 28
    toss.add_keys(CLIENT_KEY, replaced)
    monkeypatch.setenv(VARIABLE, replaced)
    assert staff.refund(order["id"], 5000) == []
    assert pay(member.fill(), toss).order


@pytest.mark.usefixtures("named")
def test_variable_gone_offers_no_payment_and_still_refunds(member, staff, toss, monkeypatch):
    order = paid_order(staff, toss, pay(member.fill(), toss), 15000)
    monkeypatch.delenv(VARIABLE)
    offered = {gateway["id"] for gateway in member.fill().gateways()}
    assert "tosspayments.brandpay" not in offered
    assert staff.refund(order["id"], 5000) == []


@pytest.mark.parametrize(
    ("value", "reason"),
    [(None, "is not set"), ("", "is empty"), (CLIENT_KEY, "Swap"), ("hunter2", "test_sk_")],
)
def test_wrong_variable_is_refused_with_its_name(told, staff, monkeypatch, value, reason):
    if value is not None:
        monkeypatch.setenv(VARIABLE, value)
    complaint = told(secret_key=f"env:{VARIABLE}")
    assert reason in complaint
    assert VARIABLE in complaint
    assert "hunter2" not in complaint
    assert any("가" <= letter <= "힣" for letter in complaint), "in Korean too"
    assert not staff.settings("krw")["active"]


def test_toss_unreachable_is_said(told, settings):
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    complaint = told()
    assert "cannot be reached" in complaint
    assert "연결" in complaint


def test_channel_in_another_currency(told, shop, staff):
    channel = shop.open_channel("usd", prices={"cup": "10.00"}, currency="USD", country="US")
    assert "KRW" in told(channel.id)
    assert not staff.settings("usd")["active"]


def test_channel_that_allows_unpaid_orders(told, shop, staff):
    """The Transactions API is what that setting is for."""
    channel = shop.open_channel("unpaid", prices={"cup": 100}, allow_unpaid_orders=True)
    assert told(channel.id) == ""
    assert staff.settings("unpaid")["active"]


def test_switched_on_past_the_settings_page_in_another_currency(
    shop, guest, toss, brandpay_everywhere
):
    """A row written by hand, or a channel from before: nothing is asked of Toss in dollars."""
    guest.channel = shop.open_channel(
        "usd", prices={"cup": "10.00"}, currency="USD", shipping="1.00"
    )
    brandpay_everywhere("usd")
    guest.fill().payment_create()
    answer = guest.complete()
    assert answer.order is None
    assert "KRW" in " ".join(answer.messages)
    assert toss.calls() == []


@pytest.fixture
def brandpay_everywhere(toss):
    """Switches the plugin on where the settings page would refuse it."""

    def switch_on(slug: str) -> None:
        from saleor.channel.models import Channel
        from saleor.plugins.models import PluginConfiguration

        PluginConfiguration.objects.create(
            identifier="tosspayments.brandpay",
            name="Brandpay",
            active=True,
            channel=Channel.objects.get(slug=slug),
            configuration=[{"name": name, "value": value} for name, value in KEYS.items()],
        )

    return switch_on


def test_not_offered_where_unpaid_orders_are_allowed(told, shop, staff, member):
    """Switched on in the channel after the plugin was."""
    told()
    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": True})
    offered = {gateway["id"] for gateway in member.fill().gateways()}
    assert "tosspayments.brandpay" not in offered


def test_not_offered_where_it_is_switched_off(told, member):
    told()
    told(active=False)
    offered = {gateway["id"] for gateway in member.fill().gateways()}
    assert "tosspayments.brandpay" not in offered
    assert member.try_payment_create()["errors"]


def test_switched_off_between_payment_and_window(told, member, toss):
    told()
    member.fill().payment_create()
    told(active=False)
    answer = member.complete()
    assert answer.order is None
    assert answer.messages
    nothing_taken(toss)


def test_switched_off_while_the_window_was_open(told, member, toss):
    """Decided by the merchant meanwhile: no money is taken, and the buyer is told."""
    told()
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    told(active=False)
    answer = member.complete(returned)
    assert answer.order is None
    assert answer.messages
    nothing_taken(toss)


@pytest.fixture
def foreign_pair(told, toss):
    """Each key is good, but they are of two merchants: no read can tell before a payment."""
    toss.add_keys(OTHER_CLIENT, OTHER_SECRET, "othermid")
    assert told(secret_key=OTHER_SECRET) == ""


def logged(caplog) -> str:
    return " ".join(record.getMessage() for record in caplog.records)


def window_without_callback(storefront):
    """As for a customer whose method is known: Toss has nothing to tell the redirect URL."""
    return {**storefront.fill().payment_create().complete().data, "redirectUrl": None}


@pytest.mark.usefixtures("foreign_pair")
def test_foreign_pair_is_named_at_the_first_confirm(member, toss, caplog):
    returned = toss.buyer(window_without_callback(member))
    caplog.clear()
    answer = member.complete(returned)
    assert answer.order is None
    assert answer.messages
    nothing_taken(toss)
    assert CLIENT_KEY in logged(caplog)
    assert "pair" in logged(caplog)
    assert OTHER_SECRET not in logged(caplog)


@pytest.mark.usefixtures("foreign_pair")
def test_foreign_pair_is_named_at_the_first_callback(member, toss, caplog):
    window = member.fill().payment_create().complete()
    caplog.clear()
    with pytest.raises(AssertionError):
        toss.buyer(window.data)
    assert CLIENT_KEY in logged(caplog)


@pytest.mark.usefixtures("foreign_pair")
def test_mended_pair_then_paid(told, member, staff, toss):
    member.complete(toss.buyer(window_without_callback(member)))
    assert told() == ""
    window = member.complete()
    paid_order(staff, toss, member.complete(toss.buyer(window.data)), 15000)


def test_shops_own_redirect_page(told, member, saleor, toss, staff):
    """A page of the shop may pass Toss's query on to our callback unchanged."""
    told(redirect_url=f"{saleor.url}/plugins/channel/krw/tosspayments.brandpay/callback?via=shop")
    window = member.fill().payment_create().complete()
    assert window.data["redirectUrl"].endswith("callback?via=shop")
    paid_order(staff, toss, member.complete(toss.buyer(window.data)), 15000)


def test_two_channels_with_their_own_keys(told, shop, storefront_of, buyer, toss):
    toss.add_keys(OTHER_CLIENT, OTHER_SECRET, "othermid")
    second = shop.open_channel("krw-two", prices={"cup": 12000})
    assert told() == ""
    assert told(second.id, client_key=OTHER_CLIENT, secret_key=OTHER_SECRET) == ""
    for channel, key in ((shop.krw, CLIENT_KEY), (second, OTHER_CLIENT)):
        storefront = storefront_of(buyer, channel).fill().payment_create()
        window = storefront.complete()
        assert window.data["clientKey"] == key
        assert storefront.complete(toss.buyer(window.data)).order


def test_secret_is_kept_when_the_page_is_saved_without_it(told, staff, shop, member, toss):
    told()
    assert staff.configure(shop.krw.id, client_key=CLIENT_KEY) == []
    paid_order(staff, toss, pay(member.fill(), toss), 15000)
