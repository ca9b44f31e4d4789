import { UNKNOWN, type CheckFailure, type CheckResult, type PropertyMap } from "@cognito-entra/plumbing";
import { parseAssumeRole, type AssumeRole } from "./clients/assume-role";
import { azureadKeys, type AzureadConfiguration } from "./clients/azuread-configuration";
import { isRecord } from "./clients/record";
import { parseWebIdentityRole, type WebIdentityRole } from "./clients/web-identity-role";
import { unknownKeyProblem } from "./nearest-key";

/** Access keys as written in the stack's file. */
interface AccessKey {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string | undefined;
}

/**
 * Whose credentials the provider uses: those of the AWS SDKs' standard chain, narrowed by what the stack says. The names and meanings
 * are those of the AWS provider. https://www.pulumi.com/registry/packages/aws/installation-configuration/
 */
export interface Configuration {
    /** @default the standard chain's */
    readonly accessKey: AccessKey | undefined;
    /** A profile of the shared AWS configuration files. @default the standard chain's */
    readonly profile: string | undefined;
    /** @default `~/.aws/config` */
    readonly sharedConfigFile: string | undefined;
    /** @default `~/.aws/credentials` */
    readonly sharedCredentialsFile: string | undefined;
    /** Assumed with another issuer's token, before `assumeRoles`. @default none */
    readonly assumeRoleWithWebIdentity: WebIdentityRole | undefined;
    /** Assumed one after the other, the first with the credentials above. */
    readonly assumeRoles: readonly AssumeRole[];
    /** The region of STS. @default that of the call */
    readonly stsRegion: string | undefined;
    /** @default AWS's own */
    readonly endpoints: { readonly cognitoIdentity: string | undefined; readonly sts: string | undefined };
    readonly useFipsEndpoint: boolean | undefined;
    readonly useDualstackEndpoint: boolean | undefined;
    /** The only accounts in which the provider works. @default any */
    readonly allowedAccountIds: readonly string[] | undefined;
    /** Accounts in which it does not work. @default none */
    readonly forbiddenAccountIds: readonly string[];
    /** The azuread provider's configuration. @default only its environment variables */
    readonly azuread: AzureadConfiguration;
}

/** What a key's value must be. Errors name the key and never quote the value: it may be a secret. */
const parsers: Readonly<Record<string, (value: unknown, key: string) => unknown>> = {
    accessKey: string,
    secretKey: string,
    token: string,
    profile,
    sharedConfigFiles: oneFile,
    sharedCredentialsFiles: oneFile,
    assumeRoleWithWebIdentity: webIdentityRole,
    assumeRoles,
    stsRegion: string,
    endpoints,
    useFipsEndpoint: boolean,
    useDualstackEndpoint: boolean,
    allowedAccountIds: strings,
    forbiddenAccountIds: strings,
    azuread,
};

/** Throws the first mistake, as a sentence that begins with its path. */
export function parseConfiguration(config: PropertyMap): Configuration {
    const read = <T>(key: string, parse: (value: unknown, key: string) => T): T | undefined => {
        const value = config[key];
        return value === undefined || value === null || value === UNKNOWN ? undefined : parse(value, key);
    };
    return {
        accessKey: accessKey(read("accessKey", string), read("secretKey", string), read("token", string)),
        profile: read("profile", profile),
        sharedConfigFile: read("sharedConfigFiles", oneFile),
        sharedCredentialsFile: read("sharedCredentialsFiles", oneFile),
        assumeRoleWithWebIdentity: read("assumeRoleWithWebIdentity", webIdentityRole),
        assumeRoles: read("assumeRoles", assumeRoles) ?? [],
        stsRegion: read("stsRegion", string),
        endpoints: read("endpoints", endpoints) ?? { cognitoIdentity: undefined, sts: undefined },
        useFipsEndpoint: read("useFipsEndpoint", boolean),
        useDualstackEndpoint: read("useDualstackEndpoint", boolean),
        allowedAccountIds: read("allowedAccountIds", strings),
        forbiddenAccountIds: read("forbiddenAccountIds", strings) ?? [],
        azuread: read("azuread", azuread) ?? {},
    };
}

/**
 * Checks the configuration and keeps what the provider knows. The project has the provider's name, so the provider gets
 * the project's configuration too: keys that it does not know are not its concern, and are dropped.
 */
export function checkConfiguration(config: PropertyMap): CheckResult {
    const known = Object.fromEntries(Object.entries(config).filter(([key]) => Object.hasOwn(parsers, key)));
    const failures = Object.entries(known).flatMap(([key, value]): CheckFailure[] => {
        if (value === null || value === UNKNOWN) {
            return [];
        }
        try {
            parsers[key]?.(value, key);
            return [];
        } catch (error) {
            return [{ property: key, reason: error instanceof Error ? error.message : String(error) }];
        }
    });
    const pair = ["accessKey", "secretKey"];
    const [missing, ...both] = pair.filter((key) => known[key] === undefined);
    if (missing !== undefined && both.length === 0) {
        const given = pair.find((key) => key !== missing) ?? "";
        failures.push({
            property: missing,
            reason: `${missing} is missing, but ${given} is given: give both or neither.`,
        });
    }
    return { inputs: known, failures };
}

function accessKey(
    accessKeyId: string | undefined,
    secretAccessKey: string | undefined,
    sessionToken: string | undefined,
): AccessKey | undefined {
    return accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey, sessionToken };
}

function string(value: unknown, key: string): string {
    if (typeof value !== "string" || value === "") {
        throw new Error(`${key} must be a non-empty string.`);
    }
    return value;
}

function profile(value: unknown, key: string): string {
    if (typeof value !== "string" || value === "") {
        throw new Error(`${key} must be the name of a profile of the shared AWS configuration files.`);
    }
    return value;
}

function boolean(value: unknown, key: string): boolean {
    if (value === true || value === "true") {
        return true;
    }
    if (value === false || value === "false") {
        return false;
    }
    throw new Error(`${key} must be true or false.`);
}

/** Lists and objects arrive as they are or as JSON, because a provider's configuration holds only strings. */
function json(value: unknown, key: string, what: string): unknown {
    if (typeof value !== "string") {
        return value;
    }
    try {
        return JSON.parse(value);
    } catch {
        throw new Error(`${key} must be ${what}, or the JSON of one.`);
    }
}

function strings(value: unknown, key: string): string[] {
    const list = json(value, key, "a list of strings");
    if (!Array.isArray(list)) {
        throw new Error(`${key} must be a list of strings.`);
    }
    return list.map((item: unknown, index) => string(item, `${key}[${index}]`));
}

function oneFile(value: unknown, key: string): string {
    const [file, ...more] = strings(value, key);
    if (file === undefined || more.length > 0) {
        throw new Error(`${key} must name exactly one file: the AWS SDK for JavaScript reads no more.`);
    }
    return file;
}

function assumeRoles(value: unknown, key: string): AssumeRole[] {
    const roles = json(value, key, "a list of roles");
    if (!Array.isArray(roles)) {
        throw new Error(`${key} must be a list of roles, each an object with the key roleArn.`);
    }
    return roles.map((role: unknown, index) => parseAssumeRole(role, `${key}[${index}]`));
}

function webIdentityRole(value: unknown, key: string): WebIdentityRole {
    return parseWebIdentityRole(json(value, key, "an object"), key);
}

/** `[{ "sts": "https://…", "cognitoidentity": "https://…" }]`; this provider does not use other services. */
function endpoints(value: unknown, key: string): Configuration["endpoints"] {
    const list = json(value, key, "a list of objects");
    if (!Array.isArray(list) || !list.every(isRecord)) {
        throw new Error(`${key} must be a list of objects.`);
    }
    const merged: Record<string, unknown> = {};
    for (const entry of list) {
        Object.assign(merged, entry);
    }
    const url = (service: string): string | undefined => {
        const found = merged[service];
        if (found === undefined || found === null || found === "") {
            return undefined;
        }
        if (typeof found !== "string" || !URL.canParse(found)) {
            throw new Error(`${key}: ${service} must be a URL.`);
        }
        return found;
    };
    return { cognitoIdentity: url("cognitoidentity"), sts: url("sts") };
}

function azuread(value: unknown, key: string): AzureadConfiguration {
    const entries = json(value, key, "an object");
    if (!isRecord(entries)) {
        throw new Error(`${key} must be an object.`);
    }
    return Object.fromEntries(
        Object.entries(entries).map(([name, entry]) => {
            if (!azureadKeys.includes(name)) {
                throw new Error(`${key}.${name} ${unknownKeyProblem(name, azureadKeys)}`);
            }
            return [name, string(typeof entry === "boolean" ? String(entry) : entry, `${key}.${name}`)];
        }),
    );
}
