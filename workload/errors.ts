import { findKnownError, type KnownError, type Retry } from "./error-table";
import { withoutSecrets } from "./without-secrets";

/** What is known about one failure besides its code. */
export interface ErrorDetails {
    /** The service's own words; shown without anything that could be a token. */
    readonly detail?: string | undefined;
    /** Entra's correlation id or AWS's request id: what support asks for. */
    readonly correlationId?: string | undefined;
    /** From the Retry-After header. */
    readonly retryAfterSeconds?: number | undefined;
}

/**
 * Anything that went wrong between the workload and its Azure token. Its message says where, what was found and what to do;
 * it never holds a token. The subclass tells on whose side it is.
 */
export abstract class FederationError extends Error {
    /** `AADSTS700213`, `NotAuthorizedException`, `NetworkUnreachable` …: the key into docs/errors.md. */
    readonly code: string;
    readonly correlationId: string | undefined;
    /** What to do next, one sentence. */
    readonly fix: string;
    readonly retry: Retry;
    readonly retryAfterSeconds: number | undefined;

    constructor(place: string, known: KnownError, details: ErrorDetails = {}) {
        const correlationId = readId(details.correlationId);
        super(sentence(place, known, details.detail, correlationId));
        this.name = new.target.name;
        this.code = known.code;
        this.fix = known.fix;
        this.retry = known.retry;
        this.correlationId = correlationId;
        this.retryAfterSeconds = details.retryAfterSeconds;
    }
}

/** The settings are incomplete or malformed. */
export class ConfigurationError extends FederationError {
    constructor(problems: readonly string[]) {
        super("cognito-entra", explain("ConfigurationMissing"), { detail: problems.join("; ") });
    }
}

/** AWS gave no token for the workload. */
export class SourceError extends FederationError {}

/** AWS issued a token with other claims than were deployed; Entra was not asked. */
export class TokenMismatchError extends FederationError {
    constructor(
        place: string,
        readonly claim: "aud" | "sub",
        readonly found: string,
        readonly deployed: string,
    ) {
        super(place, explain("TokenNotAsDeployed"), { detail: `${claim} is ${found}, deployed was ${deployed}` });
    }
}

/** Entra did not accept the outside token. */
export class ExchangeError extends FederationError {}

/** A service asked for a token of a tenant that the workload does not trust. */
export class TenantNotAllowedError extends FederationError {
    constructor(tenantId: string) {
        super("cognito-entra", explain("TenantNotAllowed"), { detail: `asked for ${tenantId}` });
    }
}

/** The caller's abort signal ended its waiting. Its name is the one by which every Azure client recognises that. */
export class TokenRequestAbortedError extends FederationError {
    constructor() {
        super("cognito-entra", explain("AbortError"));
        this.name = "AbortError";
    }
}

/** The row of the error table; for a code that is not in it, `UnknownError` under that code. */
export function explain(code: string): KnownError {
    const unknown = {
        from: "kit",
        cause: "An unknown error.",
        fix: "Read the service's own message.",
        retry: "never",
    } as const;
    return findKnownError(code) ?? { ...(findKnownError("UnknownError") ?? unknown), code };
}

function sentence(
    place: string,
    known: KnownError,
    detail: string | undefined,
    correlationId: string | undefined,
): string {
    const own = detail === undefined ? "" : ` (${withoutSecrets(detail)})`;
    const id = correlationId === undefined ? "" : ` [correlation id ${correlationId}]`;
    return `${place}: ${known.code}: ${known.cause}${own} ${known.fix}${id}`;
}

/** An id is a GUID or shorter: anything else is not shown. */
function readId(text: string | undefined): string | undefined {
    return text !== undefined && /^[\w-]{1,36}$/.test(text) ? text : undefined;
}
