import assert from "node:assert/strict";
import type { Checked } from "../../rules/checked";

/** The value of what a rule must accept. */
export function valueOf<T>(result: Checked<T>): T {
    return result.ok ? result.value : assert.fail(result.problem);
}

/** The problem of what a rule must refuse. */
export function problemOf(result: Checked<unknown>): string {
    return result.ok ? assert.fail(`accepted ${JSON.stringify(result.value)}`) : result.problem;
}
