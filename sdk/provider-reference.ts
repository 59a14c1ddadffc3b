import { basename, dirname, sep } from "node:path";
import type { dynamic } from "@pulumi/pulumi";

import provider = require("../provider/dynamic/index");

const PACKAGE = "pulumi-bigcommerce-b2b";

/**
 * The provider in the form that Pulumi writes into state.
 *
 * Installed plainly under `node_modules`, the provider's module itself: Pulumi captures it as one `require`. Elsewhere
 * (linked, in a workspace, in pnpm's store, in this package's own repository) Pulumi would copy the module's text, so it
 * gets methods that require the package when they are called.
 */
export const providerReference: dynamic.ResourceProvider = isPlainlyInstalled(__dirname) ? provider : requiring();

/** `…/node_modules/pulumi-bigcommerce-b2b/dist/sdk`, and no other `node_modules` on the way. */
function isPlainlyInstalled(folder: string): boolean {
  const packageFolder = dirname(dirname(folder));
  const above = dirname(packageFolder);
  return (
    basename(packageFolder) === PACKAGE &&
    basename(above) === "node_modules" &&
    !dirname(above).split(sep).includes("node_modules")
  );
}

function requiring(): dynamic.ResourceProvider {
  // From the folder that the provider's host runs in, so that a package finds itself too.
  const load = () => require("node:module").createRequire(`${process.cwd()}/`)("pulumi-bigcommerce-b2b/dynamic");
  return {
    configure: (request) => load().configure(request),
    check: (olds, news) => load().check(olds, news),
    diff: (id, olds, news) => load().diff(id, olds, news),
    create: (inputs) => load().create(inputs),
    read: (id, olds) => load().read(id, olds),
    update: (id, olds, news) => load().update(id, olds, news),
    delete: (id, olds) => load().delete(id, olds),
  };
}
