/** An outside token, which Entra accepts as a client assertion. */
export interface Assertion {
    readonly token: string;
    /** Seconds from issue to expiry. */
    readonly lifetimeSeconds: number;
}

/** Mints outside tokens for the workload. */
export interface AssertionSource {
    readonly kind: "cognito" | "sts";
    /**
     * A new token; `lifetimeSeconds` is a wish: the source may give less.
     * @throws SourceError, TokenMismatchError
     */
    mint(lifetimeSeconds: number): Promise<Assertion>;
}
