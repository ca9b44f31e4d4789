/** Constraints of STS's API model: https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
export const ROLE_ARN = { minimum: 20, maximum: 2048 };
export const SESSION_NAME = { minimum: 2, maximum: 64, pattern: "[\\w+=,.@-]*" };
export const SESSION_SECONDS = { minimum: 900, maximum: 43_200 };
