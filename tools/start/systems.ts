import { PersonError } from "../person-error";
import type { System } from "./system";
import { workloads } from "./workloads";

/** Every system that a stack can have, in the order that `npm start` uses them. */
const SYSTEMS: readonly System[] = [workloads];

/**
 * The named system, or all of them.
 * @throws PersonError if none has that name.
 */
export function chooseSystems(name: string | undefined): readonly System[] {
    const chosen = SYSTEMS.filter((system) => name === undefined || system.name === name);
    if (chosen.length === 0) {
        const names = SYSTEMS.map((system) => system.name).join(", ");
        throw new PersonError(`--system ${name ?? ""}: there is no such system; choose ${names}, or leave it out.`);
    }
    return chosen;
}
