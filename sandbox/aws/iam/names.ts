/** Constraints of IAM's API model. */
export const NAME = { minimum: 1, maximum: 128, pattern: "[\\w+=,.@-]+" };
export const ROLE_NAME = { minimum: 1, maximum: 64, pattern: "[\\w+=,.@-]+" };
export const PATH = { minimum: 1, maximum: 512, pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)" };
export const ARN = { minimum: 20, maximum: 2048 };
export const POLICY_DOCUMENT = { minimum: 1, maximum: 131_072, pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+" };
