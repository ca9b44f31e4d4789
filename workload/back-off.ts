const FIRST_MILLISECONDS = 500;

/**
 * How long to wait after so many failures in a row, in milliseconds: doubling from half a second up to `longestMilliseconds`, the
 * upper half of it by chance, so that a fleet that failed together does not come back together.
 */
export function backOff(failures: number, longestMilliseconds: number, random: () => number): number {
    const ceiling = Math.min(FIRST_MILLISECONDS * 2 ** Math.min(failures, 16), longestMilliseconds);
    return ceiling / 2 + (random() * ceiling) / 2;
}
