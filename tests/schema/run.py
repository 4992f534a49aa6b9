"""Schemathesis over the description of the API, against a demo server: no server error, and every
answer as it is described. `make schema`.

run.py LINLI SCHEMATHESIS [EXAMPLES]
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

LINLI, SCHEMATHESIS = map(os.path.abspath, sys.argv[1:3])
EXAMPLES = sys.argv[3] if len(sys.argv) > 3 else "60"
CHECKS = ",".join([
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance",
])
# 王桂芳, a resident; 吴敏, a clerk.
PEOPLE = {"resident": "13800000001", "clerk": "13800000005"}


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def post(url, body, origin):
    request = urllib.request.Request(url, json.dumps(body).encode(), {
        "content-type": "application/json", "origin": origin,
    })
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer), answer.headers.get("set-cookie", "").split(";")[0]


def sign_in(base, phone):
    asked, _ = post(base + "/api/v1/session/code", {"phone": phone}, base)
    _, cookie = post(base + "/api/v1/session", {
        "request_id": asked["request_id"], "code": asked["demo_code"],
    }, base)
    return cookie


def ready(base):
    try:
        with urllib.request.urlopen(base + "/health/ready", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def test(base, cookie, folder, *more):
    headers = ["--header", "Origin: " + base]
    if cookie:
        headers += ["--header", "Cookie: " + cookie]
    # The stream of events has no end.
    return subprocess.run([
        SCHEMATHESIS, "run", base + "/api/openapi.json", *headers, "--checks", CHECKS,
        "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "1", "--no-color",
        # A server that refuses a request without reading all of it ends the connection; the next one on it
        # has to be sent again.
        "--request-timeout", "30", "--request-retries", "2", "--suppress-health-check", "all", "--generation-database", "none",
        "--exclude-path", "/api/sync/v1/events", *more,
        # Where it keeps what it remembers.
    ], cwd=folder).returncode


with tempfile.TemporaryDirectory() as folder:
    site = os.path.join(folder, "site")
    os.mkdir(site)
    edition = {"boot": "/pkg/boot.js"}
    with open(os.path.join(site, "assets.json"), "w") as file:
        json.dump({"build": "t", "css": "/a.css", "residents": edition, "staff": edition, "files": []}, file)
    port = free_port()
    base = f"http://localhost:{port}"
    server = subprocess.Popen([
        LINLI, "serve", "--demo", "--log", "error", "--listen", f"127.0.0.1:{port}", "--site", site,
        "--database", f"sqlite://{folder}/linli.db",
        # One client asks for everything.
        "--reads-per-session", "1000000", "--writes-per-session", "1000000",
        "--requests-per-address", "1000000",
    ], stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if ready(base) or server.poll() is not None:
                break
            time.sleep(0.1)
        failed = 0
        signed_out = ("--exclude-method", "DELETE")
        for who, phone in PEOPLE.items():
            print(f"==> as a {who}", flush=True)
            failed |= test(base, sign_in(base, phone), folder, *signed_out)
        print("==> by somebody who is not signed in", flush=True)
        failed |= test(base, None, folder)
        if server.poll() is not None:
            print("linli is gone", flush=True)
            failed = 1
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
sys.exit(1 if failed else 0)
