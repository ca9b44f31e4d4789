/** Controls the sandbox: its clocks and Entra's propagation delay. */
export async function control(path: string, body: object): Promise<void> {
    const response = await fetch(`${process.env.SANDBOX_CONTROL_URL ?? ""}${path}`, {
        method: "POST",
        headers: {
            authorization: `Bearer ${process.env.SANDBOX_CONTROL_TOKEN ?? ""}`,
            "content-type": "application/json",
        },
        body: JSON.stringify(body),
    });
    if (!response.ok) {
        throw new Error(`The sandbox's control answered ${String(response.status)} to ${path}.`);
    }
}

/** Entra's clock ahead by `seconds` while `work` runs. */
export async function withEntraClockAhead<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    await control("/clock", { cloud: "entra", offsetSeconds: seconds });
    try {
        return await work();
    } finally {
        await control("/clock", { cloud: "entra", offsetSeconds: 0 });
    }
}
