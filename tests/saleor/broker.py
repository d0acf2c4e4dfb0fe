"""A Redis of this machine as Celery's broker, and a real Celery worker on it."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REDIS = os.environ.get("BRANDPAY_TEST_REDIS", "redis://localhost:6379/0")


def missing() -> str | None:
    """What keeps Celery from being used here."""
    try:
        import redis
    except ImportError:
        return "no redis client in this Saleor's environment"
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=1).ping()
    except redis.RedisError as error:
        return f"no Redis at {REDIS}: {error}"
    return None


@contextmanager
def broker() -> Iterator[dict[str, str]]:
    """Environment of processes that share a broker; its keys are this run's own."""
    import redis

    prefix = f"brandpay-test-{uuid.uuid4().hex[:8]}:"
    try:
        yield {"BRANDPAY_TEST_BROKER": REDIS, "BRANDPAY_TEST_BROKER_PREFIX": prefix}
    finally:
        client = redis.Redis.from_url(REDIS)
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)


@dataclass(frozen=True)
class CeleryWorker:
    pid: int
    log: Path


@contextmanager
def celery_worker(
    folder: Path, settings: dict[str, str], *, processes: int = 2
) -> Iterator["CeleryWorker"]:
    """Saleor's worker, started as a shop starts it."""
    log = folder / "celery.log"
    command = [sys.executable, "-m", "celery", "--app=saleor.celeryconf:app", "worker"]
    options = [f"--concurrency={processes}", "--loglevel=INFO", "--without-gossip"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options], stdout=output, stderr=output, env={**os.environ, **settings}
        )
    try:
        wait_for(log, process)
        yield CeleryWorker(process.pid, log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(log: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while b" ready." not in log.read_bytes():
        said = log.read_text(errors="replace")[-2000:]
        assert process.poll() is None, f"Celery's worker did not start: {said}"
        assert time.monotonic() < deadline, f"Celery's worker does not get ready: {said}"
        time.sleep(0.1)
