"""The platform of the benchmark: answers the lookups of X's API about anybody whom fill.cpp can have made up.

A handle is "m" and the number: what person() of fill.cpp says, this says too, so that nobody's row changes at a lookup.
"""
import http.server
import json
import re
import threading


class Lookup(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        asked = re.fullmatch(r"/2/users/by/username/m(\d+)(\?.*)?", self.path) or re.fullmatch(r"/2/users/(\d+)(\?.*)?", self.path)
        if asked:
            number = asked.group(1)
            body = json.dumps({"data": {"id": number, "name": f"Person {number}", "username": f"m{number}"}}).encode()
        else:
            body = b'{"errors": [{"title": "Not Found Error"}]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve():
    """Starts it on a free port, on threads of its own; the port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lookup)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port
