/**
 * The result of parsing a string: its value, or the problem as a sentence fragment that says what was found and what is
 * allowed (`"eu-centrall-1" is not an AWS region; did you mean "eu-central-1"?`), to be put after the place.
 */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function accepted<T>(value: T): Checked<T> {
    return { ok: true, value };
}

export function refused<T>(problem: string): Checked<T> {
    return { ok: false, problem };
}

/** Turns a check that returns a problem into one that returns the value. */
export function unlessProblem(problemOf: (value: string) => string | undefined): (value: string) => Checked<string> {
    return (value) => {
        const problem = problemOf(value);
        return problem === undefined ? accepted(value) : refused(problem);
    };
}
