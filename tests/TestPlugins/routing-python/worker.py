"""What a Forløp plugin in Python needs besides its own rules: contracts/PLUGIN.md, step by step. Copy it as it is."""

import base64
import hashlib
import hmac
import json
import os
import sys
import threading
from concurrent import futures

import grpc

SECRET_KEY = "forlop-plugin-secret-bin"
DESCRIBE = "/forlop.plugin.v1.PluginLifecycleService/Describe"


class Worker:
    """The line that the host wrote, and what it asks for."""

    def __init__(self):
        greeting = json.loads(sys.stdin.readline())  # PL-10
        self.socket = greeting["socket"]
        self.secret = base64.b64decode(greeting["secret"])

    def prove(self, nonce):
        """PL-15: the answer to Describe's nonce."""
        return hmac.new(self.secret, nonce, hashlib.sha256).digest() if nonce else b""

    def serve(self, add_services):
        """Serves what `add_services(server)` adds, until the host ends it."""
        server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), interceptors=[_Secret(self.secret)])
        add_services(server)
        server.add_insecure_port(f"unix:{self.socket}")  # PL-11
        server.start()
        print(json.dumps({"ready": True}), flush=True)  # PL-12

        # PL-14, in a thread of its own: whatever the calls are doing, the end of the input is the end.
        ended = threading.Thread(target=sys.stdin.read)
        ended.start()
        ended.join()
        server.stop(grace=2).wait(3)
        os._exit(0)


class _Secret(grpc.ServerInterceptor):
    """PL-13: a call without the secret is nobody's."""

    def __init__(self, secret):
        self.secret = secret
        self.refuse = grpc.unary_unary_rpc_method_handler(
            lambda request, context: context.abort(grpc.StatusCode.UNAUTHENTICATED, "The call does not carry this worker's secret.")
        )

    def intercept_service(self, continuation, call):
        given = dict(call.invocation_metadata).get(SECRET_KEY, b"")
        return continuation(call) if hmac.compare_digest(given, self.secret) else self.refuse
