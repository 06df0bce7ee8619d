"""The public gRPC test service on grpcio. Writes its addresses as a line of JSON, and ends with its input."""
import concurrent.futures
import json
import sys
import time

import grpc
import interop_pb2 as pb
import interop_pb2_grpc as rpc

ABOUT = json.loads(sys.argv[1])
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
UNSEEN = "grpcio's server does not let a service see whether a request came compressed"
CODES = {code.value[0]: code for code in grpc.StatusCode}


def zeros(size):
    return pb.Payload(body=bytes(size))


def echo_metadata(context):
    metadata = dict(context.invocation_metadata())
    if INITIAL in metadata:
        context.send_initial_metadata([(INITIAL, metadata[INITIAL])])
    if TRAILING in metadata:
        context.set_trailing_metadata([(TRAILING, metadata[TRAILING])])


def echo_status(request, context):
    if request.response_status.code:
        context.abort(CODES[request.response_status.code], request.response_status.message)


def is_known(context):
    authorization = dict(context.invocation_metadata()).get("authorization")
    if authorization not in (None, f"Bearer {ABOUT['token']}"):
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "not a token of this server's")
    return authorization is not None


class TestService(rpc.TestServiceServicer):
    def __init__(self, server_id):
        self.server_id = server_id

    def EmptyCall(self, request, context):
        return pb.Empty()

    def UnaryCall(self, request, context):
        known = is_known(context)
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        echo_metadata(context)
        echo_status(request, context)
        return pb.SimpleResponse(
            payload=zeros(request.response_size),
            username=ABOUT["username"] if request.fill_username and known else "",
            oauth_scope=ABOUT["scope"] if request.fill_oauth_scope and known else "",
            server_id=self.server_id if request.fill_server_id else "",
        )

    def StreamingInputCall(self, request_iterator, context):
        return pb.StreamingInputCallResponse(aggregated_payload_size=sum(len(request.payload.body) for request in request_iterator))

    def StreamingOutputCall(self, request, context):
        if any(wanted.compressed.value for wanted in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        yield from self.answer(request, context)

    def FullDuplexCall(self, request_iterator, context):
        echo_metadata(context)
        for request in request_iterator:
            yield from self.answer(request, context)

    @staticmethod
    def answer(request, context):
        echo_status(request, context)
        for wanted in request.response_parameters:
            time.sleep(wanted.interval_us / 1_000_000)
            if not wanted.compressed.value:
                context.disable_next_message_compression()
            peer = context.peer() if wanted.fill_peer_socket_address.value else ""
            yield pb.StreamingOutputCallResponse(payload=zeros(wanted.size), peer_socket_address=peer)


def start(server_id, options=(), credentials=None):
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=8), options=options)
    rpc.add_TestServiceServicer_to_server(TestService(server_id), server)
    plain = server.add_insecure_port("127.0.0.1:0")
    secure = server.add_secure_port("127.0.0.1:0", credentials) if credentials else None
    server.start()
    return server, plain, secure


pair = (open(ABOUT["key"], "rb").read(), open(ABOUT["certificate"], "rb").read())
first, plain, secure = start("first", credentials=grpc.ssl_server_credentials([pair]))
second, limited, _ = start("second", options=[("grpc.max_concurrent_streams", 2)])
cannot = {"client_compressed_unary": UNSEEN, "client_compressed_streaming": UNSEEN}
print(json.dumps({"plain": plain, "second": limited, "secure": secure, "cannot": cannot}), flush=True)

sys.stdin.read()
first.stop(None)
second.stop(None)
