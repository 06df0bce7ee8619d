// The public gRPC test service on grpc-js. Writes its addresses as a line of JSON, and ends with its input.
import { readFileSync } from "node:fs";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const about = JSON.parse(process.argv[2]);
const { testing } = grpc.loadPackageDefinition(loader.loadSync(about.proto, { keepCase: true, longs: String, defaults: true })).grpc;
const initial = "x-grpc-test-echo-initial", trailing = "x-grpc-test-echo-trailing-bin";
const unseen = "grpc-js's server does not let a service see whether a request came compressed";
const uncompressed = "grpc-js's server sends every message uncompressed";

const first = serve("first");
const second = serve("second", { "grpc.max_concurrent_streams": 2 });
const pair = { private_key: readFileSync(about.key), cert_chain: readFileSync(about.certificate) };
console.log(JSON.stringify({
  plain: await listen(first, grpc.ServerCredentials.createInsecure()),
  second: await listen(second, grpc.ServerCredentials.createInsecure()),
  secure: await listen(first, grpc.ServerCredentials.createSsl(null, [pair])),
  cannot: {
    client_compressed_unary: unseen,
    client_compressed_streaming: unseen,
    server_compressed_unary: uncompressed,
    server_compressed_streaming: uncompressed,
  },
}));

process.stdin.resume().on("end", () => {
  first.forceShutdown();
  second.forceShutdown();
});

function serve(serverId, options = {}) {
  const server = new grpc.Server(options);
  server.addService(testing.TestService.service, {
    EmptyCall: (call, callback) => callback(null, {}),
    UnaryCall: (call, callback) => unaryCall(serverId, call, callback),
    StreamingInputCall: streamingInputCall,
    StreamingOutputCall: async (call) => {
      if (await answer(call, call.request)) call.end();
    },
    FullDuplexCall: fullDuplexCall,
  });
  return server;
}

function listen(server, credentials) {
  return new Promise((resolve, reject) => server.bindAsync("127.0.0.1:0", credentials, (error, port) => (error ? reject(error) : resolve(port))));
}

function unaryCall(serverId, call, callback) {
  const { request } = call;
  const [authorization] = call.metadata.get("authorization");
  if (authorization !== undefined && authorization !== `Bearer ${about.token}`) {
    return callback({ code: grpc.status.UNAUTHENTICATED, details: "not a token of this server's" });
  }

  const trailers = echoMetadata(call);
  if (request.response_status?.code) return callback(status(request), null, trailers);
  const known = authorization !== undefined;
  return callback(null, {
    payload: { body: Buffer.alloc(request.response_size) },
    username: request.fill_username && known ? about.username : "",
    oauth_scope: request.fill_oauth_scope && known ? about.scope : "",
    server_id: request.fill_server_id ? serverId : "",
  }, trailers);
}

function streamingInputCall(call, callback) {
  let size = 0;
  call.on("data", (request) => (size += request.payload.body.length));
  call.on("end", () => callback(null, { aggregated_payload_size: size }));
}

// One request after the other, although an answer may take its time. (A `for await` would close the call with the last request.)
function fullDuplexCall(call) {
  const trailers = echoMetadata(call);
  let goesOn = Promise.resolve(true);
  call.on("data", (request) => (goesOn = goesOn.then((open) => open && answer(call, request))));
  call.on("end", () => goesOn.then((open) => open && call.end(trailers)));
}

// False when the request asked for the call to end with a status.
async function answer(call, request) {
  if (request.response_status?.code) {
    call.emit("error", status(request));
    return false;
  }

  for (const { size, interval_us, fill_peer_socket_address } of request.response_parameters) {
    if (interval_us > 0) await new Promise((resolve) => setTimeout(resolve, interval_us / 1000));
    call.write({ payload: { body: Buffer.alloc(size) }, peer_socket_address: fill_peer_socket_address?.value ? call.getPeer() : "" });
  }
  return true;
}

function status({ response_status: { code, message } }) {
  return { code, details: message };
}

function echoMetadata(call) {
  const headers = new grpc.Metadata(), trailers = new grpc.Metadata();
  for (const value of call.metadata.get(initial)) headers.add(initial, value);
  for (const value of call.metadata.get(trailing)) trailers.add(trailing, value);
  call.sendMetadata(headers);
  return trailers;
}
