"""A routing plugin in Python: children under six to the health station, others to the school's nurse."""

import os
import sys

# Debian's grpcio is older than some generated code; the stubs lie beside this file, in the package.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "stubs"))

from forlop.plugin.v1 import lifecycle_pb2, lifecycle_pb2_grpc, routing_pb2, routing_pb2_grpc  # noqa: E402
from forlop.v1 import common_pb2, health_pb2  # noqa: E402
from worker import Worker  # noqa: E402

SCHOOL_AGE = 6


class Lifecycle(lifecycle_pb2_grpc.PluginLifecycleServiceServicer):
    def __init__(self, worker):
        self.worker = worker

    def Describe(self, request, context):
        version = lifecycle_pb2.ContractVersion(major=1, minor=0)
        return lifecycle_pb2.DescribeResponse(
            plugin_id="routing-python",
            plugin_version="1.0.0",
            contract_min=version,
            contract_max=version,
            kinds=["routing"],
            nonce_mac=self.worker.prove(request.nonce),
        )

    def Configure(self, request, context):
        return lifecycle_pb2.ConfigureResponse()


class Routing(routing_pb2_grpc.RoutingPluginServiceServicer):
    def Route(self, request, context):
        young = request.HasField("age_years") and request.age_years < SCHOOL_AGE
        return routing_pb2.RouteResponse(suggestions=[suggestion(request, young)])


def suggestion(request, young):
    return health_pb2.RouteSuggestion(
        kind=health_pb2.ROUTE_KIND_REFERRAL,
        rule_id="health-station" if young else "school-nurse",
        areas=request.areas,
        instance=health_pb2.HealthInstance(
            type=health_pb2.HEALTH_INSTANCE_TYPE_HEALTH_STATION if young else health_pb2.HEALTH_INSTANCE_TYPE_SCHOOL_HEALTH,
            instance_id="station" if young else "nurse",
        ),
        reason=common_pb2.LocalizedText(
            nb="Helsestasjonen følger barn under skolealder." if young else "Helsesykepleier på skolen møter alle elever.",
            nn="Helsestasjonen følgjer barn under skulealder." if young else "Helsesjukepleiar på skulen møter alle elevar.",
        ),
    )


def add_services(server):
    lifecycle_pb2_grpc.add_PluginLifecycleServiceServicer_to_server(Lifecycle(worker), server)
    routing_pb2_grpc.add_RoutingPluginServiceServicer_to_server(Routing(), server)


worker = Worker()
worker.serve(add_services)
