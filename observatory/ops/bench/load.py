"""The load: a process of its own that sends prepared requests and counts the answers.

`python -m observatory.ops.bench.load PORT REQUESTS.json` reads
`[{"method", "path", "headers", "body"}]` and prints one JSON line:
`{"statuses": {"200": n}, "bytes": n, "seconds": s}`. Loopback only, bounded by
the number of requests.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

CONNECTIONS = 4


def send(port: int, requests: list[dict[str, Any]], statuses: Counter[str]) -> None:
    """Send the requests one after the other on one kept-alive connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for request in requests:
        connection.request(
            request["method"],
            request["path"],
            body=request.get("body"),
            headers=request.get("headers", {}),
        )
        answer = connection.getresponse()
        body = answer.read()
        statuses[str(answer.status)] += 1
        statuses["bytes"] += len(body)
    connection.close()


def main() -> None:
    port, requests = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    statuses: Counter[str] = Counter()
    began = time.monotonic()
    threads = [
        threading.Thread(target=send, args=(port, requests[start::CONNECTIONS], statuses))
        for start in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    size = statuses.pop("bytes", 0)
    sys.stdout.write(
        json.dumps(
            {"statuses": statuses, "bytes": size, "seconds": round(time.monotonic() - began, 3)}
        )
    )


if __name__ == "__main__":
    main()
