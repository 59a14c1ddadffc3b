import { type CallOptions, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { CHANNEL_OPTIONS } from "./loopback-server";
import {
  containsUnknowns,
  fromStruct,
  type PropertyMap,
  restoreSecrets,
  toStruct,
  withoutReferences,
  withoutSecrets,
} from "./property-value";
import {
  type Checked,
  type Diff,
  InitError,
  type Properties,
  type ProviderCapabilities,
  type ProviderConnection,
  type ReadResult,
  type Subject,
} from "./provider-connection";
import { nameOf, typeOf } from "./urn";

type Method<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => unknown;

interface Identified {
  setUrn(urn: string): unknown;
  setName(name: string): unknown;
  setType(type: string): unknown;
}

const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;

/** Speaks `pulumirpc.ResourceProvider` (`proto/pulumi/provider.proto`) with a provider process. */
export class ProviderClient implements ProviderConnection {
  capabilities: ProviderCapabilities = { acceptSecrets: false, acceptResources: false, supportsPreview: false };
  readonly #client: ResourceProviderClient;

  /** @param endProcess ends the process that serves at `address` */
  constructor(
    address: string,
    private readonly endProcess: () => Promise<void>,
  ) {
    this.#client = new ResourceProviderClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  }

  async checkConfig(urn: string, olds: PropertyMap | undefined, news: PropertyMap): Promise<Checked> {
    const request = identify(new messages.CheckRequest(), urn)
      .setOlds(toStruct(olds ?? {}))
      .setNews(toStruct(news));
    const response = await ifImplemented(this.#call(this.#client.checkConfig, request));
    return response ? { inputs: fromStruct(response.getInputs()), failures: failuresOf(response) } : unchecked(news);
  }

  async diffConfig(urn: string, oldInputs: PropertyMap, oldOutputs: PropertyMap, news: PropertyMap): Promise<Diff> {
    const request = identify(new messages.DiffRequest(), urn)
      .setOldInputs(toStruct(oldInputs))
      .setOlds(toStruct(oldOutputs))
      .setNews(toStruct(news));
    return diffOf((await ifImplemented(this.#call(this.#client.diffConfig, request))) ?? new messages.DiffResponse());
  }

  async configure({ urn, id }: Subject, config: PropertyMap): Promise<void> {
    const request = new messages.ConfigureRequest()
      .setArgs(toStruct(config))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true);
    const response = await this.#call(this.#client.configure, identify(request, urn).setId(id));
    this.capabilities = {
      acceptSecrets: response.getAcceptsecrets(),
      acceptResources: response.getAcceptresources(),
      supportsPreview: response.getSupportspreview(),
    };
  }

  async check(
    { urn, preview }: Subject,
    olds: PropertyMap | undefined,
    news: PropertyMap,
    seed: Uint8Array,
  ): Promise<Checked> {
    const request = identify(new messages.CheckRequest(), urn)
      .setOlds(this.#send(olds ?? {}))
      .setNews(this.#send(news))
      .setRandomseed(seed);
    const response = await this.#call(this.#client.check, request);
    return { inputs: this.#receive(response.getInputs(), news, preview), failures: failuresOf(response) };
  }

  async diff(subject: Subject, olds: Properties, newInputs: PropertyMap, ignoreChanges: string[]): Promise<Diff> {
    const request = identify(new messages.DiffRequest(), subject.urn)
      .setId(subject.id)
      .setOldInputs(this.#send(olds.inputs))
      .setOlds(this.#send(olds.outputs))
      .setNews(this.#send(newInputs))
      .setIgnorechangesList(ignoreChanges);
    return diffOf(await this.#call(this.#client.diff, request));
  }

  async create({ urn, preview, timeout }: Subject, inputs: PropertyMap): Promise<{ id: string; outputs: PropertyMap }> {
    // What a provider cannot foretell stays unknown: the SDK takes what is missing here for unknown.
    if (preview && !this.capabilities.supportsPreview) return { id: "", outputs: { ...inputs } };
    const request = identify(new messages.CreateRequest(), urn)
      .setProperties(this.#send(inputs))
      .setPreview(preview)
      .setTimeout(timeout ?? 0);
    const response = await this.#call(this.#client.create, request, inputs);
    if (response.getId() === "" && !preview) throw new Error(`plugin returned empty resource.ID from create '${urn}'`);
    return { id: response.getId(), outputs: this.#receive(response.getProperties(), inputs, preview) };
  }

  async read({ urn, id, timeout }: Subject, olds: Properties): Promise<ReadResult> {
    const request = identify(new messages.ReadRequest(), urn)
      .setId(id)
      .setInputs(this.#send(olds.inputs))
      .setProperties(this.#send(olds.outputs))
      .setTimeout(timeout ?? 0);
    const response = await this.#call(this.#client.read, request, olds.outputs, olds.inputs);
    const inputs = response.getInputs();
    return {
      id: response.getId(),
      outputs: this.#receive(response.getProperties(), olds.outputs, false),
      ...(inputs && { inputs: this.#receive(inputs, olds.inputs, false) }),
    };
  }

  async update(
    { urn, id, preview, timeout }: Subject,
    olds: Properties,
    newInputs: PropertyMap,
    ignoreChanges: string[],
  ): Promise<PropertyMap> {
    if (preview && !this.capabilities.supportsPreview) return { ...newInputs };
    const request = identify(new messages.UpdateRequest(), urn)
      .setId(id)
      .setOldInputs(this.#send(olds.inputs))
      .setOlds(this.#send(olds.outputs))
      .setNews(this.#send(newInputs))
      .setIgnorechangesList(ignoreChanges)
      .setPreview(preview)
      .setTimeout(timeout ?? 0);
    const response = await this.#call(this.#client.update, request, newInputs);
    return this.#receive(response.getProperties(), newInputs, preview);
  }

  async delete({ urn, id, timeout }: Subject, olds: Properties): Promise<void> {
    const request = identify(new messages.DeleteRequest(), urn)
      .setId(id)
      .setOldInputs(this.#send(olds.inputs))
      .setProperties(this.#send(olds.outputs))
      .setTimeout(timeout ?? 0);
    await this.#call(this.#client.delete, request);
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.endProcess();
  }

  #send(properties: PropertyMap): Struct {
    const plain = this.capabilities.acceptSecrets ? properties : withoutSecrets(properties);
    return toStruct(this.capabilities.acceptResources ? plain : withoutReferences(plain));
  }

  #receive(struct: Struct | undefined, sent: PropertyMap | undefined, preview: boolean): PropertyMap {
    const properties = fromStruct(struct);
    if (!preview && containsUnknowns(properties)) throw new Error("the provider returned an unknown property value");
    if (!this.capabilities.acceptSecrets) restoreSecrets(properties, sent);
    return properties;
  }

  /** @param sent @param sentInputs what a partial success returns is compared with, for its secrets */
  #call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    sent?: PropertyMap,
    sentInputs?: PropertyMap,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      method.call(this.#client, request, new Metadata(), {}, (error, response) => {
        if (error === null) resolve(response);
        else reject(this.#initError(error, sent, sentInputs) ?? error);
      });
    });
  }

  /** A partial success hides in the error's details; gRPC for Node leaves their unpacking to us. */
  #initError(error: ServiceError, sent?: PropertyMap, sentInputs?: PropertyMap): InitError | undefined {
    for (const bytes of error.metadata?.get("grpc-status-details-bin") ?? []) {
      for (const detail of Status.deserializeBinary(bytes as Buffer).getDetailsList()) {
        const found = detail.unpack(
          messages.ErrorResourceInitFailed.deserializeBinary,
          "pulumirpc.ErrorResourceInitFailed",
        );
        if (found === null) continue;
        const inputs = found.getInputs();
        const outputs = this.#receive(found.getProperties(), sent, false);
        return new InitError(
          found.getReasonsList(),
          found.getId(),
          outputs,
          inputs && this.#receive(inputs, sentInputs, false),
        );
      }
    }
    return undefined;
  }
}

/** What went wrong with a call, in the provider's words. */
export function messageOf(error: unknown): string {
  const { code, details, message } = error as Partial<ServiceError>;
  if (code === status.UNAVAILABLE || code === status.CANCELLED) return `the provider process is gone: ${details}`;
  return details || message || String(error);
}

function identify<Request extends Identified>(request: Request, urn: string): Request {
  request.setUrn(urn);
  request.setName(nameOf(urn));
  request.setType(typeOf(urn));
  return request;
}

async function ifImplemented<Response>(call: Promise<Response>): Promise<Response | undefined> {
  try {
    return await call;
  } catch (error) {
    if ((error as ServiceError).code === status.UNIMPLEMENTED) return undefined;
    throw error;
  }
}

function unchecked(inputs: PropertyMap): Checked {
  return { inputs, failures: [] };
}

function failuresOf(response: messages.CheckResponse): Checked["failures"] {
  return response
    .getFailuresList()
    .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
}

function diffOf(response: messages.DiffResponse): Diff {
  const changes = response.getChanges();
  return {
    changes: changes === DIFF_NONE ? "none" : changes === DIFF_SOME ? "some" : "unknown",
    replaceKeys: response.getReplacesList(),
    changedKeys: response.getDiffsList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
  };
}
