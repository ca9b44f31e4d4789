import { quote } from "../rules/quote";

/** Where in the value of a configuration key: keys and list indices. */
export type Path = readonly PropertyKey[];

/**
 * A place as people write it: `cognito-entra:workloads[1].caller.roles[0]`. Keys that are not words, and very long
 * ones, are quoted.
 */
export function placeOf(key: string, path: Path): string {
    const start = /^[\w-]{1,64}:[\w.-]{1,64}$/.test(key) ? key : quote(key);
    return start + path.map(step).join("");
}

function step(part: PropertyKey): string {
    if (typeof part === "number") {
        return `[${part}]`;
    }
    const name = String(part);
    return /^[\w-]{1,64}$/.test(name) ? `.${name}` : `[${quote(name)}]`;
}
