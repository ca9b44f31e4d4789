import { matchesWildcard } from "./wildcard";

/** What a request says of itself: condition keys in lower case, each with its values. A key without values is absent. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** One line of a Condition block. */
export interface Condition {
    readonly quantifier: "ForAllValues" | "ForAnyValue" | undefined;
    readonly operator: string;
    readonly ifExists: boolean;
    /** Condition key in lower case. */
    readonly key: string;
    readonly values: readonly string[];
}

interface Operator {
    /** Whether the operator asks that no value matches, as StringNotEquals does. */
    readonly negated: boolean;
    matches(actual: string, expected: string): boolean;
}

const positive = (matches: Operator["matches"]): Operator => ({ negated: false, matches });
const negative = (matches: Operator["matches"]): Operator => ({ negated: true, matches });

const isEqual: Operator["matches"] = (actual, expected) => actual === expected;
const isEqualIgnoringCase: Operator["matches"] = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();
const isLike: Operator["matches"] = (actual, expected) => matchesWildcard(expected, actual);
const number = (compare: (actual: number, expected: number) => boolean): Operator["matches"] => {
    return (actual, expected) =>
        actual.trim() !== "" && expected.trim() !== "" && compare(Number(actual), Number(expected));
};
const date = (compare: (actual: number, expected: number) => boolean): Operator["matches"] => {
    return (actual, expected) => compare(milliseconds(actual), milliseconds(expected));
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
    ["StringEquals", positive(isEqual)],
    ["StringNotEquals", negative(isEqual)],
    ["StringEqualsIgnoreCase", positive(isEqualIgnoringCase)],
    ["StringNotEqualsIgnoreCase", negative(isEqualIgnoringCase)],
    ["StringLike", positive(isLike)],
    ["StringNotLike", negative(isLike)],
    ["NumericEquals", positive(number((actual, expected) => actual === expected))],
    ["NumericNotEquals", negative(number((actual, expected) => actual === expected))],
    ["NumericLessThan", positive(number((actual, expected) => actual < expected))],
    ["NumericLessThanEquals", positive(number((actual, expected) => actual <= expected))],
    ["NumericGreaterThan", positive(number((actual, expected) => actual > expected))],
    ["NumericGreaterThanEquals", positive(number((actual, expected) => actual >= expected))],
    ["DateEquals", positive(date((actual, expected) => actual === expected))],
    ["DateNotEquals", negative(date((actual, expected) => actual === expected))],
    ["DateLessThan", positive(date((actual, expected) => actual < expected))],
    ["DateLessThanEquals", positive(date((actual, expected) => actual <= expected))],
    ["DateGreaterThan", positive(date((actual, expected) => actual > expected))],
    ["DateGreaterThanEquals", positive(date((actual, expected) => actual >= expected))],
    ["Bool", positive(isEqualIgnoringCase)],
    ["ArnEquals", positive(isArnLike)],
    ["ArnLike", positive(isArnLike)],
    ["ArnNotEquals", negative(isArnLike)],
    ["ArnNotLike", negative(isArnLike)],
]);

const VARIABLE = /\$\{([^}]*)\}/g;

/** `Null`, and whatever `evaluateCondition` knows how to compare. */
export function isConditionOperator(name: string): boolean {
    return name === "Null" || OPERATORS.has(name);
}

/** Whether the request meets the condition. An operator that is not known is never met. */
export function evaluateCondition(condition: Condition, context: RequestContext): boolean {
    const actual = context.get(condition.key) ?? [];
    const isAbsent = actual.length === 0;
    if (condition.operator === "Null") {
        return condition.values.some((value) => value.toLowerCase() === String(isAbsent));
    }
    const operator = OPERATORS.get(condition.operator);
    if (operator === undefined) {
        return false;
    }
    const expected = condition.values.flatMap((value) => substitute(value, context));
    const meets = (value: string): boolean =>
        operator.negated
            ? !expected.some((candidate) => operator.matches(value, candidate))
            : expected.some((candidate) => operator.matches(value, candidate));
    switch (condition.quantifier) {
        case "ForAllValues":
            return actual.every(meets);
        case "ForAnyValue":
            return isAbsent ? condition.ifExists : actual.some(meets);
        case undefined:
            if (isAbsent) {
                return condition.ifExists || operator.negated;
            }
            return operator.negated ? actual.every(meets) : actual.some(meets);
    }
}

/**
 * `${aws:username}` and the like, put in; nothing when the request has no such key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function substitute(text: string, context: RequestContext): readonly string[] {
    const literals: Readonly<Record<string, string>> = { "*": "*", "?": "?", $: "$" };
    const valueOf = (name: string): string | undefined => literals[name] ?? context.get(name.toLowerCase())?.[0];
    const names = [...text.matchAll(VARIABLE)].map(([, name = ""]) => name);
    return names.some((name) => valueOf(name) === undefined)
        ? []
        : [text.replace(VARIABLE, (_whole, name: string) => valueOf(name) ?? "")];
}

/** ARNs are compared part by part: a wildcard does not reach over a colon of the first five. */
function isArnLike(actual: string, expected: string): boolean {
    const [actualParts, expectedParts] = [arnParts(actual), arnParts(expected)];
    return (
        actualParts.length === 6 &&
        expectedParts.length === 6 &&
        expectedParts.every((part, index) => matchesWildcard(part, actualParts[index] ?? ""))
    );
}

function arnParts(arn: string): readonly string[] {
    const parts = arn.split(":");
    return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/** Dates are ISO 8601 or seconds since 1970. */
function milliseconds(text: string): number {
    return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
