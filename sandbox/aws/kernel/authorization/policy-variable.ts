import type { RequestContext } from "./condition";
import { literalPattern, type Pattern, wildcardPattern } from "./wildcard";

/** The version of the policy language; a policy that names none has the older one. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

/** `${*}`, or a condition key with or without a default: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`. */
const VARIABLE = /\$\{(?:([*?$])|([^*?$,{}][^,{}]*)(?:,\s*'((?:[^']|'')*)'\s*)?)\}/g;

/**
 * A policy's string with its variables substituted; empty if the request has no value for a variable without a default.
 * Substituted values are literal: a `*` in one is not a wildcard. Only version 2012-10-17 has variables; in an older policy
 * they are ordinary characters. A key with several values cannot be a variable.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function substitute(text: string, version: PolicyVersion, context: RequestContext): readonly Pattern[] {
    if (version === "2008-10-17") {
        return [wildcardPattern(text)];
    }
    const pattern: Pattern[] = [];
    let position = 0;
    for (const match of text.matchAll(VARIABLE)) {
        const [whole, character, key = "", defaultValue] = match;
        const value = character ?? valueOf(key, context) ?? defaultValue?.replaceAll("''", "'");
        if (value === undefined) {
            return [];
        }
        pattern.push(wildcardPattern(text.slice(position, match.index)), literalPattern(value));
        position = match.index + whole.length;
    }
    return [[...pattern.flat(), ...wildcardPattern(text.slice(position))]];
}

/** Whether the string has a `${` that does not begin a variable. */
export function hasUnreadableVariable(text: string): boolean {
    return text.replaceAll(VARIABLE, " ").includes("${");
}

function valueOf(key: string, context: RequestContext): string | undefined {
    const [value, ...others] = context.get(key.trim().toLowerCase()) ?? [];
    return others.length === 0 ? value : undefined;
}
