import type { ContextEntry, EvaluationResult } from "@aws-sdk/client-iam";
import { isRecord } from "../json-web-token";
import { AWS_TIMEOUT_MILLISECONDS } from "../sources/source-error";

/** The role or user whose policies are simulated. */
export interface SimulatedCaller {
    /** Of a role or user; `undefined` when only the role's name is known, and IAM has to tell its path. */
    readonly arn: string | undefined;
    readonly name: string;
    /** What the ARN is where the role has no path. */
    readonly arnWithoutPath: string;
}

/** The call that is simulated. */
export interface PolicyRequest {
    /** e.g. `sts:GetWebIdentityToken` */
    readonly action: string;
    /** ARN, or `*` for actions that know no resource. */
    readonly resource: string;
    /** The condition keys whose values are known here. */
    readonly context: Readonly<Record<string, string>>;
}

/** What IAM's policy simulator says. */
export type Simulation =
    | {
          readonly kind: "judged";
          readonly decision: EvaluationResult["EvalDecision"];
          /** Those that led to the decision. */
          readonly policies: readonly string[];
          /** Condition keys that some policy uses and the simulation did not have. */
          readonly missingKeys: readonly string[];
          readonly allowedByOrganization: boolean | undefined;
          readonly allowedByBoundary: boolean | undefined;
      }
    | { readonly kind: "notInstalled" }
    | { readonly kind: "notAllowed"; readonly arn: string }
    /** `pathKnown` is whether the ARN that was asked for is certain. */
    | { readonly kind: "noSuchRole"; readonly pathKnown: boolean };

/**
 * Asks IAM itself, which knows the caller's policies, its permissions boundary and the organization's policies.
 * IAM is the one of `profile`, or of the caller. Not part of the kit's own dependencies: the package may be missing.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function simulatePolicies(
    caller: SimulatedCaller,
    { action, resource, context }: PolicyRequest,
    { region, profile }: { readonly region: string; readonly profile: string | undefined },
): Promise<Simulation> {
    const iam = await loadIam();
    if (iam === undefined) {
        return { kind: "notInstalled" };
    }
    const { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } = iam;
    const client = new IAMClient({ region, ...(profile === undefined ? {} : { profile }), maxAttempts: 2 });
    const timeLimit = (): { abortSignal: AbortSignal } => ({
        abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MILLISECONDS),
    });
    /** The role's ARN with its path, for whoever may read it; `undefined` for others. */
    const readArn = async (): Promise<string | undefined> => {
        try {
            const { Role: role } = await client.send(new GetRoleCommand({ RoleName: caller.name }), timeLimit());
            return role?.Arn;
        } catch (error) {
            if (isRefusal(error)) {
                return undefined;
            }
            throw error;
        }
    };
    let pathKnown = true;
    let arn = caller.arnWithoutPath;
    try {
        const known = caller.arn ?? (await readArn());
        pathKnown = known !== undefined;
        arn = known ?? caller.arnWithoutPath;
        const { EvaluationResults: results = [] } = await client.send(
            new SimulatePrincipalPolicyCommand({
                PolicySourceArn: arn,
                ActionNames: [action],
                ...(resource === "*" ? {} : { ResourceArns: [resource] }),
                ContextEntries: Object.entries(context).map(contextEntry),
            }),
            timeLimit(),
        );
        return readResult(results[0]);
    } catch (error) {
        if (isRefusal(error)) {
            return { kind: "notAllowed", arn };
        }
        if (nameOf(error).startsWith("NoSuchEntity")) {
            return { kind: "noSuchRole", pathKnown };
        }
        throw error;
    } finally {
        client.destroy();
    }
}

async function loadIam() {
    try {
        return await import("@aws-sdk/client-iam");
    } catch (error) {
        const code: unknown = isRecord(error) ? error["code"] : undefined;
        if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
            return undefined;
        }
        throw error;
    }
}

function contextEntry([name, value]: readonly [string, string]): ContextEntry {
    const isNumber = /^\d+$/.test(value) && name.endsWith("Seconds");
    const isList = name === "sts:IdentityTokenAudience";
    return {
        ContextKeyName: name,
        ContextKeyValues: [value],
        ContextKeyType: isNumber ? "numeric" : isList ? "stringList" : "string",
    };
}

/** Where a resource was given, what IAM says of that resource. */
function readResult(result: EvaluationResult | undefined): Simulation {
    const own = result?.ResourceSpecificResults?.[0];
    const statements = own?.MatchedStatements ?? result?.MatchedStatements ?? [];
    return {
        kind: "judged",
        decision: own?.EvalResourceDecision ?? result?.EvalDecision,
        policies: [...new Set(statements.flatMap(({ SourcePolicyId: id }) => id ?? []))],
        missingKeys: own?.MissingContextValues ?? result?.MissingContextValues ?? [],
        allowedByOrganization: result?.OrganizationsDecisionDetail?.AllowedByOrganizations,
        allowedByBoundary: (own?.PermissionsBoundaryDecisionDetail ?? result?.PermissionsBoundaryDecisionDetail)
            ?.AllowedByPermissionsBoundary,
    };
}

function isRefusal(error: unknown): boolean {
    return /AccessDenied|NotAuthorized/.test(nameOf(error));
}

function nameOf(error: unknown): string {
    return isRecord(error) && typeof error["name"] === "string" ? error["name"] : "";
}
