/** What may be configured outside the resource's arguments: Pulumi configuration first, then the environment. */
export const settingNames = {
  storeHash: { environment: "BIGCOMMERCE_B2B_STORE_HASH" },
  email: { environment: "BIGCOMMERCE_B2B_EMAIL" },
  password: { environment: "BIGCOMMERCE_B2B_PASSWORD" },
  authToken: { environment: "BIGCOMMERCE_B2B_AUTH_TOKEN" },
  accessToken: { environment: "BIGCOMMERCE_B2B_ACCESS_TOKEN" },
  baseUrl: { environment: "BIGCOMMERCE_B2B_BASE_URL" },
  /** Seconds that one operation may take in all. */
  requestTimeout: { environment: "BIGCOMMERCE_B2B_REQUEST_TIMEOUT" },
  /** Requests per minute that the store allows. */
  requestsPerMinute: { environment: "BIGCOMMERCE_B2B_REQUESTS_PER_MINUTE" },
  /** Part of them left to other integrations, 0 to 1. */
  shareForOthers: { environment: "BIGCOMMERCE_B2B_SHARE_FOR_OTHERS" },
} as const;

export type SettingName = keyof typeof settingNames;
export const CONFIG_NAMESPACE = "bigcommerce-b2b";

export type Settings = (name: SettingName) => string | undefined;

/**
 * Settings from Pulumi configuration, else from the environment. Empty values count as absent.
 *
 * @param config value of a full key such as `bigcommerce-b2b:storeHash`
 */
export function settingsFrom(
  config: (key: string) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  return (name) => config(`${CONFIG_NAMESPACE}:${name}`) || environment[settingNames[name].environment] || undefined;
}
