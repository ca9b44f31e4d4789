import { type PolicyVersion, substitute } from "./policy-variable";
import { matchesPattern, type Pattern, patternText, wildcardPattern } from "./wildcard";

/** The context of a request: condition keys in lower case, each with its values. A key without values is absent. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** One condition key of a Condition block, with its operator and values. */
export interface Condition {
    readonly quantifier: "ForAllValues" | "ForAnyValue" | undefined;
    readonly operator: string;
    readonly ifExists: boolean;
    /** Condition key in lower case. */
    readonly key: string;
    readonly values: readonly string[];
}

interface Operator {
    /** Whether no value may match, as with StringNotEquals. */
    readonly negated: boolean;
    /** Whether policy variables are substituted in the expected values: only the string and ARN operators do so. */
    readonly hasVariables: boolean;
    matches(actual: string, expected: Pattern): boolean;
}

type Comparison = (actual: string, expected: string) => boolean;

const string = (matches: Operator["matches"]): Operator => ({ negated: false, hasVariables: true, matches });
const scalar = (compare: Comparison): Operator => ({
    negated: false,
    hasVariables: false,
    matches: (actual, expected) => compare(actual, patternText(expected)),
});
const not = (operator: Operator): Operator => ({ ...operator, negated: true });

const equals = string((actual, expected) => actual === patternText(expected));
const equalsIgnoringCase = string((actual, expected) => actual.toLowerCase() === patternText(expected).toLowerCase());
const like = string((actual, expected) => matchesPattern(expected, actual));
const arnLike = string(isArnLike);
const number = (compare: (actual: number, expected: number) => boolean): Operator =>
    scalar(
        (actual, expected) =>
            actual.trim() !== "" && expected.trim() !== "" && compare(Number(actual), Number(expected)),
    );
const date = (compare: (actual: number, expected: number) => boolean): Operator =>
    scalar((actual, expected) => compare(milliseconds(actual), milliseconds(expected)));
const numberEquals = number((actual, expected) => actual === expected);
const dateEquals = date((actual, expected) => actual === expected);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
    ["StringEquals", equals],
    ["StringNotEquals", not(equals)],
    ["StringEqualsIgnoreCase", equalsIgnoringCase],
    ["StringNotEqualsIgnoreCase", not(equalsIgnoringCase)],
    ["StringLike", like],
    ["StringNotLike", not(like)],
    ["NumericEquals", numberEquals],
    ["NumericNotEquals", not(numberEquals)],
    ["NumericLessThan", number((actual, expected) => actual < expected)],
    ["NumericLessThanEquals", number((actual, expected) => actual <= expected)],
    ["NumericGreaterThan", number((actual, expected) => actual > expected)],
    ["NumericGreaterThanEquals", number((actual, expected) => actual >= expected)],
    ["DateEquals", dateEquals],
    ["DateNotEquals", not(dateEquals)],
    ["DateLessThan", date((actual, expected) => actual < expected)],
    ["DateLessThanEquals", date((actual, expected) => actual <= expected)],
    ["DateGreaterThan", date((actual, expected) => actual > expected)],
    ["DateGreaterThanEquals", date((actual, expected) => actual >= expected)],
    ["Bool", scalar((actual, expected) => actual.toLowerCase() === expected.toLowerCase())],
    ["ArnEquals", arnLike],
    ["ArnLike", arnLike],
    ["ArnNotEquals", not(arnLike)],
    ["ArnNotLike", not(arnLike)],
]);

/** `Null`, and every operator that `evaluateCondition` can compare. */
export function isConditionOperator(name: string): boolean {
    return name === "Null" || OPERATORS.has(name);
}

/** Whether policy variables are substituted in this operator's values. */
export function takesVariables(operator: string): boolean {
    return OPERATORS.get(operator)?.hasVariables === true;
}

/** Whether the request meets the condition, in a policy of that version. An unknown operator is never met. */
export function evaluateCondition(condition: Condition, version: PolicyVersion, context: RequestContext): boolean {
    const actual = context.get(condition.key) ?? [];
    const isAbsent = actual.length === 0;
    if (condition.operator === "Null") {
        return condition.values.some((value) => value.toLowerCase() === String(isAbsent));
    }
    const operator = OPERATORS.get(condition.operator);
    if (operator === undefined) {
        return false;
    }
    const expected = condition.values.flatMap((value) =>
        operator.hasVariables ? substitute(value, version, context) : [wildcardPattern(value)],
    );
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

/** ARNs are compared part by part: no wildcard matches across one of the first five colons. */
function isArnLike(actual: string, expected: Pattern): boolean {
    const actualParts = arnParts(Array.from(actual), (character) => character);
    const expectedParts = arnParts(expected, ({ character }) => character);
    return (
        actualParts.length === 6 &&
        expectedParts.length === 6 &&
        expectedParts.every((part, index) => matchesPattern(part, (actualParts[index] ?? []).join("")))
    );
}

/** Six parts, of which the last may contain colons; fewer if this is not an ARN. */
function arnParts<T>(characters: readonly T[], characterOf: (item: T) => string): readonly (readonly T[])[] {
    const parts: T[][] = [[]];
    for (const item of characters) {
        if (characterOf(item) === ":" && parts.length < 6) {
            parts.push([]);
        } else {
            parts.at(-1)?.push(item);
        }
    }
    return parts;
}

/** Dates are ISO 8601 or seconds since 1970. */
function milliseconds(text: string): number {
    return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
