/** One cloud's time: the machine's plus an offset, which tests and demonstrations set. */
export class Clock {
    #offsetSeconds = 0;

    now(): Date {
        return new Date(Date.now() + this.#offsetSeconds * 1000);
    }

    /** Seconds since 1970, as tokens count. */
    epochSeconds(): number {
        return Math.floor(this.now().getTime() / 1000);
    }

    setOffset(seconds: number): void {
        this.#offsetSeconds = seconds;
    }
}
