import type * as z from "zod/mini";
import { nearest, suggestionOrAll } from "../rules/nearest";
import { quote } from "../rules/quote";
import { describeIssue } from "./issue";
import type { Path } from "./path";
import type { SettingProblem } from "./settings-error";

/** One mistake inside the value of a key. */
export interface Problem {
    readonly path: Path;
    readonly text: string;
}

/** A value that may be a secret of the stack's file. */
export interface Sensitive<T> {
    readonly value: T;
    readonly isSecret: boolean;
}

/**
 * The configuration of a stack, read key by key; what is wrong is collected in `problems`. Values are taken in the form in which
 * Pulumi hands them to a program: strings, and JSON for what has structure.
 */
export class StackConfiguration {
    public readonly problems: SettingProblem[] = [];
    private readonly entries = new Map<string, string>();
    private readonly readKeys = new Set<string>();
    private readonly secretKeys: ReadonlySet<string>;

    public constructor(config: Readonly<Record<string, unknown>>, secretKeys: readonly string[]) {
        const secret = new Set(secretKeys);
        for (const [key, value] of Object.entries(config)) {
            if (holdsSecret(value)) {
                secret.add(key);
                this.entries.set(key, "");
            } else if (value !== undefined) {
                this.entries.set(key, asPulumiHandsOver(value));
            }
        }
        this.secretKeys = secret;
    }

    /** The value of a key that must exist; undefined where it does not, or is wrong. */
    public required<T>(key: string, expected: string, schema: z.ZodMiniType<T>): T | undefined {
        this.requirePresence(key, expected);
        return this.string(key, schema);
    }

    /** The value of a key that holds a string; the schema's default where it is missing, undefined where it is wrong. */
    public string<T>(key: string, schema: z.ZodMiniType<T>): T | undefined {
        const text = this.text(key);
        return text === undefined ? this.standard(key, schema) : this.checked(key, text, schema, () => []);
    }

    /**
     * The value of a key that holds a list or a mapping; the schema's default where it is missing, undefined where it is wrong.
     *
     * @param relate what is wrong between the parts of the value, whatever is wrong with the parts themselves
     */
    public structure<T>(
        key: string,
        schema: z.ZodMiniType<T>,
        relate: (value: unknown) => readonly Problem[] = () => [],
    ): T | undefined {
        const text = this.text(key);
        return text === undefined ? this.standard(key, schema) : this.checked(key, fromJson(text), schema, relate);
    }

    /** Whether a key exists, whatever its value. */
    public has(key: string): boolean {
        return this.entries.has(key);
    }

    /** Whether a key exists and its value is a secret. */
    public isSecret(key: string): boolean {
        return this.secretKeys.has(key) && this.entries.has(key);
    }

    /**
     * The value of a key that may be a secret, because only a provider gets it; undefined if it is missing, wrong or
     * still encrypted. What is wrong with a secret is said without its value.
     *
     * @param expected in words, for a secret that has another shape
     */
    public sensitive<T>(key: string, expected: string, schema: z.ZodMiniType<T>): Sensitive<T> | undefined {
        this.readKeys.add(key);
        const text = this.entries.get(key);
        const isSecret = this.secretKeys.has(key);
        if (text === undefined || (isSecret && text === "")) {
            return undefined;
        }
        if (text === "") {
            this.report(key, "is empty; fill it in or remove the key");
            return undefined;
        }
        // A string that happens to be JSON, such as a key of digits, is still a string.
        const asString = schema.safeParse(text);
        const parsed = asString.success ? asString : schema.safeParse(fromJson(text), { error: describeIssue });
        if (parsed.success) {
            return { value: parsed.data, isSecret };
        }
        if (isSecret) {
            this.report(key, `is a secret that is not ${expected} as the provider takes it`);
        } else {
            for (const problem of parsed.error.issues.flatMap(problemsOf)) {
                this.report(key, problem.text, problem.path);
            }
        }
        return undefined;
    }

    /** Reports a key that must exist and does not. */
    public requirePresence(key: string, expected: string): void {
        if (this.entries.has(key)) {
            return;
        }
        const [namespace] = split(key);
        const others = [...this.entries.keys()].filter((other) => split(other)[0] === namespace);
        const near = others.find((other) => nearest(split(other)[1], [split(key)[1]]) !== undefined);
        this.report(key, `is missing; write ${expected}${near === undefined ? "" : `, or fix the key ${quote(near)}`}`);
    }

    /** Reports every key of a namespace that nothing has read. */
    public refuseOtherKeys(namespace: string): void {
        const inNamespace = (key: string): boolean => split(key)[0] === namespace;
        const known = [...this.readKeys].filter(inNamespace).map((key) => split(key)[1]);
        for (const key of [...this.entries.keys()].filter(inNamespace)) {
            if (!this.readKeys.has(key)) {
                this.report(key, `is not a setting${suggestionOrAll(split(key)[1], known)}`);
            }
        }
    }

    /** Notes what is wrong at a place, if anything is. */
    public report(key: string, problem: string | undefined, path: Path = []): void {
        const isKnown = this.problems.some(
            (known) => known.key === key && known.text === problem && known.path.join() === path.join(),
        );
        if (problem !== undefined && !isKnown) {
            this.problems.push({ key, path, text: problem });
        }
    }

    private checked<T>(
        key: string,
        value: unknown,
        schema: z.ZodMiniType<T>,
        relate: (value: unknown) => readonly Problem[],
    ): T | undefined {
        const parsed = schema.safeParse(value, { error: describeIssue });
        const problems = inOrderOfItems([...(parsed.error?.issues ?? []).flatMap(problemsOf), ...relate(value)]);
        for (const problem of problems) {
            this.report(key, problem.text, problem.path);
        }
        return parsed.success && problems.length === 0 ? parsed.data : undefined;
    }

    /** What a schema makes of a key that does not exist; undefined where the key has a value that is wrong. */
    private standard<T>(key: string, schema: z.ZodMiniType<T>): T | undefined {
        return this.entries.has(key) ? undefined : schema.safeParse(undefined).data;
    }

    /** The string of a key, unless it is missing, empty or secret. */
    private text(key: string): string | undefined {
        this.readKeys.add(key);
        const text = this.entries.get(key);
        if (text !== undefined && this.secretKeys.has(key)) {
            this.report(key, "is a secret, but names, inputs and outputs show it; store it unencrypted");
            return undefined;
        }
        if (text === "") {
            this.report(key, "is empty; fill it in or remove the key");
            return undefined;
        }
        return text;
    }
}

/** An issue as mistakes; of unknown keys, one for each key. */
function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
    if (issue.code !== "unrecognized_keys") {
        return [{ path: issue.path, text: issue.message }];
    }
    const texts = issue.message.split("\n");
    return issue.keys.map((key, index) => ({ path: [...issue.path, key], text: texts[index] ?? issue.message }));
}

/** `aws:region` as `aws` and `region`. */
function split(key: string): readonly [namespace: string, name: string] {
    const colon = key.indexOf(":");
    return [key.slice(0, colon), key.slice(colon + 1)];
}

/** Whether a value of the file has `secure:` (an encrypted text) anywhere. */
function holdsSecret(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    const members = Object.entries(value);
    const [first] = members;
    const isSecret = members.length === 1 && first?.[0] === "secure" && typeof first[1] === "string";
    return isSecret || members.some(([, member]) => holdsSecret(member));
}

function asPulumiHandsOver(value: unknown): string {
    if (typeof value === "string") {
        return value;
    }
    return value === null ? "" : JSON.stringify(value);
}

/** A string that is not JSON is the value itself. */
function fromJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** Keeps what is wrong with one item of a list together. */
function inOrderOfItems(problems: readonly Problem[]): readonly Problem[] {
    const item = ({ path: [first] }: Problem): number => (typeof first === "number" ? first : -1);
    return [...problems].sort((left, right) => item(left) - item(right));
}
