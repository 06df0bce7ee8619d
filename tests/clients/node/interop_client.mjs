// The named cases of the public gRPC interop specification, from grpc-js against another server: a line of JSON for each.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const peer = JSON.parse(process.argv[2]);
const { testing } = grpc.loadPackageDefinition(loader.loadSync(peer.proto, { keepCase: true, longs: String, defaults: true })).grpc;
const initial = "x-grpc-test-echo-initial", trailing = "x-grpc-test-echo-trailing-bin";
const sizes = [[27182, 31415], [8, 9], [1828, 2653], [45904, 58979]];
const gzip = { "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip };
const noCompress = 2; // the bit of a message's write flags

const omitted = {
  cacheable_unary: "grpc-js has no calls by GET, and the case wants a caching proxy before the server",
  compute_engine_creds: "takes its credential from the metadata server of a Google virtual machine",
  jwt_token_creds: "signs with the key file of a Google service account, and needs google-auth-library",
  google_default_credentials: "takes its credential from a Google service account",
  compute_engine_channel_credentials: "runs on a Google virtual machine only",
  orca_per_rpc: "load reports feed a load balancer, and the sidecar sends none",
  orca_oob: "load reports feed a load balancer, and the sidecar sends none",
  max_concurrent_streams_connection_scaling: "grpc-js opens one connection an address, however many calls wait",
};

const cases = {
  async empty_unary(client) {
    assert.deepEqual((await unary(client, "EmptyCall", {})).response, {});
  },
  large_unary,
  async client_compressed_unary(client) {
    await fails(grpc.status.INVALID_ARGUMENT, unary(client, "UnaryCall", large({ expect_compressed: { value: true } })));
    await using(connect(gzip), async (squeezing) => isLarge(await unary(squeezing, "UnaryCall", large({ expect_compressed: { value: true } }))));
    isLarge(await unary(client, "UnaryCall", large({ expect_compressed: { value: false } })));
  },
  async server_compressed_unary(client) {
    for (const [value, flags] of [[true, "1"], [false, "0"]]) {
      const answer = await unary(client, "UnaryCall", large({ response_compressed: { value } }), { metadata: metadata({ "x-forlop-show-flags": "1" }) });
      isLarge(answer);
      assert.deepEqual(answer.trailers.get("x-forlop-response-flags"), [flags]);
    }
  },
  async client_streaming(client) {
    const { response } = await upload(client, sizes.map(([size]) => ({ payload: zeros(size) })));
    assert.equal(response.aggregated_payload_size, 74922);
  },
  async client_compressed_streaming(client) {
    await fails(grpc.status.INVALID_ARGUMENT, upload(client, [{ expect_compressed: { value: true }, payload: zeros(27182) }]));
    await using(connect(gzip), async (squeezing) => {
      const requests = [{ expect_compressed: { value: true }, payload: zeros(27182) }, { expect_compressed: { value: false }, payload: zeros(45904) }];
      assert.equal((await upload(squeezing, requests, { interceptors: [obeyExpectation] })).response.aggregated_payload_size, 73086);
    });
  },
  async server_streaming(client) {
    const { responses } = await drain(client.StreamingOutputCall({ response_parameters: sizes.map(([, size]) => ({ size })) }, deadline()));
    assert.deepEqual(responses.map(sizeOf), [31415, 9, 2653, 58979]);
  },
  async server_compressed_streaming(client) {
    const request = { response_parameters: [{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }] };
    const { responses, trailers } = await drain(client.StreamingOutputCall(request, metadata({ "x-forlop-show-flags": "1" }), deadline()));
    assert.deepEqual([responses.map(sizeOf), trailers.get("x-forlop-response-flags")], [[31415, 92653], ["10"]]);
  },
  async ping_pong(client) {
    const call = client.FullDuplexCall(deadline());
    const replies = call[Symbol.asyncIterator]();
    for (const [sent, wanted] of sizes) {
      call.write(asking(wanted, sent));
      assert.equal(sizeOf((await replies.next()).value), wanted);
    }
    call.end();
    assert.equal((await replies.next()).done, true);
  },
  async empty_stream(client) {
    const call = client.FullDuplexCall(deadline());
    call.end();
    assert.deepEqual((await drain(call)).responses, []);
  },
  async oauth2_auth_token() {
    const credentials = grpc.credentials.combineChannelCredentials(tls(), token(peer.token));
    await using(new testing.TestService(peer.secure, credentials), async (client) => {
      const { response } = await unary(client, "UnaryCall", { fill_username: true, fill_oauth_scope: true });
      assert.deepEqual([response.username, response.oauth_scope], [peer.username, peer.scope]);
    });
    return "with a token of the test's own issue";
  },
  async per_rpc_creds() {
    await using(new testing.TestService(peer.secure, tls()), async (client) => {
      const ask = (options) => unary(client, "UnaryCall", { fill_username: true }, { options });
      assert.equal((await ask({ credentials: token(peer.token) })).response.username, peer.username);
      assert.equal((await ask({})).response.username, "");
      await fails(grpc.status.UNAUTHENTICATED, ask({ credentials: token("wrong") }));
    });
    return "with a token of the test's own issue";
  },
  async custom_metadata(client) {
    const sent = metadata({ [initial]: "test_initial_metadata_value", [trailing]: Buffer.from("ababab", "hex") });
    const first = await unary(client, "UnaryCall", large(), { metadata: sent });
    isLarge(first);
    const call = client.FullDuplexCall(sent, deadline());
    call.end(asking(314159, 271828));
    const second = await drain(call);
    assert.deepEqual(second.responses.map(sizeOf), [314159]);
    for (const { headers, trailers } of [first, second]) {
      assert.deepEqual(headers.get(initial), ["test_initial_metadata_value"]);
      assert.deepEqual(trailers.get(trailing), [Buffer.from("ababab", "hex")]);
    }
  },
  async status_code_and_message(client) {
    const request = { response_status: { code: 2, message: "test status message" } };
    assert.equal((await fails(grpc.status.UNKNOWN, unary(client, "UnaryCall", request))).details, "test status message");
    const call = client.FullDuplexCall(deadline());
    call.end(request);
    assert.equal((await fails(grpc.status.UNKNOWN, drain(call))).details, "test status message");
  },
  async special_status_message(client) {
    const message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n";
    assert.equal((await fails(grpc.status.UNKNOWN, unary(client, "UnaryCall", { response_status: { code: 2, message } }))).details, message);
  },
  async unimplemented_method(client) {
    await fails(grpc.status.UNIMPLEMENTED, unary(client, "UnimplementedCall", {}));
  },
  async unimplemented_service() {
    const absent = new testing.UnimplementedService(peer.plain, grpc.credentials.createInsecure());
    await using(absent, (client) => fails(grpc.status.UNIMPLEMENTED, unary(client, "UnimplementedCall", {})));
  },
  async cancel_after_begin(client) {
    // Cancelled this early grpc-js sends the headers and no reset: the server learns of the end by the deadline, and the process waits for it.
    await fails(grpc.status.CANCELLED, new Promise((resolve, reject) => client.StreamingInputCall(deadline(1), settle(resolve, reject)).cancel()));
  },
  async cancel_after_first_response(client) {
    const call = client.FullDuplexCall(deadline());
    const replies = call[Symbol.asyncIterator]();
    call.write(asking(31415, 27182));
    assert.equal(sizeOf((await replies.next()).value), 31415);
    call.cancel();
    await fails(grpc.status.CANCELLED, replies.next());
  },
  async timeout_on_sleeping_server(client) {
    const call = client.FullDuplexCall({ deadline: Date.now() + 1 });
    call.write({ payload: zeros(27182) });
    await fails(grpc.status.DEADLINE_EXCEEDED, drain(call));
  },
  async concurrent_large_unary(client) {
    await Promise.all(Array.from({ length: 1000 }, () => large_unary(client, 60)));
  },
  async rpc_soak(client) {
    for (let i = 0; i < 50; i++) await large_unary(client);
  },
  async channel_soak() {
    for (let i = 0; i < 20; i++) await using(connect(), large_unary);
  },
  async long_lived_channel(client) {
    for (let i = 0; i < 4; i++) {
      await large_unary(client);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  },
  async pick_first_unary() {
    // Two addresses of one name, two servers: all calls must land on one of them. Two addresses are no host name, hence its own.
    const target = `ipv4:${peer.plain},${peer.second}`;
    await using(new testing.TestService(target, grpc.credentials.createInsecure(), { "grpc.default_authority": "localhost" }), async (client) => {
      const servers = new Set();
      for (let i = 0; i < 20; i++) {
        servers.add((await unary(client, "UnaryCall", { response_size: 1, payload: zeros(1), fill_server_id: true })).response.server_id);
      }
      assert.deepEqual([servers.size, servers.has("")], [1, false]);
    });
  },
};

const shared = connect();
for (const [name, run] of Object.entries(cases)) {
  const began = performance.now();
  try {
    report(name, "passed", (await run(shared)) ?? "");
  } catch (error) {
    report(name, "failed", `${error.name}: ${error.message}`);
  }
  process.stderr.write(`${name} ${Math.round(performance.now() - began)} ms\n`);
}
shared.close();
for (const [name, reason] of Object.entries(omitted)) report(name, "omitted", reason);

function report(name, result, reason) {
  console.log(JSON.stringify({ case: name, result, reason }));
}

function connect(options = {}) {
  return new testing.TestService(peer.plain, grpc.credentials.createInsecure(), options);
}

async function using(client, use) {
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

async function large_unary(client, seconds = 20) {
  isLarge(await unary(client, "UnaryCall", large(), { options: deadline(seconds) }));
}

// What should end at once fails the case rather than hang it.
function deadline(seconds = 20) {
  return { deadline: Date.now() + seconds * 1000 };
}

function unary(client, rpc, request, { metadata: sent = new grpc.Metadata(), options = {} } = {}) {
  return new Promise((resolve, reject) => {
    const answer = {};
    const call = client[rpc](request, sent, { ...deadline(), ...options }, (error, response) => (error ? reject(error) : (answer.response = response)));
    call.on("metadata", (headers) => (answer.headers = headers));
    call.on("status", (status) => { answer.trailers = status.metadata; resolve(answer); });
  });
}

function upload(client, requests, options = {}) {
  return new Promise((resolve, reject) => {
    const call = client.StreamingInputCall({ ...deadline(), ...options }, settle((response) => resolve({ response }), reject));
    for (const request of requests) call.write(request);
    call.end();
  });
}

function drain(call) {
  return new Promise((resolve, reject) => {
    const answer = { responses: [] };
    call.on("metadata", (headers) => (answer.headers = headers));
    call.on("data", (response) => answer.responses.push(response));
    call.on("error", reject);
    call.on("status", (status) => { answer.trailers = status.metadata; resolve(answer); });
  });
}

function settle(resolve, reject) {
  return (error, response) => (error ? reject(error) : resolve(response));
}

async function fails(code, call) {
  const error = await call.then(() => assert.fail(`the call succeeded and should have ended with ${code}`), (reason) => reason);
  assert.equal(error.code, code, error.message);
  return error;
}

// grpc-js compresses a whole channel; the flags of one message are an interceptor's to choose.
function obeyExpectation(options, nextCall) {
  return new (class extends grpc.InterceptingCall {
    sendMessageWithContext(context, message) {
      super.sendMessageWithContext(message.expect_compressed?.value === false ? { ...context, flags: noCompress } : context, message);
    }
  })(nextCall(options));
}

function tls() {
  return grpc.credentials.createSsl(readFileSync(peer.ca));
}

function token(value) {
  return grpc.credentials.createFromMetadataGenerator((_, callback) => callback(null, metadata({ authorization: `Bearer ${value}` })));
}

function metadata(entries) {
  const built = new grpc.Metadata();
  for (const [key, value] of Object.entries(entries)) built.set(key, value);
  return built;
}

function zeros(size) {
  return { body: Buffer.alloc(size) };
}

function large(fields = {}) {
  return { response_size: 314159, payload: zeros(271828), ...fields };
}

function asking(size, sent) {
  return { response_parameters: [{ size }], payload: zeros(sent) };
}

function sizeOf(response) {
  return response.payload.body.length;
}

function isLarge({ response }) {
  assert.ok(response.payload.body.equals(Buffer.alloc(314159)), "the payload is not 314159 zeros");
}
