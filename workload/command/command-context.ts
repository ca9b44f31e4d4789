import type { Environment } from "../federation-settings";
import type { System } from "../system";

/** What a subcommand has of the process it runs in. */
export interface CommandContext {
    readonly environment: Environment;
    readonly system: System;
    /** Results. */
    out(text: string): void;
    /** What a person or a log collector reads. */
    log(line: string): void;
    readonly outIsTerminal: boolean;
    /** Aborts on SIGTERM and SIGINT. */
    readonly stop: AbortSignal;
}
