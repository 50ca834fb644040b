"""Do the work that waits: queued tasks, then the recurring duties."""

import logging
import os
import signal
import socket
import threading
from types import FrameType
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from observatory.ops.schedule import run_due_jobs

logger = logging.getLogger("observatory.worker")


class Command(BaseCommand):
    help = "Run queued tasks and recurring duties until told to stop; any number may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits, then stop")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks")

    def handle(self, *, once: bool, interval: float, **options: Any) -> None:
        """Loop until a signal comes; a second signal ends the task that runs."""
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        self.stopping = threading.Event()
        self.queue = _make_queue()
        if not once:
            signal.signal(signal.SIGINT, self.stop)
            signal.signal(signal.SIGTERM, self.stop)
        while not self.stopping.is_set():
            pause = interval if self.look() else 5 * interval
            if once:
                return
            self.stopping.wait(pause)

    def look(self) -> bool:
        """Do all that waits; False when the database could not be reached."""
        close_old_connections()
        try:
            self.queue.run()
            run_due_jobs(timezone.now())
        except DatabaseError as error:
            logger.error("the database does not answer: %s", type(error).__name__)
            connection.close()
            return False
        return True

    def stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            raise SystemExit(1)
        self.stopping.set()
        self.queue.running = False


def _make_queue() -> Worker:
    """Return the library's worker, which empties the queue each time it is run."""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()}-{os.getpid()}"[:64],
        excluded_queue_names=[],
    )
