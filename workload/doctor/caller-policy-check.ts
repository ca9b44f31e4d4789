import type { FederationSettings } from "../federation-settings";
import { toSourceError } from "../sources/source-error";
import { TOKEN_LIFETIME_SECONDS } from "./aws-checks";
import { fail, type Finding, ok, unknown } from "./check";
import { type PolicyRequest, simulatePolicies, type SimulatedCaller, type Simulation } from "./policy-simulation";

/** Who in AWS asks for the workload's token. */
interface Caller extends SimulatedCaller {
    /** `role orders`, `user orders` */
    readonly title: string;
    readonly partition: string;
    readonly accountId: string;
}

/**
 * Whether AWS allows the caller to ask for the token, as IAM's policy simulator sees it; for a caller that may simulate
 * (`iam:SimulatePrincipalPolicy`, and `iam:GetRole` where the role has a path). For others it is unknown: the check after this one
 * asks for the token itself.
 */
export async function checkCallerPolicy(
    source: FederationSettings["source"],
    callerArn: string,
    options: { readonly callerRole: string | undefined; readonly awsProfile: string | undefined },
): Promise<Finding<string>> {
    const caller = findCaller(callerArn, options.callerRole);
    if (caller === undefined) {
        return unknown(`${callerArn} is neither a role nor a user`, "Pass --caller-role of the workload's.");
    }
    const region = source.region ?? "us-east-1";
    const request = requestFor(source, caller, region);
    try {
        const simulation = await simulatePolicies(caller, request, { region, profile: options.awsProfile });
        return describe(simulation, request, caller, options.callerRole !== undefined);
    } catch (error) {
        // Not the workload's own link: the next check asks for the token itself.
        const { message } = toSourceError("IAM", error);
        return unknown(message, "Run the doctor again when IAM answers.");
    }
}

/** From `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` or `arn:aws:iam::ACCOUNT:user/PATH/USER`; the first does not tell the role's path. */
function findCaller(callerArn: string, given: string | undefined): Caller | undefined {
    const [, partition, accountId, assumed, user] =
        /^arn:([\w-]+):\w+::(\d{12}):(?:assumed-role\/([^/]+)\/.*|user\/(.+)|.*)$/.exec(callerArn) ?? [];
    const role = given?.split("/").at(-1) ?? assumed;
    if (partition === undefined || accountId === undefined) {
        return undefined;
    }
    if (role !== undefined) {
        return {
            title: `role ${role}`,
            name: role,
            arn: given?.startsWith("arn:") === true ? given : undefined,
            arnWithoutPath: `arn:${partition}:iam::${accountId}:role/${role}`,
            partition,
            accountId,
        };
    }
    const name = user?.split("/").at(-1);
    return name === undefined
        ? undefined
        : { title: `user ${name}`, name, arn: callerArn, arnWithoutPath: callerArn, partition, accountId };
}

function requestFor(
    source: FederationSettings["source"],
    { partition, accountId }: Caller,
    region: string,
): PolicyRequest {
    const context = { "aws:RequestedRegion": region, "aws:PrincipalAccount": accountId };
    if (source.kind === "sts") {
        const asked = {
            "sts:IdentityTokenAudience": source.audience,
            "sts:SigningAlgorithm": "RS256",
            "sts:DurationSeconds": String(TOKEN_LIFETIME_SECONDS),
        };
        return { action: "sts:GetWebIdentityToken", resource: "*", context: { ...context, ...asked } };
    }
    return {
        action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
        resource: `arn:${partition}:cognito-identity:${region}:${accountId}:identitypool/${source.identityPoolId}`,
        context,
    };
}

function describe(
    simulation: Simulation,
    request: PolicyRequest,
    caller: Caller,
    isRoleGiven: boolean,
): Finding<string> {
    switch (simulation.kind) {
        case "judged":
            return judge(simulation, request, caller);
        case "notInstalled":
            return unknown(
                "the package @aws-sdk/client-iam is not installed, so IAM was not asked",
                "Install it next to the kit where the doctor runs: npm install --no-save @aws-sdk/client-iam",
            );
        case "notAllowed":
            return unknown(
                `the caller is not allowed to simulate the policies of ${caller.title}`,
                `Pass --aws-profile with a profile that has iam:SimulatePrincipalPolicy on ${simulation.arn}.`,
            );
        case "noSuchRole":
            return isRoleGiven && simulation.pathKnown
                ? fail(
                      `there is no ${caller.title} in the account`,
                      "Pass --caller-role the role that the workload has.",
                  )
                : unknown(
                      `IAM knows no ${caller.arnWithoutPath}: the role may have a path, which the caller is not allowed to read`,
                      "Pass --caller-role the role's ARN, or --aws-profile with a profile that has iam:GetRole.",
                  );
    }
}

type Judgement = Extract<Simulation, { kind: "judged" }>;

/** What denies, in the order in which AWS looks at it. */
function judge(
    { decision, policies, missingKeys, allowedByOrganization, allowedByBoundary }: Judgement,
    { action, resource, context }: PolicyRequest,
    { title }: Caller,
): Finding<string> {
    const what = `${title} ${action}${resource === "*" ? "" : ` on ${resource}`}`;
    const named = policies.join(" and ");
    if (decision === "allowed") {
        const rest = missingKeys.length === 0 ? "" : `; not simulated: ${missingKeys.join(", ")}`;
        return ok(`policy ${named} allows ${title} ${action}${rest}`, action);
    }
    if (allowedByOrganization === false) {
        return fail(
            `a service control policy of the AWS organization does not allow ${action}`,
            `Ask whoever runs the AWS organization to allow ${action} in this account.`,
        );
    }
    if (decision === "explicitDeny" && policies.length > 0) {
        return fail(
            `policy ${named} denies ${what}`,
            `Remove ${action} from the deny in policy ${named}: a deny beats every allow.`,
        );
    }
    if (allowedByBoundary === false) {
        return fail(
            `the permissions boundary of ${title} does not allow ${action}`,
            `Allow ${action} in the role's permissions boundary, or remove the boundary.`,
        );
    }
    const asked = Object.entries(context).filter(([key]) => key.startsWith("sts:"));
    const values = asked.length === 0 ? "" : ` with ${asked.map((entry) => entry.join(" ")).join(", ")}`;
    if (missingKeys.length > 0) {
        return unknown(
            `IAM's simulation does not allow ${what}${values}, but it had no value for ${missingKeys.join(", ")}`,
            `Check that the conditions on ${missingKeys.join(", ")} hold where the workload runs.`,
        );
    }
    return fail(
        `no policy allows ${what}${values}`,
        asked.length === 0
            ? `Allow ${what}: deploy the stack, whose policy does.`
            : `Allow ${what} for this audience, algorithm and duration, and remove other conditions.`,
    );
}
