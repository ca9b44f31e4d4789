/** A median of several runs, beside the median of something that was measured in the same run of the benchmarks. */
export interface Measurement {
    readonly name: string;
    readonly unit: string;
    readonly runs: number;
    readonly value: number;
    readonly baseline: { readonly name: string; readonly value: number };
    /** What value / baseline is meant to stay under. A benchmark tells, it does not fail. */
    readonly atMost: number;
}

export function ratio({ value, baseline }: Measurement): number {
    return value / baseline.value;
}
