import { UNKNOWN, type CheckFailure, type CheckResult, type PropertyMap } from "@cognito-entra/plumbing";
import { parseAssumeRole, type AssumeRole } from "./clients/assume-role";

/** Whose credentials the provider uses: those of the AWS SDKs' standard chain, narrowed by what the stack says. */
export interface Configuration {
    /** A profile of the shared AWS configuration files. @default the standard chain's */
    readonly profile: string | undefined;
    /** Assumed one after the other, the first with the chain's credentials. */
    readonly assumeRoles: readonly AssumeRole[];
}

function parseProfile(value: unknown): string {
    if (typeof value !== "string" || value === "") {
        throw new Error("profile must be the name of a profile of the shared AWS configuration files.");
    }
    return value;
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new Error("assumeRoles must be a list of roles, or the JSON text of one.");
    }
}

function parseAssumeRoles(value: unknown): AssumeRole[] {
    const roles = typeof value === "string" ? parseJson(value) : value;
    if (!Array.isArray(roles)) {
        throw new Error("assumeRoles must be a list of roles, each an object with the key roleArn.");
    }
    return roles.map((role: unknown, index) => parseAssumeRole(role, `assumeRoles[${index}]`));
}

function isGiven(value: unknown): boolean {
    return value !== undefined && value !== null && value !== UNKNOWN;
}

/** Throws the first mistake, as a sentence that begins with its place. */
export function parseConfiguration({ profile, assumeRoles }: PropertyMap): Configuration {
    return {
        profile: isGiven(profile) ? parseProfile(profile) : undefined,
        assumeRoles: isGiven(assumeRoles) ? parseAssumeRoles(assumeRoles) : [],
    };
}

/**
 * Checks the configuration and keeps what the provider knows. The project has the provider's name, and so the provider is
 * given the project's configuration too: keys that it does not know are none of its business, and not kept.
 */
export function checkConfiguration(config: PropertyMap): CheckResult {
    const keys = ["profile", "assumeRoles"];
    const known = Object.fromEntries(Object.entries(config).filter(([key]) => keys.includes(key)));
    const failures = Object.entries(known).flatMap(([key, value]): CheckFailure[] => {
        try {
            parseConfiguration({ [key]: value });
            return [];
        } catch (error) {
            return [{ property: key, reason: error instanceof Error ? error.message : String(error) }];
        }
    });
    return { inputs: known, failures };
}
