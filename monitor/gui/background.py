"""Does a long job on another thread, and tells the window's thread of it.

The window's thread looks at the job at its own pace: no signals between threads.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

Result = TypeVar("Result")
_LOOK_MS = 15


class Background(QObject, Generic[Result]):
    """One job at a time; a new one makes the last one's result unwanted."""

    def __init__(self, parent: QObject) -> None:
        """Do nothing yet."""
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="background")
        self._job: Future[Result] | None = None
        self._done: Callable[[Result], None] | None = None
        self._failed: Callable[[BaseException], None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self.is_cancelled = False

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def run(
        self,
        job: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Do a job.

        Args:
            job: Called on the other thread.
            done: Called on this one with what it returned.
            failed: Called on this one with what it raised.
        """
        self.cancel()
        self.is_cancelled = False
        self._job, self._done, self._failed = self._pool.submit(job), done, failed
        self._timer.start(_LOOK_MS)

    def cancel(self) -> None:
        """Want the job's result no more; a job may ask ``is_cancelled``."""
        self.is_cancelled = True
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self._timer.stop()

    def close(self) -> None:
        """Wait for the thread to end."""
        self.cancel()
        self._pool.shutdown(cancel_futures=True)

    def _look(self) -> None:
        job, done, failed = self._job, self._done, self._failed
        if job is None or not job.done() or done is None or failed is None:
            return
        self._job = None
        self._timer.stop()
        error = job.exception()
        if error is None:
            done(job.result())
        else:
            failed(error)
