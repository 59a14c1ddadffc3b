import { ServerToServerToken } from "pulumi-bigcommerce-b2b";

// Store hash, email and password come from `pulumi config` or the environment.
const erp = new ServerToServerToken("erp");

export const token = erp.token;
export const tokenId = erp.tokenId;
export const tokenName = erp.name;
export const fingerprint = erp.fingerprint;
