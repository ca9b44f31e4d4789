import { quote } from "../quote";

/** 1 to 128 of letters, digits, spaces and `_+=,.@-`. https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html */
export function identityPoolNameProblem(name: string): string | undefined {
    return /^[\w\s+=,.@-]{1,128}$/.test(name)
        ? undefined
        : `${quote(name)} is not an identity pool name, which has 1 to 128 letters, digits, spaces and _+=,.@-`;
}

/**
 * 1 to 128 of letters, digits and `._-`; it cannot be changed later.
 * https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html
 */
export function developerProviderNameProblem(name: string): string | undefined {
    return /^[\w.-]{1,128}$/.test(name)
        ? undefined
        : `${quote(name)} is not a developer provider name, which has 1 to 128 letters, digits and ._-`;
}

/**
 * 1 to 1024 characters; no control characters, which would end up in the `amr` claim.
 * https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_LookupDeveloperIdentity.html
 */
export function developerUserIdentifierProblem(identifier: string): string | undefined {
    return identifier.length >= 1 && identifier.length <= 1024 && !/\p{Cc}/u.test(identifier)
        ? undefined
        : `${quote(identifier)} is not a developer user identifier, which has 1 to 1024 printable characters`;
}
