import { backOff, heededMilliseconds } from "../back-off";
import { FederationError } from "../errors";
import type { Assertion } from "../sources/assertion-source";
import { lookAt } from "../look-at";
import type { System } from "../system";
import { prepareTokenFile, removeTokenFile, TokenFileError, writeTokenFile } from "./write-token-file";

/** State of the token file: the body of the health endpoint. */
export interface TokenFileHealth {
    /** `missing` and `replaced`: somebody else removed the file or put something else in its place. */
    readonly status: "starting" | "ok" | "missing" | "replaced" | "expired" | "stopped";
    /** Seconds until the current token expires. */
    readonly expiresInSeconds?: number;
    /** Tokens written since the start. */
    readonly rotations: number;
    /** Code of the failure that prevents a new token. */
    readonly error?: string;
}

export interface TokenFileKeeperOptions {
    readonly path: string;
    /** A new token; `lifetimeSeconds` is what is left of it. */
    readonly mint: () => Promise<Assertion>;
    readonly system: System;
    /** One line for the log. */
    readonly log: (line: string) => void;
}

// Identity libraries read the file once and remember it: azure-identity of Python and Go for ten minutes, others for five.
// A token is replaced at half its life, so the file always holds at least the other half, minus what an outage takes of it.
const ROTATION_OF_LIFETIME = 0.5;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
const REMOVAL_MARGIN_MILLISECONDS = 5000;
// Timers stop while a machine sleeps, so the clock is checked this often.
const LOOK_MILLISECONDS = 60_000;

/** Keeps a token file fresh: a reader never sees a part of a token, nor one that has expired. */
export class TokenFileKeeper {
    readonly #options: TokenFileKeeperOptions;
    /** The token in the file, if it holds one. */
    #token: string | undefined;
    /** What is being written. */
    #next: string | undefined;
    #rotateAt = 0;
    #expiresAt: number | undefined;
    #seenAt = -Infinity;
    #rotations = 0;
    #error: string | undefined;
    #stopped = false;

    constructor(options: TokenFileKeeperOptions) {
        this.#options = options;
    }

    /**
     * Writes the first token.
     * @throws FederationError that no waiting would fix, TokenFileError
     */
    async start(signal: AbortSignal): Promise<void> {
        const { path, system } = this.#options;
        await prepareTokenFile(path, system.clock.now());
        for (let failures = 0; !signal.aborted; failures += 1) {
            try {
                await this.#rotate();
                return;
            } catch (error) {
                if (!(error instanceof FederationError) || error.retry === "never") {
                    throw error;
                }
                this.#report(error);
                await system.clock.sleep(this.#pause(failures, error), signal);
            }
        }
    }

    /** Replaces the token until `signal` aborts, then removes the file. */
    async keep(signal: AbortSignal): Promise<void> {
        const { system } = this.#options;
        try {
            while (!signal.aborted) {
                const now = this.#now();
                const pause = Math.min(this.#rotateAt - now, LOOK_MILLISECONDS);
                if (pause > 0) {
                    await system.clock.sleep(pause, signal);
                    await this.#restore(signal);
                } else {
                    await this.#rotateWithPatience(signal);
                }
            }
        } finally {
            this.#stopped = true;
            await this.#remove();
        }
    }

    health(): TokenFileHealth {
        const now = this.#now();
        const left = this.#expiresAt === undefined ? undefined : this.#expiresAt - now;
        return {
            status: this.#status(left),
            ...(left === undefined ? {} : { expiresInSeconds: Math.max(0, Math.floor(left / 1000)) }),
            rotations: this.#rotations,
            ...(this.#error === undefined ? {} : { error: this.#error }),
        };
    }

    /** The current token; `undefined` before the first and after the last. */
    get token(): string | undefined {
        return this.#token;
    }

    /** Reads the file at every call: it is small and local. */
    #status(left: number | undefined): TokenFileHealth["status"] {
        if (this.#stopped) {
            return "stopped";
        }
        if (left === undefined) {
            return "starting";
        }
        if (left <= REMOVAL_MARGIN_MILLISECONDS) {
            return "expired";
        }
        const found = lookAt(this.#options.path, { followLinks: false });
        if (found.kind === "missing") {
            return "missing";
        }
        const isOwn = found.kind === "file" && (found.text === this.#token || found.text === this.#next);
        return isOwn ? "ok" : "replaced";
    }

    /** Writes the current token again if somebody removed the file. */
    async #restore(signal: AbortSignal): Promise<void> {
        const { path, log } = this.#options;
        const token = this.#token;
        const left = (this.#expiresAt ?? 0) - this.#now();
        if (signal.aborted || token === undefined || this.#status(left) !== "missing") {
            return;
        }
        try {
            await writeTokenFile(path, token);
            log(`The token file ${path} was removed by somebody else, and is written again.`);
            this.#error = undefined;
        } catch (error) {
            this.#report(error);
        }
    }

    async #rotateWithPatience(signal: AbortSignal): Promise<void> {
        const { system } = this.#options;
        for (let failures = 0; !signal.aborted; failures += 1) {
            try {
                await this.#rotate();
                return;
            } catch (error) {
                this.#report(error);
                const now = this.#now();
                const removalIn = Math.max(0, (this.#expiresAt ?? 0) - REMOVAL_MARGIN_MILLISECONDS - now);
                const pause = this.#pause(failures, error);
                const isRemoval = this.#token !== undefined && pause >= removalIn;
                await system.clock.sleep(isRemoval ? removalIn : pause, signal);
                if (isRemoval) {
                    await this.#expire(signal);
                }
            }
        }
    }

    async #rotate(): Promise<void> {
        const { path, mint } = this.#options;
        const { token, lifetimeSeconds } = await mint();
        const now = this.#now();
        const lifetimeMilliseconds = lifetimeSeconds * 1000;
        this.#next = token;
        await writeTokenFile(path, token, this.#token);
        this.#token = token;
        this.#rotateAt = now + lifetimeMilliseconds * ROTATION_OF_LIFETIME;
        this.#expiresAt = now + lifetimeMilliseconds;
        this.#rotations += 1;
        this.#error = undefined;
    }

    async #expire(signal: AbortSignal): Promise<void> {
        if (!signal.aborted) {
            await this.#remove();
            const { path, log } = this.#options;
            log(`The token has expired: ${path} removed until there is a new one.`);
        }
    }

    async #remove(): Promise<void> {
        const token = this.#token;
        this.#token = undefined;
        try {
            if (token !== undefined) {
                await removeTokenFile(this.#options.path, token);
            }
        } catch (error) {
            this.#report(error);
        }
    }

    /** The current time. Setting the clock back does not change the token's age. */
    #now(): number {
        const now = this.#options.system.clock.now();
        const back = Math.max(0, this.#seenAt - now);
        this.#rotateAt -= back;
        this.#expiresAt = this.#expiresAt === undefined ? undefined : this.#expiresAt - back;
        this.#seenAt = now;
        return now;
    }

    #pause(failures: number, error: unknown): number {
        return Math.max(
            error instanceof FederationError ? heededMilliseconds(error) : 0,
            backOff(failures, LONGEST_PAUSE_MILLISECONDS, () => this.#options.system.random()),
        );
    }

    #report(error: unknown): void {
        const isKnown = error instanceof FederationError || error instanceof TokenFileError;
        this.#error = isKnown ? error.code : "UnknownError";
        // The message of an unforeseen error may hold anything.
        this.#options.log(isKnown ? error.message : "The token could not be renewed: an unforeseen error.");
    }
}
