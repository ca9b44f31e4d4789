import type { Environment } from "../environment";
import type { System } from "../system";

export type StopSignal = "SIGTERM" | "SIGINT" | "SIGHUP";

/** The process as a subcommand sees it. */
export interface CommandContext {
    readonly environment: Environment;
    readonly system: System;
    /** Writes a result to standard output. */
    out(text: string): void;
    /** Writes one line for a person or a log collector. */
    log(line: string): void;
    readonly outIsTerminal: boolean;
    /** Whether input comes from a terminal: then Ctrl-C reaches the command that `exec` runs without the kit's help. */
    readonly inIsTerminal: boolean;
    /** Aborts on SIGTERM, SIGINT and SIGHUP; its reason is the signal's name. */
    readonly stop: AbortSignal;
    /** Calls `listener` at every such signal, including the first, until the returned function is called. */
    onSignal(listener: (signal: StopSignal) => void): () => void;
}
