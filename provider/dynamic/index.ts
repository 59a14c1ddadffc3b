import type { dynamic } from "@pulumi/pulumi";
import type { TokenInputs, TokenOutputs } from "../resource/fields";

/*
 * The dynamic provider. State written years ago names this module by `require("pulumi-bigcommerce-b2b/dynamic")` and is
 * read, compared and deleted with it: its path and its methods are a permanent interface.
 *
 * The methods themselves are loaded when the first is called: a program that declares tokens loads this module too.
 */
const load = (): typeof import("./methods") => require("./methods");

const provider: dynamic.ResourceProvider<TokenInputs, TokenOutputs> = {
  configure: async (request: dynamic.ConfigureRequest) => load().configure(request),
  check: async (olds: TokenInputs, news: TokenInputs) => load().check({ ...olds }, { ...news }),
  diff: async (_id: string, olds: TokenOutputs, news: TokenInputs) => load().diff(olds, news),
  create: async (inputs: TokenInputs) => load().create(inputs),
  read: async (_id: string, olds?: TokenOutputs) => load().read(olds ?? ({} as TokenOutputs)),
  update: async (_id: string, olds: TokenOutputs, news: TokenInputs) => load().update(olds, news),
  delete: async (_id: string, olds: TokenOutputs) => load().remove(olds),
};

export = provider;
