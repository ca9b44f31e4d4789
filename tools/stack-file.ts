import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parse } from "yaml";
import { PersonError } from "./person-error";

/** What the sandbox must know of a stack's configuration, so that the clouds it makes are the ones the stack names. */
export interface StackSurroundings {
    readonly accountId: string;
    readonly region: string;
    readonly tenantId: string;
    readonly subscriptionId: string;
    readonly callerRoleArns: readonly string[];
    readonly existingScopes: readonly string[];
}

const EXAMPLE_ACCOUNT = "111122223333";

/**
 * Reads which roles and scopes a stack file expects to be there.
 * It looks only for what it needs and checks nothing else: whether the settings are right is for the stack's program to say.
 */
export async function readStackSurroundings(file: string): Promise<StackSurroundings> {
    const document: unknown = parse(await readStackFile(file));
    const config = member(document, "config");
    const workloads = items(member(config, "cognito-entra:workloads"));
    const callerRoleArns = workloads
        .flatMap((workload) => items(member(member(workload, "caller"), "roles")))
        .filter((role) => typeof role === "string")
        .filter((role) => /^arn:[\w-]+:iam::\d{12}:role\//.test(role));
    const existingScopes = workloads
        .flatMap((workload) => items(member(workload, "roleAssignments")))
        .map((assignment) => member(assignment, "scope"))
        .filter((scope) => typeof scope === "string");
    return {
        accountId:
            callerRoleArns.map((role) => role.split(":")[4]).find((account) => account !== undefined) ??
            EXAMPLE_ACCOUNT,
        region: text(config, "aws:region", file),
        tenantId: text(config, "azuread:tenantId", file),
        subscriptionId: text(config, "azure-native:subscriptionId", file),
        callerRoleArns: [...new Set(callerRoleArns)],
        existingScopes: [...new Set(existingScopes)],
    };
}

async function readStackFile(file: string): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        const reason =
            error instanceof Error && "code" in error && error.code === "ENOENT" ? "is not there" : String(error);
        throw new PersonError(
            `${basename(file)} ${reason}: the sandbox makes its clouds for a stack's file. Copy Pulumi.dev.yaml, or name another stack.`,
        );
    }
}

function text(config: unknown, key: string, file: string): string {
    const value = member(config, key);
    if (typeof value !== "string" || value === "") {
        throw new PersonError(
            `${file}: config.${key} is missing; the sandbox makes its clouds for that value. Give it, as Pulumi.dev.yaml does.`,
        );
    }
    return value;
}

function member(value: unknown, key: string): unknown {
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function items(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}
