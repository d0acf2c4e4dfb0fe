"""The same in Korean, for staff in the dashboard: what is wrong, and what to do about it, by code;
and what it is about.

Figures and names stand in the English text, beside which these are shown.
"""

from __future__ import annotations

TEXTS = {
    # What all channels share.
    "settings_wrong": "서버 설정(BRANDPAY_…)에 고칠 것이 있습니다. 개발자에게 알려 주세요.",
    "not_migrated": "데이터베이스 마이그레이션이 남아 있습니다. manage.py migrate를 실행하세요.",
    "plugin_not_found": "Saleor가 브랜드페이 플러그인을 찾지 못했습니다. API와 워커 모두에 "
    "패키지를 설치하세요.",
    "companion_off": "Transactions API용 동반 플러그인이 꺼져 있어 그 API로는 결제할 수 "
    "없습니다. 다시 켜세요.",
    "app_disabled": "이 앱이 비활성화되어 Transactions API의 새 결제와 환불이 모두 거절됩니다. "
    "환불은 초록색으로 끝나도 이루어지지 않습니다. 이 화면에서 앱을 다시 활성화하세요.",
    "app_double": "같은 식별자의 앱이 둘 이상 있습니다. brandpay_doctor --fix를 실행하고, 따로 "
    "설치한 앱은 직접 삭제하세요.",
    "staff_pages_missing": "대시보드의 브랜드페이 화면(주문·고객)이 없습니다. "
    "brandpay_doctor --fix를 실행하세요.",
    "staff_pages_elsewhere": "대시보드의 브랜드페이 화면이 이 상점이 아닌 주소를 가리킵니다. "
    "PUBLIC_URL이 설정된 서버에서 brandpay_doctor --fix를 실행하세요.",
    "staff_pages_too_long": "상점 주소가 길어 대시보드에 브랜드페이 화면을 둘 수 없습니다. "
    "Saleor는 주소를 200자까지만 저장합니다.",
    # Keys.
    "key_unknown": "이 서버에 없는 암호화 키로 저장된 자료가 있습니다. 그 키를 "
    "BRANDPAY_ENCRYPTION_KEYS 끝에 넣으세요. 잃어버렸으면 플러그인 설정에서 시크릿 키를 다시 "
    "저장하세요.",
    "key_not_in_front_everywhere": "암호화 키 교체 2/4단계: 새 키가 아직 모든 서버의 맨 앞에 "
    "있지 않습니다. 나머지 서버에서도 맨 앞으로 옮기세요.",
    "key_rotation_waits": "암호화 키 교체 3/4단계: 모든 서버의 맨 앞에 새 키가 있으면 "
    "brandpay_rotate_keys를 실행하세요.",
    "key_missing_elsewhere": "다른 서버가 이 암호화 키를 몰라 그 서버의 구매자가 결제하지 "
    "못합니다. 그 서버의 BRANDPAY_ENCRYPTION_KEYS에 키를 넣거나 다시 시작하세요.",
    "secret_refused_elsewhere": "토스페이먼츠가 한 서버에 설정된 시크릿 키를 거절했습니다. 그 "
    "서버의 환경 변수를 고치고 다시 시작하세요.",
    # The installation.
    "installation_frozen": "이 데이터베이스는 다른 상점의 사본이거나 상점의 주소가 바뀌었습니다. "
    "기존 결제는 조회만 합니다. 상점을 옮긴 것이면 brandpay_moved를 실행하고, 사본이면 플러그인 "
    "설정에서 여기서 쓸 키를 저장하세요.",
    "another_database": "데이터베이스가 바뀌어 자동 환불과 탈퇴 처리가 기다리고 있습니다. 이 "
    "상점이 맞으면 brandpay_moved를 실행하고, 사본이면 BRANDPAY_INSTALLATION을 다르게 설정하세요.",
    "installation_unnamed_here": "BRANDPAY_INSTALLATION이 이 서버에는 없습니다. API와 워커에 "
    "똑같이 설정하세요.",
    # Channels.
    "active_nowhere": "브랜드페이가 어느 채널에서도 활성화되어 있지 않습니다. 대시보드에서 "
    "/extensions/plugin/tosspayments.brandpay 주소를 열어 활성화하세요.",
    "channel_misconfigured": "채널의 브랜드페이 설정이 잘못되어 결제할 수 없습니다. 플러그인 "
    "설정에서 고치세요.",
    "channel_inactive_holds_payments": "플러그인이 꺼진 채널에 Transactions API로 받은 결제가 "
    "남아 있어 Saleor에서 환불할 수 없습니다. 활성화하거나 토스페이먼츠 상점관리자에서 "
    "환불하세요.",
    "unpaid_orders": "채널이 미결제 주문을 허용하여 Payments API에서는 브랜드페이가 나오지 "
    "않습니다. 그 설정을 끄거나 Transactions API를 쓰세요.",
    "test_keys": "테스트 키를 쓰고 있습니다. 실제로 결제되지 않지만 주문은 결제된 것으로 "
    "보입니다. 상점을 열기 전에 플러그인 설정에 라이브 키를 입력하세요.",
    "unreachable_from_outside": "토스페이먼츠가 웹훅 주소에 접속할 수 없습니다. PUBLIC_URL을 "
    "Saleor의 공개 https 주소로 설정하세요.",
    "webhooks_with_wrong_secret": "웹훅 주소에 잘못된 비밀값으로 온 요청이 있습니다. "
    "개발자센터에 등록한 웹훅 URL이 플러그인 설정의 웹훅 URL과 같은지 확인하세요.",
    "webhooks_never_came": "결제가 있었는데 웹훅이 온 적이 없습니다. 플러그인 설정의 웹훅 URL을 "
    "개발자센터에 등록하세요.",
    "webhooks_stale": "결제가 있었는데 웹훅이 오지 않고 있습니다. 개발자센터에서 웹훅 URL이 "
    "등록되어 있는지, 무엇이 응답되는지 확인하세요.",
    # Toss.
    "toss_hangs": "토스페이먼츠가 응답하지 않습니다. 저절로 다시 시도하니 기다리거나 "
    "토스페이먼츠의 공지를 확인하세요.",
    "database_cuts_confirms": "PostgreSQL의 시간 제한이 결제 승인보다 짧아 승인이 끊길 수 "
    "있습니다. 그 제한을 늘리거나 BRANDPAY_DEADLINE을 줄이세요.",
    # The work behind the requests.
    "work_late": "웹훅과 결제 처리가 10분 이상 밀려 있습니다. Celery의 beat와 워커가 돌고 있는지 "
    "확인하세요.",
    "beat_stands_still": "Celery의 beat가 멈춰 있습니다. beat와 워커를 시작하세요.",
    "events_parked": "여러 번 처리하지 못해 사람을 기다리는 웹훅이 있습니다. brandpay_events "
    "list --status parked로 확인하고, 원인을 고친 뒤 replay 하세요.",
    "payments_stuck": "저절로 끝나지 않는 결제가 있습니다. brandpay_reconcile을 실행하고, "
    "토스페이먼츠 상점관리자에서 그 주문번호를 확인하세요.",
    "refunds_refused": "거절되어 이루어지지 않은 환불이 있습니다. 주문 이력에서 이유를 확인하여 "
    "고친 뒤 다시 환불하거나, 토스페이먼츠 상점관리자에서 환불하세요.",
    "refunds_unknown": "결과를 아직 모르는 환불이 있습니다. 계속 확인하고 있으니 끝날 때까지 "
    "다른 방법으로 돌려주지 마세요.",
    "not_compared": "마지막 대사가 끝까지 비교하지 못했습니다. 원인을 고친 뒤 "
    "brandpay_reconcile을 다시 실행하세요.",
    "differences_left": "대사에서 해결되지 않은 차이가 있습니다. brandpay_reconcile의 보고서에서 "
    "확인하세요.",
    "report_not_mailed": "대사 보고서 메일을 보내지 못했습니다. 계속 다시 보내니 Saleor의 메일 "
    "설정(EMAIL_URL)과 BRANDPAY_REPORT_TO를 확인하세요.",
    "reconciling_late": "이틀 넘게 대사하지 않았습니다. Celery의 beat와 워커를 시작하거나 "
    "cron으로 brandpay_reconcile --heal을 실행하세요.",
    "never_reconciled": "결제가 있었는데 대사한 적이 없습니다. Celery의 beat와 워커를 시작하거나 "
    "cron으로 brandpay_reconcile --heal을 실행하세요.",
    # People.
    "retention_late": "이름과 주소가 정한 기간보다 오래 남아 있습니다. Celery의 beat와 워커를 "
    "시작하거나 cron으로 brandpay_retention을 실행하세요.",
    "wallets_wait_for_a_word": "하루에 많은 회원이 삭제되어 토스페이먼츠의 탈퇴 처리가 확인을 "
    "기다리고 있습니다. 되돌릴 수 없으니 확인한 뒤 brandpay_withdraw --deleted를 실행하세요.",
    "methods_left_at_toss": "삭제된 회원의 카드나 계좌가 토스페이먼츠에 남아 있습니다. "
    "토스페이먼츠에 삭제를 요청하세요.",
}

TITLES = {
    "settings": "서버 설정",
    "database": "데이터베이스",
    "plugins": "플러그인",
    "app": "앱",
    "keys": "암호화 키",
    "secrets": "시크릿 키",
    "installation": "설치",
    "channels": "채널",
    "Toss": "토스페이먼츠",
    "sweep": "주기 점검",
    "webhooks": "웹훅",
    "payments": "결제",
    "refunds": "환불",
    "reconciling": "대사",
    "mail": "보고서 메일",
    "retention": "개인정보 보관",
    "wallets": "탈퇴 처리",
    "tables": "테이블 크기",
}
_CHANNEL = "channel "


def title(about: str) -> str:
    """What a finding is about."""
    if about.startswith(_CHANNEL):
        return f"채널 {about.removeprefix(_CHANNEL)}"
    return TITLES.get(about, about)
