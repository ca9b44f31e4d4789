import { type Account } from "../kernel/account";
import type { Authorizer } from "../kernel/authorization/authorizer";
import type { RequestContext } from "../kernel/authorization/condition";
import { type AuthorizationRequest, type Decision, evaluate } from "../kernel/authorization/evaluation";
import type { Statement } from "../kernel/authorization/policy-document";
import { AwsError } from "../kernel/aws-error";
import type { Document } from "../kernel/protocol/document";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import type { RequestMembers } from "../kernel/protocol/request-members";
import { ARN } from "./names";
import { readIamPage } from "./page";
import type { IamStore } from "./store";

const ACTION = { minimum: 3, maximum: 128 };
const CONTEXT_KEY = { minimum: 5, maximum: 256 };
const SCALAR_TYPES = ["string", "numeric", "boolean", "ip", "binary", "date"];
const CONTEXT_TYPES = SCALAR_TYPES.flatMap((type) => [type, `${type}List`]);

/** Whose policies are simulated. */
interface Source {
    readonly policies: readonly SourcePolicy[];
    readonly boundary: readonly Statement[] | undefined;
}

/** `id` is a managed policy's name, or `role_<role>_<policy>` for an inline one. */
interface SourcePolicy {
    readonly id: string;
    readonly statements: readonly Statement[];
}

const VERDICTS = { allow: "allowed", explicitDeny: "explicitDeny", implicitDeny: "implicitDeny" } as const;
/** The action's decision is the most restrictive one of all resources. */
const BY_SEVERITY = ["explicitDeny", "implicitDeny", "allow"] as const;

/**
 * IAM's policy simulator for the policies of a user or role: identity policies, permissions boundary and service
 * control policy. The request has only the condition keys in `ContextEntries`. Policies in the request
 * (`PolicyInputList`, `ResourcePolicy` …) are refused.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulationOperations(
    account: Account,
    store: IamStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    return new Map<string, Operation<SignedCall>>([
        [
            "SimulatePrincipalPolicy",
            (call) => {
                const { members } = call;
                const arn = members.string("PolicySourceArn", ARN);
                const actions = members.strings("ActionNames", {}, ACTION);
                const resources = members.optionalStrings("ResourceArns", {}, { minimum: 1, maximum: 2048 }) ?? ["*"];
                const context = readContext(members);
                const page = readIamPage(members);
                members.end();
                authorizer.require(call, "iam:SimulatePrincipalPolicy", arn);
                checkActions(actions);
                const source = findSource(account, store, arn);
                const { items, ...rest } = page(actions.map((action) => simulate(source, action, resources, context)));
                return { EvaluationResults: items, ...rest };
            },
        ],
    ]);

    function simulate(
        source: Source,
        action: string,
        resources: readonly string[],
        context: RequestContext,
    ): Readonly<Record<string, Document | undefined>> {
        const results = resources.map((resource) => judge(source, { action, resource, context }));
        const decision = BY_SEVERITY.find((each) => results.some((result) => result.decision === each)) ?? "allow";
        const deciding = results.filter((result) => result.decision === decision);
        const missing = missingKeys(source, context);
        const isEverything = resources.length === 1 && resources[0] === "*";
        return {
            EvalActionName: action,
            EvalDecision: VERDICTS[decision],
            MatchedStatements: [...new Set(deciding.flatMap(({ matched }) => matched))].map(describeMatch),
            MissingContextValues: isEverything ? missing : [],
            OrganizationsDecisionDetail: detail(
                "AllowedByOrganizations",
                results.map(({ byOrganization }) => byOrganization),
            ),
            PermissionsBoundaryDecisionDetail: detail(
                "AllowedByPermissionsBoundary",
                results.map(({ byBoundary }) => byBoundary),
            ),
            ...(isEverything
                ? { EvalResourceName: "*" }
                : {
                      ResourceSpecificResults: results.map(({ resource, ...result }) => ({
                          EvalResourceName: resource,
                          EvalResourceDecision: VERDICTS[result.decision],
                          MatchedStatements: result.matched.map(describeMatch),
                          MissingContextValues: missing,
                          PermissionsBoundaryDecisionDetail: detail("AllowedByPermissionsBoundary", [
                              result.byBoundary,
                          ]),
                      })),
                  }),
        };
    }

    function judge({ policies, boundary }: Source, request: AuthorizationRequest) {
        const organization = store.serviceControlPolicy?.statements;
        const [identity, byBoundary, byOrganization] = [
            policies.flatMap(({ statements }) => statements),
            boundary,
            organization,
        ].map((statements) => (statements === undefined ? undefined : evaluate(statements, request)));
        const decisions = [identity, byBoundary, byOrganization];
        const decision: Decision =
            BY_SEVERITY.find((each) => decisions.some((candidate) => candidate === each)) ?? "implicitDeny";
        return {
            resource: request.resource,
            decision,
            matched: matchedPolicies(policies, request, decision),
            byBoundary,
            byOrganization,
        };
    }
}

function findSource(account: Account, store: IamStore, arn: string): Source {
    const [, kind, name = ""] = /^arn:[\w-]+:iam::\d{12}:(user|role)\/(?:.+\/)?([^/]+)$/.exec(arn) ?? [];
    if (kind === undefined || arn.split(":")[4] !== account.id) {
        throw new AwsError("InvalidInput", `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
    }
    const user = store.users.get(name);
    if (kind === "user" && user?.arn === arn) {
        const policies = [...user.policies].map(([policyName, statements]) => ({
            id: `user_${name}_${policyName}`,
            statements,
        }));
        return { policies, boundary: store.boundaryOf(user) };
    }
    const role = store.findRole(name);
    if (kind === "user" || role?.arn !== arn) {
        throw new AwsError("NoSuchEntity", `The ${kind} with name ${name} cannot be found.`, 404);
    }
    const attached = [...role.attachedPolicies].flatMap((policyArn) => {
        const policy = store.policies.get(policyArn);
        const version = policy === undefined ? undefined : store.defaultVersion(policy);
        return policy === undefined || version === undefined
            ? []
            : [{ id: policy.name, statements: version.statements }];
    });
    const inline = [...role.inlinePolicies].map(([policyName, { statements }]) => ({
        id: `role_${role.name}_${policyName}`,
        statements,
    }));
    return { policies: [...attached, ...inline], boundary: store.boundaryOf(role) };
}

/**
 * The policies with a statement that led to the decision: only the deny if there is one, and none for an implicit deny.
 */
function matchedPolicies(
    policies: readonly SourcePolicy[],
    request: AuthorizationRequest,
    decision: Decision,
): readonly string[] {
    return policies
        .filter(
            ({ statements }) =>
                decision !== "implicitDeny" &&
                statements.some((statement) => evaluate([statement], request) === decision),
        )
        .map(({ id }) => id);
}

function describeMatch(id: string): Readonly<Record<string, Document>> {
    return { SourcePolicyId: id, SourcePolicyType: "IAM Policy" };
}

/** Every key that a policy of the source uses and the request lacks, even in a statement about something else. */
function missingKeys({ policies, boundary = [] }: Source, context: RequestContext): readonly string[] {
    const used = [...policies.flatMap(({ statements }) => statements), ...boundary].flatMap(
        ({ conditions, resource }) => [
            ...conditions.map(({ key }) => key),
            ...[...(resource?.patterns ?? []), ...conditions.flatMap(({ values }) => values)].flatMap((text) =>
                [...text.matchAll(/\$\{([\w-]+:[^},]+)/g)].map(([, key = ""]) => key.trim().toLowerCase()),
            ),
        ],
    );
    return [...new Set(used)].filter((key) => !context.has(key));
}

/** `undefined` if no such policy applies. */
function detail(
    name: string,
    decisions: readonly (Decision | undefined)[],
): Readonly<Record<string, Document>> | undefined {
    return decisions.includes(undefined) ? undefined : { [name]: decisions.every((decision) => decision === "allow") };
}

function readContext(members: RequestMembers): RequestContext {
    const entries = members.optionalStructures("ContextEntries", {}) ?? [];
    return new Map(
        entries.map((entry): readonly [string, readonly string[]] => {
            const key = entry.string("ContextKeyName", CONTEXT_KEY);
            const values = entry.optionalStrings("ContextKeyValues", {}, {}) ?? [];
            const type = entry.string("ContextKeyType", { oneOf: CONTEXT_TYPES });
            entry.end();
            if (values.length > 1 && !type.endsWith("List")) {
                throw new AwsError("InvalidInput", `Context key ${key} of type ${type} has more than one value.`);
            }
            return [key.toLowerCase(), values];
        }),
    );
}

function checkActions(actions: readonly string[]): void {
    const wrong = actions.find((action) => !/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action));
    if (wrong !== undefined) {
        throw new AwsError("InvalidInput", `Invalid Action: ${wrong}`);
    }
}
