/** Constraints of the Parameter Store's API model: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const NAME = { minimum: 1, maximum: 2048 };
export const NAMES = { minimum: 1, maximum: 10 };
export const PARAMETER_TYPE = { oneOf: ["String", "StringList", "SecureString"] };
export const VALUE = { minimum: 1, sensitive: true };
export const DESCRIPTION = { maximum: 1024 };
export const ALLOWED_PATTERN = { maximum: 1024 };
export const TIER = { oneOf: ["Standard", "Advanced", "Intelligent-Tiering"] };
export const DATA_TYPE = { maximum: 128 };
export const TAG_KEY = { minimum: 1, maximum: 128 };
