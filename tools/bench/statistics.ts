/** The middle value; for an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
    const sorted = values.toSorted((left, right) => left - right);
    const middle = sorted.length / 2;
    const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
    if (low === undefined || high === undefined) {
        throw new RangeError("An empty list has no median.");
    }
    return (low + high) / 2;
}
