/** The version of this package. */
export const version: string = (require("pulumi-bigcommerce-b2b/package.json") as { version: string }).version;
