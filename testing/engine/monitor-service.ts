import { type Server, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { goalOf } from "./goal";
import { fromStruct, type PropertyMap, toStruct } from "./property-value";
import type { Registrations } from "./register-resource";
import { type RunContext, RunFailed } from "./run-context";
import { UnsupportedFeatureError } from "./unsupported-feature-error";

const SUPPORTED_FEATURES = new Set(["secrets", "resourceReferences", "aliasSpecs", "deletedWith"]);

export interface MonitorServiceOptions {
  context: RunContext;
  registrations: Registrations;
  /** Takes a component's outputs, by URN. */
  onOutputs: (urn: string, outputs: PropertyMap) => Promise<void>;
}

/** Serves `pulumirpc.ResourceMonitor` (`proto/pulumi/resource.proto`) to the program. */
export function addMonitorService(server: Server, { context, registrations, onOutputs }: MonitorServiceOptions): void {
  const serve =
    <Request, Response>(act: (request: Request) => Promise<Response>) =>
    (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
      act(call.request).then(
        (response) => callback(null, response),
        (error: unknown) => {
          // The SDK takes "unavailable" as the end of the run and says nothing more: what is wrong has been reported.
          if (!(error instanceof RunFailed)) context.fail(error instanceof Error ? error.message : String(error));
          callback({ code: status.UNAVAILABLE, details: "the run has failed" });
        },
      );
    };
  const unsupported = (feature: string) =>
    serve<unknown, never>(async () => {
      throw new UnsupportedFeatureError(feature);
    });

  server.addService(ResourceMonitorService, {
    supportsFeature: serve(async (request: messages.SupportsFeatureRequest) =>
      new messages.SupportsFeatureResponse().setHassupport(SUPPORTED_FEATURES.has(request.getId())),
    ),
    getDeploymentInfo: (_call: unknown, callback: sendUnaryData<never>) => callback({ code: status.UNIMPLEMENTED }),
    registerResource: serve(async (request: messages.RegisterResourceRequest) => {
      const state = await registrations.register(goalOf(request));
      return new messages.RegisterResourceResponse()
        .setUrn(state.urn)
        .setId(state.id ?? "")
        .setObject(toStruct(state.outputs));
    }),
    registerResourceOutputs: serve(async (request: messages.RegisterResourceOutputsRequest) => {
      await onOutputs(request.getUrn(), fromStruct(request.getOutputs()));
      return new Empty();
    }),
    signalAndWaitForShutdown: serve(async () => new Empty()),
    invoke: serve<messages.ResourceInvokeRequest, never>(async (request) => {
      throw new UnsupportedFeatureError(`the function ${request.getTok()}`);
    }),
    readResource: serve<messages.ReadResourceRequest, never>(async (request) => {
      throw new UnsupportedFeatureError(`reading a resource that it does not manage (${request.getType()})`);
    }),
    call: unsupported("calls of component methods"),
    registerStackTransform: unsupported("stack transforms"),
    registerStackInvokeTransform: unsupported("stack invoke transforms"),
    registerResourceHook: unsupported("resource hooks"),
    registerErrorHook: unsupported("error hooks"),
    registerPackage: unsupported("parameterized packages"),
  });
}
