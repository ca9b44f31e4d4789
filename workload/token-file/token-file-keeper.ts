import { backOff, heededMilliseconds } from "../back-off";
import { FederationError } from "../errors";
import type { Assertion } from "../sources/assertion-source";
import type { System } from "../system";
import { removeStaleTokenFile, removeTokenFile, TokenFileError, writeTokenFile } from "./write-token-file";

/** How the token file is doing; the health endpoint's body. */
export interface TokenFileHealth {
    readonly status: "starting" | "ok" | "expired" | "stopped";
    /** Left in the token at hand. */
    readonly expiresInSeconds?: number;
    /** Written since the start. */
    readonly rotations: number;
    /** Code of the failure that keeps a new token from coming. */
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
// Timers stand still while a machine sleeps, so the clock is looked at as often as this.
const LOOK_MILLISECONDS = 60_000;

/** Keeps a token file fresh: a reader never sees a part of a token, nor one that has expired. */
export class TokenFileKeeper {
    readonly #options: TokenFileKeeperOptions;
    /** What is in the file, if anything is. */
    #token: string | undefined;
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
     * @throws FederationError that no waiting would mend, TokenFileError
     */
    async start(signal: AbortSignal): Promise<void> {
        const { path, system } = this.#options;
        await removeStaleTokenFile(path, system.clock.now());
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
        const status = left === undefined ? "starting" : left > REMOVAL_MARGIN_MILLISECONDS ? "ok" : "expired";
        return {
            status: this.#stopped ? "stopped" : status,
            ...(left === undefined ? {} : { expiresInSeconds: Math.max(0, Math.floor(left / 1000)) }),
            rotations: this.#rotations,
            ...(this.#error === undefined ? {} : { error: this.#error }),
        };
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
        await writeTokenFile(path, token);
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

    /** The time; a clock that was set back since the last look says nothing about the age of the token. */
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
        // The text of an error that nobody foresaw may hold anything.
        this.#options.log(isKnown ? error.message : "The token could not be renewed: an unforeseen error.");
    }
}
