/**
 * The outcome of reading a string: its value, or the problem as a sentence fragment that says what was found and what is
 * allowed (`"eu-centrall-1" is not an AWS region; did you mean "eu-central-1"?`), ready to stand after a place.
 */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function accepted<T>(value: T): Checked<T> {
    return { ok: true, value };
}

export function refused<T>(problem: string): Checked<T> {
    return { ok: false, problem };
}
