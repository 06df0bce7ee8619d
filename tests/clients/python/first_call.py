import json, sys, uuid
import grpc
from forlop.v1 import common_pb2, pathway_pb2, pathway_service_pb2 as pw, pathway_service_pb2_grpc as rpc

data = sys.argv[1]  # the sidecar's data folder
token = next(c["token"] for c in json.load(open(f"{data}/development-credentials.json")) if c["name"] == "dev-havnes")
actor = common_pb2.Actor(user_id="saksbehandler-17", role=common_pb2.ROLE_CASEWORKER, purpose="case-work")
metadata = [("authorization", f"Bearer {token}"), ("forlop-actor-bin", actor.SerializeToString())]

channel = grpc.insecure_channel(f"unix:{data}/forlop.sock", options=[("grpc.default_authority", "localhost")])
pathways = rpc.PathwayServiceStub(channel)
receipt = pathways.OpenPathway(pw.OpenPathwayRequest(
    request_id=str(uuid.uuid4()),
    child_reference=f"python-{uuid.uuid4()}",
    trigger=pathway_pb2.CONSIDERATION_TRIGGER_INVESTIGATION,
    occurred_on="2026-01-12",
    source=common_pb2.SOURCE_CASE_SYSTEM,
    circumstances=pathway_pb2.Circumstances(
        birth_on="2018-05-03",
        care_basis=pathway_pb2.CARE_BASIS_PARENTS,
        placement_kind=pathway_pb2.PLACEMENT_KIND_HOME,
        responsible_kommunenummer="9901",
        resident_kommunenummer="9901",
        protection_grade=pathway_pb2.PROTECTION_GRADE_UNGRADED,
        consent_holders=[pathway_pb2.ConsentHolder(holder_id="mor", role=pathway_pb2.CONSENT_HOLDER_ROLE_PARENT)],
    ),
), metadata=metadata).receipt
print(common_pb2.Stage.Name(receipt.stage), "version", receipt.version)

now = pathways.GetPathway(pw.GetPathwayRequest(pathway_id=receipt.pathway_id), metadata=metadata)
for task in now.tasks:
    print(task.due_on, task.title.nb, "-", task.due_reason.nb)
