/** What identifies a developer identity, before and after Cognito has given it an IdentityId. */
export interface DeveloperIdentityKey {
    /** `<region>:<UUID>` */
    readonly identityPoolId: string;
    readonly developerProviderName: string;
    readonly developerUserIdentifier: string;
}

/** The inputs' names, in the order of the resource's id. */
export const developerIdentityKeyNames = [
    "identityPoolId",
    "developerProviderName",
    "developerUserIdentifier",
] as const satisfies readonly (keyof DeveloperIdentityKey)[];

/**
 * What is wrong with one part of the key, as the end of a sentence. The limits are those of
 * https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_LookupDeveloperIdentity.html and
 * https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html
 */
export function developerIdentityKeyProblem(name: keyof DeveloperIdentityKey, value: string): string | undefined {
    switch (name) {
        case "identityPoolId":
            return value.length <= 55 && /^[\w-]+:[0-9a-f-]+$/.test(value)
                ? undefined
                : `is ${quoted(value)}: an identity pool id is <region>:<UUID> in lower case, at most 55 characters.`;
        case "developerProviderName":
            return /^[\w.-]{1,128}$/.test(value)
                ? undefined
                : `is ${quoted(value)}: a developer provider name is 1 to 128 letters, digits, "_", "." and "-".`;
        case "developerUserIdentifier":
            return value.length >= 1 && value.length <= 1024
                ? undefined
                : `has ${value.length} characters: a developer user identifier has 1 to 1024.`;
    }
}

/** `<identityPoolId>/<developerProviderName>/<developerUserIdentifier>` */
export function developerIdentityResourceId(key: DeveloperIdentityKey): string {
    return developerIdentityKeyNames.map((name) => key[name]).join("/");
}

/**
 * Splits a resource's id at its first two slashes: a user identifier may contain more. Throws an error that says what
 * an id looks like.
 */
export function parseDeveloperIdentityResourceId(id: string): DeveloperIdentityKey {
    const expected = "<identityPoolId>/<developerProviderName>/<developerUserIdentifier>";
    const match = /^([^/]+)\/([^/]+)\/(.+)$/s.exec(id);
    if (match === null) {
        throw new Error(`The id ${quoted(id)} must be ${expected}.`);
    }
    const [, identityPoolId = "", developerProviderName = "", developerUserIdentifier = ""] = match;
    const key = { identityPoolId, developerProviderName, developerUserIdentifier };
    for (const name of developerIdentityKeyNames) {
        const problem = developerIdentityKeyProblem(name, key[name]);
        if (problem !== undefined) {
            throw new Error(`The id must be ${expected}, but its ${name} ${problem}`);
        }
    }
    return key;
}

/** The region at the start of an identity pool's id. */
export function identityPoolRegion(identityPoolId: string): string {
    return identityPoolId.slice(0, identityPoolId.indexOf(":"));
}

const longestQuote = 100;

function quoted(text: string): string {
    return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}
