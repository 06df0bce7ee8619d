// Health, and a call with nothing but what reflection tells: no file of the contract is read.
import { readFileSync } from "node:fs";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const [data, protos] = process.argv.slice(2); // the sidecar's data folder, and the protos of health and reflection
const options = { keepCase: true, enums: String, longs: String, defaults: true };
const known = grpc.loadPackageDefinition(loader.loadSync(["health.proto", "reflection.proto"], { ...options, includeDirs: [protos] })).grpc;
const target = [`unix:${data}/forlop.sock`, grpc.credentials.createInsecure(), { "grpc.default_authority": "localhost" }];
const deadline = { deadline: Date.now() + 20_000 };

const health = new known.health.v1.Health(...target);
console.log("check", (await unary(health, "Check", {})).status);
const watch = health.Watch({ service: "forlop.v1.PathwayService" }, deadline);
watch.on("error", (error) => { if (error.code !== grpc.status.CANCELLED) throw error; });
console.log("watch", (await new Promise((resolve) => watch.once("data", resolve))).status);
watch.cancel();

const reflection = new known.reflection.v1.ServerReflection(...target);
const services = (await ask({ list_services: "" })).list_services_response.service.map(({ name }) => name);
console.log("lists", services.includes("forlop.v1.PathwayService"));

const { file_descriptor_proto: files } = (await ask({ file_containing_symbol: "forlop.v1.PathwayService" })).file_descriptor_response;
const { forlop } = grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(Buffer.concat(files.map(asFieldOne)), options));
const token = JSON.parse(readFileSync(`${data}/development-credentials.json`)).find((c) => c.name === "dev-havnes").token;
const metadata = new grpc.Metadata();
metadata.set("authorization", `Bearer ${token}`);
metadata.set("forlop-actor-bin", forlop.v1.Actor.serialize({ user_id: "saksbehandler-17", role: "ROLE_CASEWORKER", purpose: "case-work" }));
const pathways = new forlop.v1.PathwayService(...target);
console.log("called", (await unary(pathways, "ListPathways", { open_only: true }, metadata)).pathways.length);
for (const client of [health, reflection, pathways]) client.close();

function unary(client, rpc, request, metadata = new grpc.Metadata()) {
  return new Promise((resolve, reject) => client[rpc](request, metadata, deadline, (error, reply) => (error ? reject(error) : resolve(reply))));
}

function ask(request) {
  return new Promise((resolve, reject) => {
    const call = reflection.ServerReflectionInfo(deadline);
    call.on("data", resolve);
    call.on("error", reject);
    call.end(request);
  });
}

// A FileDescriptorSet is its files, each as field 1.
function asFieldOne(bytes) {
  const length = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) return Buffer.concat([Buffer.from([0x0a, ...length]), bytes]);
  }
}
