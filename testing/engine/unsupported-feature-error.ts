/** The program or the state asks for something that only the real engine does. */
export class UnsupportedFeatureError extends Error {
  override readonly name = "UnsupportedFeatureError";
  readonly code = "UNSUPPORTED_FEATURE";

  /** @param feature what was asked for, such as "the `import` resource option" */
  constructor(readonly feature: string) {
    super(`the embedded engine does not support ${feature}; use the pulumi CLI`);
  }
}
