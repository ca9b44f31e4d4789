import { jsonObject } from "../json-object";
import { isRecord } from "../json-web-token";

/** A policy of IAM, by its name and text. */
export interface Policy {
    readonly name: string;
    /** JSON */
    readonly document: string;
}

/** What is asked of IAM. */
export interface PolicyRequest {
    /** e.g. `sts:GetWebIdentityToken` */
    readonly action: string;
    /** ARN, or `*` for actions that know no resource. */
    readonly resource: string;
    /** The condition keys whose values are known here, in lower case. */
    readonly context: Readonly<Record<string, string>>;
}

/** What one statement that names the action says of the request. */
export interface StatementJudgement {
    readonly policy: string;
    readonly effect: "Allow" | "Deny";
    /** The resources that the statement names instead of the one asked for; empty when it names that. */
    readonly otherResources: readonly string[];
    /** The conditions that the request does not meet. */
    readonly unmet: readonly UnmetCondition[];
    /** The condition keys whose values are not known here. */
    readonly unknownKeys: readonly string[];
}

export interface UnmetCondition {
    readonly key: string;
    readonly operator: string;
    readonly wanted: readonly string[];
    readonly given: string;
}

/** Every statement of the policies that names the action; the order of evaluation is the caller's. */
export function judgePolicies(policies: readonly Policy[], request: PolicyRequest): StatementJudgement[] {
    return policies.flatMap(({ name, document }) =>
        listOf(jsonObject(document)["Statement"])
            .filter(isRecord)
            .filter((statement) => namesAction(statement, request.action))
            .map((statement) => judge(name, statement, request)),
    );
}

function judge(
    policy: string,
    statement: Readonly<Record<string, unknown>>,
    { resource, context }: PolicyRequest,
): StatementJudgement {
    const { Effect: effect, Resource: named, NotResource: excepted, Condition: condition } = statement;
    const patterns = textsOf(named ?? excepted);
    const variable = patterns.find((pattern) => pattern.includes("${"));
    const isNamed = patterns.some((pattern) => matchesWildcard(pattern, resource)) === (excepted === undefined);
    const conditions = Object.entries(isRecord(condition) ? condition : {}).flatMap(([operator, keys]) =>
        Object.entries(isRecord(keys) ? keys : {}).map(([key, wanted]) => ({ key, operator, wanted: textsOf(wanted) })),
    );
    const judged = conditions.map((each) => ({ ...each, holds: holds(each, context) }));
    return {
        policy,
        effect: effect === "Deny" ? "Deny" : "Allow",
        otherResources:
            isNamed || variable !== undefined
                ? []
                : excepted === undefined
                  ? patterns
                  : [`all but ${patterns.join(", ")}`],
        unmet: judged
            .filter((each) => each.holds === false)
            .map(({ key, operator, wanted }) => ({ key, operator, wanted, given: context[key.toLowerCase()] ?? "" })),
        unknownKeys: [
            ...judged.filter((each) => each.holds === undefined).map(({ key }) => key),
            ...(variable === undefined || isNamed ? [] : [variable]),
        ],
    };
}

function namesAction(
    { Action: named, NotAction: excepted }: Readonly<Record<string, unknown>>,
    action: string,
): boolean {
    const matches = textsOf(named ?? excepted).some((pattern) =>
        matchesWildcard(pattern.toLowerCase(), action.toLowerCase()),
    );
    return matches === (excepted === undefined);
}

const OPERATORS: Readonly<Record<string, (given: string, wanted: readonly string[]) => boolean>> = {
    StringEquals: (given, wanted) => wanted.includes(given),
    StringNotEquals: (given, wanted) => !wanted.includes(given),
    StringLike: (given, wanted) => wanted.some((pattern) => matchesWildcard(pattern, given)),
    StringNotLike: (given, wanted) => !wanted.some((pattern) => matchesWildcard(pattern, given)),
    NumericEquals: (given, wanted) => wanted.some((value) => Number(given) === Number(value)),
    NumericLessThan: (given, wanted) => wanted.some((value) => Number(given) < Number(value)),
    NumericLessThanEquals: (given, wanted) => wanted.some((value) => Number(given) <= Number(value)),
};

/** `undefined` when it cannot be told from here. */
function holds(
    { key, operator, wanted }: { readonly key: string; readonly operator: string; readonly wanted: readonly string[] },
    context: PolicyRequest["context"],
): boolean | undefined {
    const given = context[key.toLowerCase()];
    // The request has one value of each key, for which both quantifiers say the same.
    const name = operator.replace(/^For(?:Any|All)Values?:/, "").replace(/IfExists$/, "");
    return given === undefined || !Object.hasOwn(OPERATORS, name) ? undefined : OPERATORS[name]?.(given, wanted);
}

/** `*` is any run of characters, `?` any one. */
function matchesWildcard(pattern: string, text: string): boolean {
    const expression = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*+/g, ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${expression}$`, "su").test(text);
}

function listOf(value: unknown): readonly unknown[] {
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): readonly string[] {
    return listOf(value)
        .filter((item) => ["string", "number", "boolean"].includes(typeof item))
        .map(String);
}
