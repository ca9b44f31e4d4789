import type { Settings } from "../../settings";

/** One step of a system's use, for the summary. */
export interface Step {
    readonly name: string;
    readonly ok: boolean;
    readonly seconds: number;
    readonly [detail: string]: string | number | boolean;
}

/** Something that must work, tried for real. `code` is the vendor's own if it fails. */
export interface Access {
    readonly attempt: string;
    readonly ok: boolean;
    readonly code: string;
}

/** Something that must be refused, tried for real. */
export interface Denial {
    readonly attempt: string;
    /** Who must refuse it: `AWS`, `Entra` or `Azure`. */
    readonly by: string;
    /** The code of the refusal; empty if nobody refused. */
    readonly code: string;
    /** The codes of the expected refusal. */
    readonly expected: readonly string[];
}

export interface SystemResult {
    readonly steps: readonly Step[];
    readonly allowed: readonly Access[];
    readonly denied: readonly Denial[];
}

/** A deployed stack in which a system is used. */
export interface DeployedStack {
    readonly name: string;
    readonly settings: Settings;
    /** The stack's outputs, unchecked. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

/** One of the systems that a stack deploys, used the way its people or programs use it. */
export interface System {
    /** As in settings, components and `--system`. */
    readonly name: "workloads" | "sign-in" | "console-access";
    /** Its member of `systems` in the summary. */
    readonly key: "workloads" | "signIn" | "consoleAccess";
    use(stack: DeployedStack): Promise<SystemResult>;
}

/**
 * What is wrong with a result, one sentence each: a step that failed, or a refusal that did not happen or had another
 * reason.
 */
export function problemsOf({ steps, denied }: SystemResult): readonly string[] {
    return [
        ...steps.filter(({ ok }) => !ok).map(({ name, code }) => `${name}: this failed with ${String(code)}.`),
        ...denied
            .filter(({ code, expected }) => !expected.includes(code))
            .map(({ attempt, by, code, expected }) => {
                const found = code === "" ? "it was allowed" : `it was refused with ${code}`;
                return `${attempt}: ${by} must refuse this with ${expected.join(" or ")}, but ${found}.`;
            }),
    ];
}
