"""Health, and a call with nothing but what reflection tells: no file of the contract is read."""
import json
import sys

import grpc
import health_pb2
import health_pb2_grpc
import reflection_pb2 as reflection
import reflection_pb2_grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

data = sys.argv[1]  # the sidecar's data folder
channel = grpc.insecure_channel(f"unix:{data}/forlop.sock", options=[("grpc.default_authority", "localhost")])

health = health_pb2_grpc.HealthStub(channel)
status = health_pb2.HealthCheckResponse.ServingStatus.Name
print("check", status(health.Check(health_pb2.HealthCheckRequest(), timeout=20).status))
watch = health.Watch(health_pb2.HealthCheckRequest(service="forlop.v1.PathwayService"), timeout=20)
print("watch", status(next(watch).status))
watch.cancel()


def ask(**request):
    requests = iter([reflection.ServerReflectionRequest(**request)])
    return next(reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(requests, timeout=20))


print("lists", "forlop.v1.PathwayService" in [service.name for service in ask(list_services="").list_services_response.service])

found = ask(file_containing_symbol="forlop.v1.PathwayService").file_descriptor_response.file_descriptor_proto
files = {file.name: file for file in map(descriptor_pb2.FileDescriptorProto.FromString, found)}
pool, done = descriptor_pool.DescriptorPool(), set()


def add(name):
    if name not in done:
        done.add(name)
        for imported in files[name].dependency:
            add(imported)
        pool.AddSerializedFile(files[name].SerializeToString())


for name in files:
    add(name)
factory = message_factory.MessageFactory(pool)
rpc = pool.FindServiceByName("forlop.v1.PathwayService").methods_by_name["ListPathways"]
Request, Response = factory.GetPrototype(rpc.input_type), factory.GetPrototype(rpc.output_type)
Actor = factory.GetPrototype(pool.FindMessageTypeByName("forlop.v1.Actor"))
role = pool.FindEnumTypeByName("forlop.v1.Role").values_by_name["ROLE_CASEWORKER"].number

token = next(c["token"] for c in json.load(open(f"{data}/development-credentials.json")) if c["name"] == "dev-havnes")
actor = Actor(user_id="saksbehandler-17", role=role, purpose="case-work").SerializeToString()
call = channel.unary_unary(f"/{rpc.containing_service.full_name}/{rpc.name}", Request.SerializeToString, Response.FromString)
listed = call(Request(open_only=True), metadata=[("authorization", f"Bearer {token}"), ("forlop-actor-bin", actor)], timeout=20)
print("called", len(listed.pathways))
