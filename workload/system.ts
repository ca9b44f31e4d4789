import { type Clock, systemClock } from "./clock";

/** What the kit uses of the machine: time, randomness and HTTP. Only tests use anything but `realSystem`. */
export interface System {
    readonly clock: Clock;
    /** A number in [0, 1), for jitter. */
    random(): number;
    fetch(url: string, init?: RequestInit): Promise<Response>;
}

export const realSystem: System = {
    clock: systemClock,
    random: () => Math.random(),
    fetch: (url, init) => fetch(url, init),
};
