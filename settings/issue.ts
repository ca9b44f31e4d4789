import type * as z from "zod/mini";
import { quote } from "../rules/quote";

const expectations: Readonly<Record<string, string>> = {
    array: "a list",
    boolean: "true or false",
    number: "a number",
    object: "a mapping",
    record: "a mapping",
    string: "a string",
};

/** Says in words what the shape of a value should have been; the rules speak for themselves. */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
    if (issue.code !== "invalid_type") {
        return `found ${found(issue.input)}, which is not allowed`;
    }
    const expected = expectations[issue.expected] ?? issue.expected;
    if (issue.input === undefined) {
        return `is missing; expected ${expected}`;
    }
    const isBare = typeof issue.input === "number" || typeof issue.input === "boolean";
    return `found ${found(issue.input)}, expected ${expected}${isBare && expected === "a string" ? "; put it in quotes" : ""}`;
}

function found(value: unknown): string {
    switch (typeof value) {
        case "string":
            return /^\s*[[{]/.test(value) ? `a string that is not JSON: ${quote(value)}` : `the string ${quote(value)}`;
        case "number":
            return `the number ${value}`;
        case "boolean":
            return `${value}`;
        default:
            return Array.isArray(value) ? "a list" : value === null ? "nothing" : "a mapping";
    }
}
