import { backOff } from "../back-off";
import { FederationError } from "../errors";
import type { Assertion } from "../sources/assertion-source";
import type { System } from "../system";
import { removeStaleTokenFile, removeTokenFile, writeTokenFile } from "./write-token-file";

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

/** Keeps a token file fresh: a reader never sees a part of a token, nor one that has expired. */
export class TokenFileKeeper {
    readonly #options: TokenFileKeeperOptions;
    #expiresAt: number | undefined;
    #rotations = 0;
    #error: string | undefined;
    #stopped = false;

    constructor(options: TokenFileKeeperOptions) {
        this.#options = options;
    }

    /**
     * Writes the first token.
     * @throws FederationError that no waiting would mend
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
        const { path, system } = this.#options;
        try {
            while (!signal.aborted) {
                await system.clock.sleep(this.#untilRotation(), signal);
                await this.#rotateWithPatience(signal);
            }
        } finally {
            this.#stopped = true;
            await removeTokenFile(path);
        }
    }

    health(): TokenFileHealth {
        const left = this.#expiresAt === undefined ? undefined : this.#expiresAt - this.#options.system.clock.now();
        const status = left === undefined ? "starting" : left > REMOVAL_MARGIN_MILLISECONDS ? "ok" : "expired";
        return {
            status: this.#stopped ? "stopped" : status,
            ...(left === undefined ? {} : { expiresInSeconds: Math.max(0, Math.floor(left / 1000)) }),
            rotations: this.#rotations,
            ...(this.#error === undefined ? {} : { error: this.#error }),
        };
    }

    async #rotateWithPatience(signal: AbortSignal): Promise<void> {
        const { path, system } = this.#options;
        for (let failures = 0; !signal.aborted; failures += 1) {
            try {
                await this.#rotate();
                return;
            } catch (error) {
                this.#report(error);
                const removalIn = this.#untilRemoval();
                const pause = this.#pause(failures, error);
                if (removalIn > 0 && pause >= removalIn) {
                    await system.clock.sleep(removalIn, signal);
                    await removeTokenFile(path);
                    this.#options.log(`The token has expired: ${path} removed until there is a new one.`);
                } else {
                    await system.clock.sleep(pause, signal);
                }
            }
        }
    }

    async #rotate(): Promise<void> {
        const { path, mint, system } = this.#options;
        const { token, lifetimeSeconds } = await mint();
        const expiresAt = system.clock.now() + lifetimeSeconds * 1000;
        await writeTokenFile(path, token);
        this.#expiresAt = expiresAt;
        this.#rotations += 1;
        this.#error = undefined;
    }

    #untilRotation(): number {
        const left = (this.#expiresAt ?? 0) - this.#options.system.clock.now();
        return Math.max(0, left * ROTATION_OF_LIFETIME);
    }

    #untilRemoval(): number {
        return (this.#expiresAt ?? 0) - REMOVAL_MARGIN_MILLISECONDS - this.#options.system.clock.now();
    }

    #pause(failures: number, error: unknown): number {
        const asked = error instanceof FederationError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
        return Math.max(
            asked,
            backOff(failures, LONGEST_PAUSE_MILLISECONDS, () => this.#options.system.random()),
        );
    }

    #report(error: unknown): void {
        this.#error = error instanceof FederationError ? error.code : "UnknownError";
        this.#options.log(error instanceof Error ? error.message : "The token could not be renewed.");
    }
}
