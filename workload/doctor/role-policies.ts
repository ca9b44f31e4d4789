import type { IAMClient } from "@aws-sdk/client-iam";
import { isRecord } from "../json-web-token";
import { AWS_TIMEOUT_MILLISECONDS } from "../sources/source-error";
import type { Policy } from "./policy-judgement";

/** What could be read of a role's policies. */
export interface RolePolicies {
    readonly policies: readonly Policy[];
    /** What could not be, and the right that was missing. */
    readonly unread: readonly string[];
}

/** The policies of a role, attached and inline; `undefined` when there is no such role. IAM is the one of `profile`, or of the caller. */
export async function readRolePolicies(
    role: string,
    region: string,
    profile: string | undefined,
): Promise<RolePolicies | undefined> {
    const iam = await import("@aws-sdk/client-iam");
    const client = new iam.IAMClient({ region, ...(profile === undefined ? {} : { profile }), maxAttempts: 2 });
    const unread: string[] = [];
    const unlessRefused = <T>(what: string, right: string, read: () => Promise<T>, none: T): Promise<T> =>
        read().catch((error: unknown) => {
            if (!isRefusal(error)) {
                throw error;
            }
            unread.push(`${what} (iam:${right})`);
            return none;
        });
    try {
        const attached = await unlessRefused(
            "the attached policies",
            "ListAttachedRolePolicies",
            () => listAttached(client, role),
            [],
        );
        const inline = await unlessRefused(
            "the inline policies",
            "ListRolePolicies",
            () => listInline(client, role),
            [],
        );
        const policies = await Promise.all([
            ...attached.map(({ name, arn }) =>
                unlessRefused<Policy[]>(
                    `policy ${name}`,
                    "GetPolicy and iam:GetPolicyVersion",
                    () => readManaged(client, name, arn),
                    [],
                ),
            ),
            ...inline.map((name) =>
                unlessRefused<Policy[]>(`policy ${name}`, "GetRolePolicy", () => readInline(client, role, name), []),
            ),
        ]);
        return { policies: policies.flat(), unread };
    } catch (error) {
        if (nameOf(error).startsWith("NoSuchEntity")) {
            return undefined;
        }
        throw error;
    } finally {
        client.destroy();
    }
}

async function listAttached(client: IAMClient, role: string): Promise<{ name: string; arn: string }[]> {
    const { paginateListAttachedRolePolicies } = await import("@aws-sdk/client-iam");
    const found: { name: string; arn: string }[] = [];
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: role }, timeLimit())) {
        for (const { PolicyName: name = "", PolicyArn: arn = "" } of page.AttachedPolicies ?? []) {
            found.push({ name, arn });
        }
    }
    return found;
}

async function listInline(client: IAMClient, role: string): Promise<string[]> {
    const { paginateListRolePolicies } = await import("@aws-sdk/client-iam");
    const found: string[] = [];
    for await (const page of paginateListRolePolicies({ client }, { RoleName: role }, timeLimit())) {
        found.push(...(page.PolicyNames ?? []));
    }
    return found;
}

async function readManaged(client: IAMClient, name: string, arn: string): Promise<Policy[]> {
    const { GetPolicyCommand, GetPolicyVersionCommand } = await import("@aws-sdk/client-iam");
    const { Policy: policy } = await client.send(new GetPolicyCommand({ PolicyArn: arn }), timeLimit());
    const version = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: policy?.DefaultVersionId });
    const { PolicyVersion: current } = await client.send(version, timeLimit());
    return [{ name, document: decodeURIComponent(current?.Document ?? "") }];
}

async function readInline(client: IAMClient, role: string, name: string): Promise<Policy[]> {
    const { GetRolePolicyCommand } = await import("@aws-sdk/client-iam");
    const { PolicyDocument: document = "" } = await client.send(
        new GetRolePolicyCommand({ RoleName: role, PolicyName: name }),
        timeLimit(),
    );
    return [{ name, document: decodeURIComponent(document) }];
}

function timeLimit(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MILLISECONDS) };
}

function isRefusal(error: unknown): boolean {
    return /AccessDenied|NotAuthorized/.test(nameOf(error));
}

function nameOf(error: unknown): string {
    return isRecord(error) && typeof error["name"] === "string" ? error["name"] : "";
}
