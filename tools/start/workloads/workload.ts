import { z } from "zod";

/** What the parent process asks the workload's process. */
export const request = z.discriminatedUnion("kind", [
    /** The workload's ARN in AWS. */
    z.object({ kind: z.literal("caller") }),
    /** A token of a developer identity; `environment` changes the workload's own. */
    z.object({ kind: z.literal("assertion"), environment: z.record(z.string(), z.string()) }),
    /** The exchange of such a token for an access token. */
    z.object({
        kind: z.literal("accessToken"),
        assertion: z.string(),
        scope: z.string(),
        /** Whether it waits while Entra may not see the federated credential yet. */
        waits: z.boolean(),
    }),
    /** A resource of Azure, read with the workload's own credential. */
    z.object({ kind: z.literal("read"), url: z.string(), scope: z.string() }),
]);

export type Request = z.infer<typeof request>;

/** What an access token says; the token itself stays in the workload's process. */
export const accessTokenFacts = z.object({ audience: z.string(), expiresInSeconds: z.number() });

export const answer = z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), value: z.union([z.string(), accessTokenFacts]) }),
    z.object({ ok: z.literal(false), code: z.string(), message: z.string(), mayPass: z.boolean() }),
]);

/**
 * A refusal. `code` is the vendor's own; `mayPass` says that it may be due to a new federated credential's propagation.
 */
export interface Refusal {
    readonly ok: false;
    readonly code: string;
    readonly message: string;
    readonly mayPass: boolean;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

export type AccessTokenFacts = z.infer<typeof accessTokenFacts>;

/** Code that runs in AWS under a role and uses the kit's credential. */
export interface Workload {
    caller(): Promise<string>;
    assertion(environment?: Readonly<Record<string, string>>): Promise<Answer<string>>;
    accessToken(assertion: string, scope: string, waits: boolean): Promise<Answer<AccessTokenFacts>>;
    read(url: string, scope: string): Promise<Answer<string>>;
}
