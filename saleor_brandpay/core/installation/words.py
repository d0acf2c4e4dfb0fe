"""What people are told of a frozen installation: what is so, and both ways on."""

from __future__ import annotations

from ...models import Installation
from .frozen import Frozen, Why


def short(frozen: Frozen) -> str:
    """For the log: one line."""
    one, here = frozen.installation, frozen.address or "an address that nobody has said"
    if frozen.why is Why.RENAMED:
        return (
            f"installation {one.code} is called {one.name or 'nothing'!r} and "
            f"BRANDPAY_INSTALLATION says {frozen.name or 'nothing'!r}: a copy, or renamed"
        )
    if frozen.why is Why.UNSEEN:
        return (
            f"no process that answers requests has said where installation {one.code} is served, "
            "and this one has no PUBLIC_URL"
        )
    if frozen.why is Why.CONTRADICTED:
        return (
            f"installation {one.code} ({one.address}) was served at {here} too, minutes ago, by "
            "this very database"
        )
    return f"installation {one.code} is the shop at {one.address}, and this is {here}"


def english(frozen: Frozen) -> str:
    """For the doctor and the system check."""
    return f"{short(frozen)}. {_EN[frozen.why].format(old=frozen.installation.address)}"


def another_database(here: Installation, this: str) -> str:
    """`this`: how the database that was found is identified."""
    return (
        f"the address is the same and the database is another one ({this}, before "
        f"{here.database}): buyers and staff go on, automatic refunds and withdrawals of deleted "
        f"users wait. Is it the shop? manage.py brandpay_moved {here.address.split()[0]}. Is it a "
        "copy? Set another BRANDPAY_INSTALLATION here"
    )


def korean(frozen: Frozen) -> str:
    one, here = frozen.installation, frozen.address or "알 수 없는 주소"
    what = {
        Why.ELSEWHERE: f"이 데이터베이스는 {one.address} 상점({one.code})의 것인데 지금 주소는 "
        f"{here}입니다",
        Why.RENAMED: f"설치 {one.code}의 이름은 '{one.name}'인데 BRANDPAY_INSTALLATION은 "
        f"'{frozen.name}'입니다",
        Why.UNSEEN: f"상점({one.code})의 주소를 아직 어떤 서버 프로세스도 확인하지 않았습니다",
        Why.CONTRADICTED: f"{one.address} 상점({one.code})이 조금 전 {here}에서도 실행되었습니다",
    }
    return f"{what[frozen.why]}. {_KO[frozen.why].format(old=one.address)}"


_EN_BOTH = (
    "Its payments, customers and merchants are only read: nothing is charged, refunded or removed "
    "at Toss. Is this the shop, moved? manage.py brandpay_moved {old}. Is it a copy? Save the keys "
    "to use here on the plugin's page of the channel: a new installation begins, and the copied "
    "rows stay as they are."
)
_KO_BOTH = (
    "기존 결제, 고객, 상점 정보는 조회만 하며 토스페이먼츠에서 결제, 환불, 삭제하지 않습니다. "
    "상점을 옮긴 것이면 manage.py brandpay_moved {old} 를 실행하세요. 사본이면 채널의 플러그인 "
    "설정에서 여기서 쓸 키를 저장하세요. 새 설치가 시작되고 복사된 기록은 그대로 남습니다."
)
_EN = {
    Why.ELSEWHERE: _EN_BOTH,
    Why.RENAMED: _EN_BOTH,
    Why.UNSEEN: "Workers wait for the first request that Saleor answers, of Brandpay where the API "
    "has no PUBLIC_URL; set PUBLIC_URL for them as for the API.",
    Why.CONTRADICTED: "Workers act on nothing until ten minutes after the last such request: look "
    "for a process with another PUBLIC_URL.",
}
_KO = {
    Why.ELSEWHERE: _KO_BOTH,
    Why.RENAMED: _KO_BOTH,
    Why.UNSEEN: "워커는 Saleor가 첫 요청에(API에 PUBLIC_URL이 없으면 브랜드페이의 첫 요청에) "
    "응답할 때까지 기다립니다. 워커에도 API와 같은 PUBLIC_URL을 설정하세요.",
    Why.CONTRADICTED: "마지막 요청에서 10분이 지날 때까지 워커는 아무것도 하지 않습니다. "
    "PUBLIC_URL이 다른 프로세스를 찾으세요.",
}
