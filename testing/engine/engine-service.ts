import { type Server, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { RunContext } from "./run-context";

const severities = ["debug", "info", "warning", "error"];

/** Serves `pulumirpc.Engine` (`proto/pulumi/engine.proto`): takes what program and providers have to say. */
export function addEngineService(server: Server, context: RunContext): void {
  let rootUrn = "";
  server.addService(EngineService, {
    log: (call: ServerUnaryCall<messages.LogRequest, Empty>, callback: sendUnaryData<Empty>) => {
      const { request } = call;
      const severity = severities[request.getSeverity()] ?? "info";
      if (severity === "error") context.failed = true;
      if (severity !== "debug") context.report.say(severity, request.getMessage(), request.getUrn());
      callback(null, new Empty());
    },
    getRootResource: (
      _call: ServerUnaryCall<messages.GetRootResourceRequest, messages.GetRootResourceResponse>,
      callback: sendUnaryData<messages.GetRootResourceResponse>,
    ) => callback(null, new messages.GetRootResourceResponse().setUrn(rootUrn)),
    setRootResource: (
      call: ServerUnaryCall<messages.SetRootResourceRequest, messages.SetRootResourceResponse>,
      callback: sendUnaryData<messages.SetRootResourceResponse>,
    ) => {
      rootUrn = call.request.getUrn();
      callback(null, new messages.SetRootResourceResponse());
    },
    startDebugging: (_call: unknown, callback: sendUnaryData<Empty>) => callback(null, new Empty()),
    requirePulumiVersion: (_call: unknown, callback: sendUnaryData<never>) => callback({ code: status.UNIMPLEMENTED }),
  });
}
