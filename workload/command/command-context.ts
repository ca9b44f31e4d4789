import type { Environment } from "../environment";
import type { System } from "../system";

export type StopSignal = "SIGTERM" | "SIGINT" | "SIGHUP";

/** What a subcommand has of the process it runs in. */
export interface CommandContext {
    readonly environment: Environment;
    readonly system: System;
    /** Results. */
    out(text: string): void;
    /** What a person or a log collector reads. */
    log(line: string): void;
    readonly outIsTerminal: boolean;
    /** Whether somebody sits at the keyboard: then a key that interrupts reaches every program of the command line by itself. */
    readonly inIsTerminal: boolean;
    /** Aborts on SIGTERM, SIGINT and SIGHUP; its reason is the signal's name. */
    readonly stop: AbortSignal;
    /** Calls `listener` at each of these signals, the first one too; the result ends that. */
    onSignal(listener: (signal: StopSignal) => void): () => void;
}
