/** An outside token, as Entra takes it for a client assertion. */
export interface Assertion {
    readonly token: string;
    /** Seconds from issue to expiry. */
    readonly lifetimeSeconds: number;
}

/** Whoever mints outside tokens for the workload. */
export interface AssertionSource {
    readonly kind: "cognito" | "sts";
    /**
     * A new token; `lifetimeSeconds` is what is wanted, the source may give less.
     * @throws SourceError, TokenMismatchError
     */
    mint(lifetimeSeconds: number): Promise<Assertion>;
}
