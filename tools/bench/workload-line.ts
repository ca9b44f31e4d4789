/** One promise of the workload kit, as measured. */
export interface WorkloadLine {
    readonly name: string;
    /** Medians and ratios for people. */
    readonly measured: string;
    readonly mustHold: string;
    readonly holds: boolean;
    /** The same for machines. */
    readonly figures: Readonly<Record<string, number>>;
}

/** A line for people. */
export function printLine({ holds, name, measured, mustHold }: WorkloadLine): void {
    console.log(`${holds ? "ok  " : "FAIL"}  ${name}: ${measured}\n      must hold: ${mustHold}`);
}
