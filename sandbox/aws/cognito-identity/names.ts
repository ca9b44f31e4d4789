/** Constraints of Cognito's API model: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Operations.html */
export const POOL_ID = { minimum: 1, maximum: 55, pattern: "[\\w-]+:[0-9a-f-]+" };
export const IDENTITY_ID = POOL_ID;
export const POOL_NAME = { minimum: 1, maximum: 128, pattern: "[\\w\\s+=,.@-]+" };
export const DEVELOPER_PROVIDER_NAME = { minimum: 1, maximum: 128, pattern: "[\\w._-]+" };
export const DEVELOPER_USER_IDENTIFIER = { minimum: 1, maximum: 1024 };
export const PROVIDER_NAME = { minimum: 1, maximum: 128 };
export const ARN = { minimum: 20, maximum: 2048 };
export const TAG_KEY = { minimum: 1, maximum: 128 };
export const TAG_VALUE = { minimum: 0, maximum: 256 };
export const PAGE_SIZE = { minimum: 1, maximum: 60 };
export const PAGE_TOKEN = { minimum: 1, maximum: 65_535, pattern: "[\\S]+" };
