import { strict as assert } from "node:assert";

const LONGEST_MILLISECONDS = 15_000;

/** Lets the event loop turn until `condition` holds: for what happens in the file system, on a socket or in another process. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const start = performance.now();
    while (!(await condition())) {
        assert.ok(performance.now() - start < LONGEST_MILLISECONDS, `never came true: ${what}`);
        await new Promise((resolve) => setImmediate(resolve));
    }
}
