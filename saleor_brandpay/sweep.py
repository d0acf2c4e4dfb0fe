"""Everything that is due, worked on here and now: what cron does where there is no Celery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from .adapters.shop import SaleorShop
from .api.deadline import Deadline
from .conf import conf
from .core.attempts import schedule
from .core.confirm import charge_log
from .core.sync import recover_charge
from .core.sync.result import SyncResult, SyncStatus, settled, stuck, waiting
from .core.sync.sync_attempt import isolated, sync_attempt
from .core.wallet import withdraw
from .core.wallet.withdraw import WithdrawOutcome
from .core.webhooks import inbox

Tell = Callable[[int, int], None]


@dataclass(kw_only=True)
class Swept:
    events: int = 0
    payments: int = 0
    customers: int = 0
    """Of deleted users, who were to be withdrawn at Toss."""
    ends: Counter[SyncStatus] = field(default_factory=Counter)
    stuck: dict[str, str] = field(default_factory=dict)
    """What a person has to look at, and why."""

    @property
    def agrees(self) -> bool:
        return not self.stuck

    def count(self, name: str, result: SyncResult) -> None:
        self.ends[result.end] += 1
        if result.end is SyncStatus.STUCK:
            self.stuck[name] = result.text


def sweep_here(tell: Tell) -> Swept:
    """Work on all events and payments that are due now, and on deleted users; each once."""
    swept = Swept()
    events = list(inbox.due().values_list("pk", flat=True))
    notes = list(charge_log.due())
    for done, note in enumerate(notes, 1):
        recover_charge.recover_charge(note, *_tools())
        tell(done, len(notes))
    due = list(schedule.due().values_list("pk", "order_id"))
    leavers = withdraw.due_withdrawals()
    total = len(events) + len(due) + len(leavers)
    for pk in events:
        result = inbox.process(inbox.due().filter(pk=pk), *_tools())
        if result:
            swept.events += 1
            swept.count(f"event {pk}", result)
        tell(swept.events, total)
    for pk, order_id in due:
        if schedule.due().filter(pk=pk).exists():
            swept.payments += 1
            swept.count(order_id, isolated(pk, partial(sync_attempt, pk, *_tools(), trusting=True)))
        tell(swept.events + swept.payments, total)
    for leaver in leavers:
        left = withdraw.withdraw(leaver, Deadline.after(conf.deadline))
        swept.customers += 1
        swept.count(f"customer {leaver.pk}", _LEFT[left])
        tell(swept.events + swept.payments + swept.customers, total)
    return swept


_LEFT = {
    WithdrawOutcome.DONE: settled("withdrawn at Toss; the tokens are erased"),
    WithdrawOutcome.LATER: waiting("Toss could not be asked, or not now"),
    WithdrawOutcome.ONLY_BY_CUSTOMER: stuck(
        "the user was deleted, methods are left at Toss, and no token is: ask Toss to remove them"
    ),
}


def _tools() -> tuple[SaleorShop, Deadline]:
    return SaleorShop(), Deadline.after(conf.deadline)
