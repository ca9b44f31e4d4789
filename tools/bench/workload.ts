import { benchCachedToken, benchFirstCalls, benchRenewalUnderLoad } from "./workload-cache";
import { benchColdStart } from "./workload-cold-start";
import { benchFirstToken } from "./workload-first-token";
import { benchDay } from "./workload-day";
import { printLine, type WorkloadLine } from "./workload-line";
import { benchTokenFile } from "./workload-token-file";

/** Every promise of the workload kit, printed as it is measured; takes about a minute. */
export async function benchWorkload(): Promise<readonly WorkloadLine[]> {
    const lines: WorkloadLine[] = [];
    const add = (...measured: readonly WorkloadLine[]): void => {
        for (const line of measured) {
            printLine(line);
            lines.push(line);
        }
    };
    add(...(await benchCachedToken()));
    add(await benchFirstCalls());
    add(await benchRenewalUnderLoad());
    add(...benchColdStart());
    add(await benchFirstToken());
    add(await benchDay());
    add(await benchTokenFile());
    return lines;
}
