"""The named cases of the public gRPC interop specification, from grpcio against another server: a line of JSON for each."""
import json
import queue
import sys
import time

import grpc
import interop_pb2 as pb
import interop_pb2_grpc as rpc

PEER = json.loads(sys.argv[1])
GZIP = grpc.Compression.Gzip
WAIT = 20  # seconds that a call which should end at once may take
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
SHOW_FLAGS, FLAGS = ("x-forlop-show-flags", "1"), "x-forlop-response-flags"
SIZES = [(27182, 31415), (8, 9), (1828, 2653), (45904, 58979)]

OMITTED = {
    "cacheable_unary": "grpcio has no calls by GET, and the case wants a caching proxy before the server",
    "compute_engine_creds": "takes its credential from the metadata server of a Google virtual machine",
    "jwt_token_creds": "signs with the key file of a Google service account, and needs google-auth",
    "google_default_credentials": "takes its credential from a Google service account",
    "compute_engine_channel_credentials": "runs on a Google virtual machine only",
    "client_compressed_streaming": "grpcio chooses compression for a whole call: no message of a stream can be left out of it",
    "orca_per_rpc": "load reports feed a load balancer, and the sidecar sends none",
    "orca_oob": "load reports feed a load balancer, and the sidecar sends none",
    "max_concurrent_streams_connection_scaling": "grpcio opens one connection an address, however many calls wait",
}


def payload(size):
    return pb.Payload(body=bytes(size))


def large(**fields):
    return pb.SimpleRequest(response_size=314159, payload=payload(271828), **fields)


def truth(value):
    return pb.BoolValue(value=value)


def expect(actual, wanted, what="value"):
    if actual != wanted:
        raise AssertionError(f"{what} is {actual!r}, not {wanted!r}")


def expect_large(response):
    expect(response.payload.body, bytes(314159), "payload")


def fails(code, call):
    """The error of a call, which has to end with that code."""
    try:
        call()
    except grpc.RpcError as error:
        expect(error.code(), code, "status")
        return error
    raise AssertionError(f"the call succeeded and should have ended with {code}")


def answers(wanted, inputs=None):
    """The sizes that a duplex call asks for, with the payloads that go with them."""
    return pb.StreamingOutputCallRequest(response_parameters=[pb.ResponseParameters(size=wanted)], payload=payload(inputs))


class Requests:
    """Requests of a stream that the test sends one by one."""

    def __init__(self):
        self.queue = queue.SimpleQueue()

    def send(self, request):
        self.queue.put(request)

    def close(self):
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


def flags_of(call):
    return dict(call.trailing_metadata()).get(FLAGS)


def empty_unary(stub):
    expect(stub.EmptyCall(pb.Empty(), timeout=WAIT), pb.Empty())


def large_unary(stub):
    expect_large(stub.UnaryCall(large(), timeout=WAIT))


def client_compressed_unary(stub):
    fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: stub.UnaryCall(large(expect_compressed=truth(True)), timeout=WAIT))
    expect_large(stub.UnaryCall(large(expect_compressed=truth(True)), timeout=WAIT, compression=GZIP))
    expect_large(stub.UnaryCall(large(expect_compressed=truth(False)), timeout=WAIT))


def server_compressed_unary(stub):
    for compressed, flags in [(True, "1"), (False, "0")]:
        response, call = stub.UnaryCall.with_call(large(response_compressed=truth(compressed)), timeout=WAIT, metadata=[SHOW_FLAGS])
        expect_large(response)
        expect(flags_of(call), flags, "flags")


def client_streaming(stub):
    requests = (pb.StreamingInputCallRequest(payload=payload(size)) for size, _ in SIZES)
    expect(stub.StreamingInputCall(requests, timeout=WAIT).aggregated_payload_size, 74922)


def server_streaming(stub):
    request = pb.StreamingOutputCallRequest(response_parameters=[pb.ResponseParameters(size=size) for _, size in SIZES])
    responses = list(stub.StreamingOutputCall(request, timeout=WAIT))
    expect([len(response.payload.body) for response in responses], [31415, 9, 2653, 58979])


def server_compressed_streaming(stub):
    parameters = [pb.ResponseParameters(size=31415, compressed=truth(True)), pb.ResponseParameters(size=92653, compressed=truth(False))]
    call = stub.StreamingOutputCall(pb.StreamingOutputCallRequest(response_parameters=parameters), timeout=WAIT, metadata=[SHOW_FLAGS])
    expect([len(response.payload.body) for response in call], [31415, 92653])
    expect(flags_of(call), "10", "flags")


def ping_pong(stub):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests), timeout=WAIT)
    for sent, wanted in SIZES:
        requests.send(answers(wanted, sent))
        expect(next(call).payload.body, bytes(wanted))
    requests.close()
    expect(list(call), [])


def empty_stream(stub):
    expect(list(stub.FullDuplexCall(iter(()), timeout=WAIT)), [])


def custom_metadata(stub):
    sent = [(INITIAL, "test_initial_metadata_value"), (TRAILING, b"\xab\xab\xab")]
    response, unary = stub.UnaryCall.with_call(large(), timeout=WAIT, metadata=sent)
    expect_large(response)
    duplex = stub.FullDuplexCall(iter([answers(314159, 271828)]), timeout=WAIT, metadata=sent)
    expect([len(response.payload.body) for response in duplex], [314159])
    for call in (unary, duplex):
        expect(dict(call.initial_metadata()).get(INITIAL), "test_initial_metadata_value", "initial metadata")
        expect(dict(call.trailing_metadata()).get(TRAILING), b"\xab\xab\xab", "trailing metadata")


def echoed(stub, message):
    status = pb.EchoStatus(code=2, message=message)
    yield lambda: stub.UnaryCall(pb.SimpleRequest(response_status=status), timeout=WAIT)
    yield lambda: list(stub.FullDuplexCall(iter([pb.StreamingOutputCallRequest(response_status=status)]), timeout=WAIT))


def status_code_and_message(stub):
    for call in echoed(stub, "test status message"):
        expect(fails(grpc.StatusCode.UNKNOWN, call).details(), "test status message")


def special_status_message(stub):
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    expect(fails(grpc.StatusCode.UNKNOWN, next(echoed(stub, message))).details(), message)


def unimplemented_method(stub):
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: stub.UnimplementedCall(pb.Empty(), timeout=WAIT))


def unimplemented_service(_):
    with plain() as channel:
        fails(grpc.StatusCode.UNIMPLEMENTED, lambda: rpc.UnimplementedServiceStub(channel).UnimplementedCall(pb.Empty(), timeout=WAIT))


def cancel_after_begin(stub):
    requests = Requests()
    call = stub.StreamingInputCall.future(iter(requests), timeout=WAIT)
    call.cancel()
    requests.close()
    expect((call.cancelled(), call.code()), (True, grpc.StatusCode.CANCELLED))


def cancel_after_first_response(stub):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests), timeout=WAIT)
    requests.send(answers(31415, 27182))
    expect(next(call).payload.body, bytes(31415))
    call.cancel()
    fails(grpc.StatusCode.CANCELLED, lambda: next(call))
    requests.close()


def timeout_on_sleeping_server(stub):
    requests = Requests()
    requests.send(pb.StreamingOutputCallRequest(payload=payload(27182)))
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: list(stub.FullDuplexCall(iter(requests), timeout=0.001)))
    requests.close()


def concurrent_large_unary(stub):
    request = large()
    for call in [stub.UnaryCall.future(request, timeout=60) for _ in range(1000)]:
        expect_large(call.result())


def rpc_soak(stub):
    for _ in range(50):
        large_unary(stub)


def channel_soak(_):
    for _ in range(20):
        with plain() as channel:
            large_unary(rpc.TestServiceStub(channel))


def long_lived_channel(stub):
    for _ in range(4):
        large_unary(stub)
        time.sleep(0.1)


def pick_first_unary(_):
    # Two addresses of one name, two servers: all calls must land on one of them. Two addresses are no host name, hence its own.
    target, options = f"ipv4:{PEER['plain']},{PEER['second']}", [("grpc.default_authority", "localhost")]
    with grpc.insecure_channel(target, options) as channel:
        stub = rpc.TestServiceStub(channel)
        servers = {stub.UnaryCall(pb.SimpleRequest(response_size=1, payload=payload(1), fill_server_id=True), timeout=WAIT).server_id for _ in range(20)}
    expect(len(servers), 1, "number of servers")
    expect("" in servers, False, "server without a name")


def secure(calls=None):
    channel = grpc.ssl_channel_credentials(root_certificates=open(PEER["ca"], "rb").read())
    return grpc.secure_channel(PEER["secure"], grpc.composite_channel_credentials(channel, calls) if calls else channel)


def oauth2_auth_token(_):
    with secure(grpc.access_token_call_credentials(PEER["token"])) as channel:
        response = rpc.TestServiceStub(channel).UnaryCall(pb.SimpleRequest(fill_username=True, fill_oauth_scope=True), timeout=WAIT)
    expect((response.username, response.oauth_scope), (PEER["username"], PEER["scope"]))
    return "with a token of the test's own issue"


def per_rpc_creds(_):
    with secure() as channel:
        stub = rpc.TestServiceStub(channel)
        request = pb.SimpleRequest(fill_username=True)
        expect(stub.UnaryCall(request, timeout=WAIT, credentials=grpc.access_token_call_credentials(PEER["token"])).username, PEER["username"])
        expect(stub.UnaryCall(request, timeout=WAIT).username, "", "name of a caller without credentials")
        wrong = grpc.access_token_call_credentials("wrong")
        fails(grpc.StatusCode.UNAUTHENTICATED, lambda: stub.UnaryCall(request, timeout=WAIT, credentials=wrong))
    return "with a token of the test's own issue"


CASES = [
    empty_unary, large_unary, client_compressed_unary, server_compressed_unary, client_streaming, server_streaming,
    server_compressed_streaming, ping_pong, empty_stream, oauth2_auth_token, per_rpc_creds, custom_metadata, status_code_and_message,
    special_status_message, unimplemented_method, unimplemented_service, cancel_after_begin, cancel_after_first_response,
    timeout_on_sleeping_server, concurrent_large_unary, rpc_soak, channel_soak, long_lived_channel, pick_first_unary,
]


def plain():
    return grpc.insecure_channel(PEER["plain"])


def report(case, result, reason=""):
    print(json.dumps({"case": case, "result": result, "reason": reason}), flush=True)


with plain() as shared:
    for case in CASES:
        began = time.monotonic()
        try:
            remark = case(rpc.TestServiceStub(shared))
        except Exception as error:  # whatever it is, the case failed and the next one runs
            report(case.__name__, "failed", f"{type(error).__name__}: {error}")
        else:
            report(case.__name__, "passed", remark or "")
        print(f"{case.__name__} {time.monotonic() - began:.2f} s", file=sys.stderr)

for case, reason in OMITTED.items():
    report(case, "omitted", reason)
