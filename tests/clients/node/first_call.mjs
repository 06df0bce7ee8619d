import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const [data, protos] = process.argv.slice(2); // the sidecar's data folder, and contracts/proto
const token = JSON.parse(readFileSync(`${data}/development-credentials.json`)).find((c) => c.name === "dev-havnes").token;
const files = ["forlop/v1/common.proto", "forlop/v1/pathway_service.proto"];
const { forlop } = grpc.loadPackageDefinition(loader.loadSync(files, { includeDirs: [protos], keepCase: true, enums: String, longs: String, defaults: true }));

const metadata = new grpc.Metadata();
metadata.set("authorization", `Bearer ${token}`);
metadata.set("forlop-actor-bin", forlop.v1.Actor.serialize({ user_id: "saksbehandler-17", role: "ROLE_CASEWORKER", purpose: "case-work" }));

const client = new forlop.v1.PathwayService(`unix:${data}/forlop.sock`, grpc.credentials.createInsecure(), { "grpc.default_authority": "localhost" });
const { receipt } = await call("OpenPathway", {
  request_id: randomUUID(),
  child_reference: `node-${randomUUID()}`,
  trigger: "CONSIDERATION_TRIGGER_INVESTIGATION",
  occurred_on: "2026-01-12",
  source: "SOURCE_CASE_SYSTEM",
  circumstances: {
    birth_on: "2018-05-03",
    care_basis: "CARE_BASIS_PARENTS",
    placement_kind: "PLACEMENT_KIND_HOME",
    responsible_kommunenummer: "9901",
    resident_kommunenummer: "9901",
    protection_grade: "PROTECTION_GRADE_UNGRADED",
    consent_holders: [{ holder_id: "mor", role: "CONSENT_HOLDER_ROLE_PARENT" }],
  },
});
console.log(receipt.stage, "version", receipt.version);

const now = await call("GetPathway", { pathway_id: receipt.pathway_id });
for (const task of now.tasks) console.log(task.due_on, task.title.nb, "-", task.due_reason.nb);
client.close();

function call(rpc, request) {
  return new Promise((resolve, reject) => client[rpc](request, metadata, (error, reply) => (error ? reject(error) : resolve(reply))));
}
