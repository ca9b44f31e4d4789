import { AwsError } from "../aws-error";
import { type Condition, isConditionOperator, takesVariables } from "./condition";
import { hasUnreadableVariable, type PolicyVersion } from "./policy-variable";

/** A statement of a policy, checked. */
export interface Statement {
    /** The version of the policy that the statement is from. */
    readonly version: PolicyVersion;
    readonly effect: "Allow" | "Deny";
    readonly action: Patterns;
    /** Undefined in trust policies. */
    readonly resource: Patterns | undefined;
    /** Undefined in identity policies. */
    readonly principals: Principals | undefined;
    readonly conditions: readonly Condition[];
}

/** `Action` or, negated, `NotAction`; likewise for resources. */
export interface Patterns {
    readonly negated: boolean;
    readonly patterns: readonly string[];
}

/** The principals that a trust policy names. */
interface Principals {
    readonly everyone: boolean;
    /** ARNs, or account ids as root ARNs. */
    readonly aws: readonly string[];
    /** e.g. `ecs-tasks.amazonaws.com`. */
    readonly service: readonly string[];
    /** ARNs of identity providers. */
    readonly federated: readonly string[];
}

/** What an identity may do, or who may assume a role. */
export type PolicyKind = "identity" | "trust";

/**
 * The statements of a policy in JSON. Throws AwsError MalformedPolicyDocument, also for condition operators that the
 * sandbox cannot evaluate (IpAddress, BinaryEquals): refusing them is safer than ignoring them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicyDocument(text: string, kind: PolicyKind, partition: string): readonly Statement[] {
    const document = members(parseJson(text), ["Version", "Id", "Statement"]);
    const version = document.has("Version") ? document.get("Version") : "2008-10-17";
    if (version !== "2012-10-17" && version !== "2008-10-17") {
        throw malformed("The policy must contain a valid version string");
    }
    const body = document.get("Statement");
    const statements = Array.isArray(body) ? body : [body];
    if (body === undefined || statements.length === 0) {
        throw malformed("Syntax errors in policy.");
    }
    const sids = statements.map((statement: unknown) => sidOf(statement)).filter((sid) => sid !== undefined);
    if (new Set(sids).size < sids.length) {
        throw malformed("Statement IDs (SID) in a single policy must be unique.");
    }
    return statements.map((statement: unknown) => parseStatement(statement, version, kind, partition));
}

function parseStatement(value: unknown, version: PolicyVersion, kind: PolicyKind, partition: string): Statement {
    const statement = members(value, [
        "Sid",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "NotPrincipal",
        "Condition",
    ]);
    const effect = statement.get("Effect");
    if (effect !== "Allow" && effect !== "Deny") {
        throw malformed(
            effect === undefined ? "Missing required field Effect" : "Invalid effect: it must be Allow or Deny",
        );
    }
    const action = patterns(statement, "Action");
    if (action === undefined || action.patterns.length === 0) {
        throw kind === "trust" ? missing("Action") : malformed("Policy statement must contain actions.");
    }
    checkActions(action.patterns, kind);
    if (statement.has("NotPrincipal")) {
        throw malformed("The sandbox does not evaluate NotPrincipal.");
    }
    if (kind === "identity" && statement.has("Principal")) {
        throw malformed("Policy document should not specify a principal.");
    }
    const resource = patterns(statement, "Resource");
    if (kind === "trust" && resource !== undefined) {
        throw malformed("Has prohibited field Resource");
    }
    if (kind === "identity") {
        checkResources(resource?.patterns ?? [], partition);
    }
    const conditions = parseConditions(statement.get("Condition"));
    if (version === "2012-10-17") {
        checkVariables(resource, conditions);
    }
    return {
        version,
        effect,
        action,
        resource,
        principals: kind === "trust" ? parsePrincipals(statement.get("Principal"), partition) : undefined,
        conditions,
    };
}

function checkActions(actions: readonly string[], kind: PolicyKind): void {
    for (const action of actions) {
        if (action !== "*" && !/^[A-Za-z0-9-]+:[\w*?]+$/.test(action)) {
            throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (kind === "trust" && !/^sts:/i.test(action)) {
            throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
        }
    }
}

function checkResources(resources: readonly string[], partition: string): void {
    if (resources.length === 0) {
        throw malformed("Policy statement must contain resources.");
    }
    for (const resource of resources) {
        const [prefix, resourcePartition = ""] = resource.split(":");
        if (resource !== "*" && (prefix !== "arn" || resource.split(":").length < 6)) {
            throw malformed(`Resource ${resource} must be in ARN format or "*".`);
        }
        if (resource !== "*" && resourcePartition !== "*" && resourcePartition !== partition) {
            throw malformed(`Partition "${resourcePartition}" is not valid for resource "${resource}".`);
        }
    }
}

/** Refuses variables that the sandbox cannot read: otherwise a Deny that uses one would silently never match. */
function checkVariables(resource: Patterns | undefined, conditions: readonly Condition[]): void {
    const values = conditions.flatMap((condition) => (takesVariables(condition.operator) ? condition.values : []));
    const unreadable = [...(resource?.patterns ?? []), ...values].find(hasUnreadableVariable);
    if (unreadable !== undefined) {
        throw malformed(`The sandbox cannot read the policy variable in ${unreadable}.`);
    }
}

function parsePrincipals(value: unknown, partition: string): Principals {
    if (value === undefined) {
        throw missing("Principal");
    }
    if (value === "*") {
        return { everyone: true, aws: [], service: [], federated: [] };
    }
    const named = members(value, ["AWS", "Service", "Federated"]);
    const aws = strings(named.get("AWS")).map((entry) =>
        /^\d{12}$/.test(entry) ? `arn:${partition}:iam::${entry}:root` : entry,
    );
    const wrong = aws.find(
        (entry) => entry !== "*" && !new RegExp(`^arn:${partition}:(?:iam|sts)::\\d{12}:.`).test(entry),
    );
    if (wrong !== undefined) {
        throw malformed(`Invalid principal in policy: "AWS":"${wrong}"`);
    }
    const service = strings(named.get("Service"));
    const unknownService = service.find((entry) => !/^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(entry));
    if (unknownService !== undefined) {
        throw malformed(`Invalid principal in policy: "SERVICE":"${unknownService}"`);
    }
    return {
        everyone: aws.includes("*"),
        aws: aws.filter((entry) => entry !== "*"),
        service,
        federated: strings(named.get("Federated")),
    };
}

function parseConditions(value: unknown): readonly Condition[] {
    if (value === undefined) {
        return [];
    }
    return [...members(value)].flatMap(([name, block]) => {
        const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
        const [, quantifier, operator = "", ifExists] = match ?? [];
        if (!isConditionOperator(operator) || (operator === "Null" && ifExists !== undefined)) {
            throw malformed(`Invalid Condition type : ${name}.`);
        }
        return [...members(block)].map(([key, values]): Condition => {
            if (!key.includes(":")) {
                throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            }
            return {
                quantifier: quantifier === "ForAllValues" || quantifier === "ForAnyValue" ? quantifier : undefined,
                operator,
                ifExists: ifExists !== undefined,
                key: key.toLowerCase(),
                values: scalars(values),
            };
        });
    });
}

function patterns(statement: ReadonlyMap<string, unknown>, name: "Action" | "Resource"): Patterns | undefined {
    const [plain, negated] = [statement.get(name), statement.get(`Not${name}`)];
    if (plain !== undefined && negated !== undefined) {
        throw malformed(`Only one of ${name} and Not${name} may be given.`);
    }
    const value = plain ?? negated;
    return value === undefined ? undefined : { negated: plain === undefined, patterns: strings(value) };
}

function sidOf(statement: unknown): string | undefined {
    const sid = members(statement).get("Sid");
    if (sid === undefined || sid === "") {
        return undefined;
    }
    if (typeof sid !== "string" || !/^[0-9A-Za-z]+$/.test(sid)) {
        throw malformed(
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        );
    }
    return sid;
}

function parseJson(text: string): unknown {
    if (/^\s/.test(text)) {
        throw malformed("JSON strings must not have leading spaces");
    }
    try {
        return JSON.parse(text);
    } catch {
        throw malformed("This policy contains invalid Json");
    }
}

function members(value: unknown, allowed?: readonly string[]): ReadonlyMap<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw malformed("Syntax errors in policy.");
    }
    const entries = new Map<string, unknown>(Object.entries(value));
    if (allowed !== undefined && [...entries.keys()].some((name) => !allowed.includes(name))) {
        throw malformed("Syntax errors in policy.");
    }
    return entries;
}

function strings(value: unknown): readonly string[] {
    const values: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    return values.map((item) => {
        if (typeof item !== "string" || item === "") {
            throw malformed("Syntax errors in policy.");
        }
        return item;
    });
}

function scalars(value: unknown): readonly string[] {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((item) => {
        if (typeof item !== "string" && typeof item !== "number" && typeof item !== "boolean") {
            throw malformed("Syntax errors in policy.");
        }
        return String(item);
    });
}

function missing(field: string): AwsError {
    return malformed(`Missing required field ${field}`);
}

function malformed(message: string): AwsError {
    return new AwsError("MalformedPolicyDocument", message);
}
