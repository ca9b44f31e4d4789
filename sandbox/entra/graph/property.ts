import { isJsonObject, isTextList } from "../../core/json-object";

type Accepted = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/** A writable property of a directory object: its initial value and what it accepts; null always resets it. */
export interface GraphProperty {
    readonly initial: unknown;
    accept(value: unknown, current: unknown): Accepted;
}

export function requiredText(maximumLength: number): GraphProperty {
    return {
        initial: undefined,
        accept: (value) =>
            typeof value === "string" && value.length > 0 && value.length <= maximumLength
                ? { ok: true, value }
                : { ok: false, problem: `must be a string of 1 to ${maximumLength} characters` },
    };
}

export function text(maximumLength: number): GraphProperty {
    return optional(null, (value) =>
        typeof value === "string" && value.length <= maximumLength
            ? undefined
            : `must be a string of at most ${maximumLength} characters`,
    );
}

export function oneOf(initial: string | null, allowed: readonly string[]): GraphProperty {
    return optional(initial, (value) =>
        typeof value === "string" && allowed.includes(value) ? undefined : `must be one of ${allowed.join(", ")}`,
    );
}

export function flag(initial: boolean | null): GraphProperty {
    return optional(initial, (value) => (typeof value === "boolean" ? undefined : "must be true or false"));
}

export function texts(itemProblem: (item: string) => string | undefined = () => undefined): GraphProperty {
    return optional([], (value) =>
        isTextList(value)
            ? value.map(itemProblem).find((problem) => problem !== undefined)
            : "must be a list of strings",
    );
}

export function objects(): GraphProperty {
    return optional([], (value) =>
        Array.isArray(value) && value.every(isJsonObject) ? undefined : "must be a list of objects",
    );
}

/**
 * A list that this sandbox cannot fill, such as keys: it refuses values instead of storing what it would not honour.
 */
export function emptyList(): GraphProperty {
    return optional([], (value) => (Array.isArray(value) && value.length === 0 ? undefined : "must be empty"));
}

/** A complex property; omitted members keep their values. */
export function complex(members: Readonly<Record<string, unknown>>): GraphProperty {
    return {
        initial: members,
        accept: (value, current) => {
            if (value === null) {
                return { ok: true, value: members };
            }
            if (!isJsonObject(value)) {
                return { ok: false, problem: "must be an object" };
            }
            const unknownMember = Object.keys(value).find((name) => !Object.hasOwn(members, name));
            return unknownMember === undefined
                ? { ok: true, value: { ...(isJsonObject(current) ? current : members), ...value } }
                : { ok: false, problem: `has no member '${unknownMember}'` };
        },
    };
}

function optional(initial: unknown, problemOf: (value: unknown) => string | undefined): GraphProperty {
    return {
        initial,
        accept: (value) => {
            const problem = value === null ? undefined : problemOf(value);
            return problem === undefined ? { ok: true, value: value ?? initial } : { ok: false, problem };
        },
    };
}
