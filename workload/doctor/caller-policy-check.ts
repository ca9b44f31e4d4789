import type { FederationSettings } from "../federation-settings";
import { toSourceError } from "../sources/source-error";
import { TOKEN_LIFETIME_SECONDS } from "./aws-checks";
import { fail, failWith, type Finding, ok, skip } from "./check";
import { judgePolicies, type PolicyRequest, type StatementJudgement } from "./policy-judgement";
import { readRolePolicies } from "./role-policies";

/** Who in AWS asks for the workload's token. */
interface CallerRole {
    readonly name: string;
    readonly partition: string;
    readonly accountId: string;
}

/**
 * Whether the policies of the caller's role allow the call that mints the token; for whoever may read them
 * (iam:ListAttachedRolePolicies, GetPolicy, GetPolicyVersion, ListRolePolicies, GetRolePolicy). Permission boundaries and the
 * organization's policies are not looked at: the check after this one asks AWS itself.
 */
export async function checkCallerPolicy(
    source: FederationSettings["source"],
    callerArn: string,
    options: { readonly callerRole?: string | undefined; readonly awsProfile?: string | undefined },
): Promise<Finding<string>> {
    const role = findRole(callerArn, options.callerRole);
    if (role === undefined) {
        return skip(`${callerArn} is not a role (give --caller-role of the workload's)`);
    }
    const region = source.region ?? "us-east-1";
    try {
        const found = await readRolePolicies(role.name, region, options.awsProfile);
        if (found === undefined) {
            return fail(
                `there is no role ${role.name} in the account`,
                "Give --caller-role the role that the workload has.",
            );
        }
        // Neither the attached nor the inline ones.
        if (found.policies.length === 0 && found.unread.length > 1) {
            return skip(
                `the caller may not read ${found.unread.join(", ")} of role ${role.name} (give --aws-profile of somebody who may)`,
            );
        }
        const request = requestFor(source, role);
        const judgements = judgePolicies(found.policies, request);
        return describe(judgements, request, role.name, found.unread, source.kind);
    } catch (error) {
        return failWith(toSourceError("IAM", error));
    }
}

function findRole(callerArn: string, given: string | undefined): CallerRole | undefined {
    const [, partition, accountId, assumed] =
        /^arn:([\w-]+):\w+::(\d{12}):(?:assumed-role\/([^/]+)\/)?/.exec(callerArn) ?? [];
    const name = given?.split("/").at(-1) ?? assumed;
    return partition === undefined || accountId === undefined || name === undefined
        ? undefined
        : { name, partition, accountId };
}

function requestFor(source: FederationSettings["source"], { partition, accountId }: CallerRole): PolicyRequest {
    if (source.kind === "sts") {
        const context = {
            "sts:identitytokenaudience": source.audience,
            "sts:signingalgorithm": "RS256",
            "sts:durationseconds": String(TOKEN_LIFETIME_SECONDS),
        };
        return { action: "sts:GetWebIdentityToken", resource: "*", context };
    }
    const region = source.region ?? source.identityPoolId.split(":")[0] ?? "";
    return {
        action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
        resource: `arn:${partition}:cognito-identity:${region}:${accountId}:identitypool/${source.identityPoolId}`,
        context: {},
    };
}

/** In IAM's order: a deny beats every allow. */
function describe(
    judgements: readonly StatementJudgement[],
    { action, resource }: PolicyRequest,
    role: string,
    unread: readonly string[],
    kind: FederationSettings["source"]["kind"],
): Finding<string> {
    const applying = judgements.filter(
        ({ otherResources, unmet }) => otherResources.length === 0 && unmet.length === 0,
    );
    const isCertain = ({ unknownKeys }: StatementJudgement): boolean => unknownKeys.length === 0;
    const denies = applying.filter(({ effect }) => effect === "Deny");
    const deny = denies.find(isCertain);
    if (deny !== undefined) {
        return fail(
            `an explicit deny in policy ${deny.policy} of role ${role} covers ${action} on ${resource}`,
            `Take the action out of the deny in policy ${deny.policy}: a deny beats every allow.`,
        );
    }
    const allows = applying.filter(({ effect }) => effect === "Allow");
    const allow = allows.find(isCertain) ?? allows[0];
    if (allow !== undefined) {
        const notLookedAt = [
            ...(isCertain(allow) ? [] : [`its condition on ${allow.unknownKeys.join(", ")}`]),
            ...denies.map(
                ({ policy, unknownKeys }) =>
                    `the deny in policy ${policy} under a condition on ${unknownKeys.join(", ")}`,
            ),
            ...unread,
        ];
        const rest = notLookedAt.length === 0 ? "" : `; not looked at: ${notLookedAt.join(", ")}`;
        return ok(`policy ${allow.policy} of role ${role} allows ${action}${rest}`, allow.policy);
    }
    const reason = whyNot(
        judgements.filter(({ effect }) => effect === "Allow"),
        action,
        role,
        kind,
    );
    return unread.length > 0
        ? skip(`${reason}, as far as could be read: not ${unread.join(", ")}`)
        : fail(reason, `Allow role ${role} ${action} on ${resource}: deploy the stack, whose policy does.`);
}

function whyNot(
    allows: readonly StatementJudgement[],
    action: string,
    role: string,
    kind: FederationSettings["source"]["kind"],
): string {
    const elsewhere = allows.find(({ otherResources }) => otherResources.length > 0);
    const conditional = allows.find(({ otherResources }) => otherResources.length === 0);
    if (conditional !== undefined) {
        const conditions = conditional.unmet.map(
            ({ key, operator, wanted, given }) => `${key} ${operator} ${wanted.join(" or ")}, and not ${given}`,
        );
        return `policy ${conditional.policy} of role ${role} allows ${action} only where ${conditions.join("; ")}`;
    }
    if (elsewhere !== undefined) {
        const what = kind === "cognito" ? "another pool" : "another resource";
        return `policy ${elsewhere.policy} of role ${role} names ${what}: ${elsewhere.otherResources.join(", ")}`;
    }
    return `no policy of role ${role} names ${action}`;
}
