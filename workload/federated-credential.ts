import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import { claimsRequest } from "./claims-request";
import { DevelopmentCredential, isDevelopment } from "./development-credential";
import { exchangeAssertion } from "./entra-exchange";
import type { Environment } from "./environment";
import {
    ExchangeError,
    explain,
    type FederationError,
    TenantNotAllowedError,
    TokenRequestAbortedError,
} from "./errors";
import { RenewingValue, type Timed } from "./renewing-value";
import { type FederationSettings, type FederationSettingsOptions, readFederationSettings } from "./federation-settings";
import type { Assertion, AssertionSource } from "./sources/assertion-source";
import { createSource } from "./sources/create-source";
import { realSystem, type System } from "./system";
import { findTelemetry, type Telemetry } from "./telemetry";
import { renewalDelay } from "./token-schedule";
import { Trust } from "./trust";

/** Options of {@link FederatedCredential}; what is not given comes from the environment that the stack outputs. */
export interface FederatedCredentialOptions extends FederationSettingsOptions {
    /** How long a call waits for a federated credential that Entra may not have seen yet. Zero: not at all. @default 120 */
    readonly propagationTimeoutSeconds?: number;
    /** How long a call without a cached token waits for AWS or Entra while they are down or throttle. @default 60 */
    readonly retryTimeoutSeconds?: number;
    /** @default process.env */
    readonly environment?: Environment;
}

/** Replacements for the machine and for AWS, for tests. */
export interface FederatedCredentialParts {
    readonly system?: System;
    readonly source?: AssertionSource;
}

// An assertion is used at once; five minutes are enough for a second scope or tenant.
const ASSERTION_LIFETIME_SECONDS = 300;
const ASSERTION_MARGIN_SECONDS = 60;
const TOKEN_MARGIN_MILLISECONDS = 30_000;
// Requests that were under way with the old token bring the same challenge again: they get the same answer.
const ANSWER_HOLDS_MILLISECONDS = 10_000;
// More scopes and tenants than one process uses; beyond that, the oldest makes room.
const MOST_CACHED_TOKENS = 256;
/** A GUID or a domain. */
const TENANT = /^[\da-z](?:[\da-z-]{0,62}[\da-z])?(?:\.[\da-z](?:[\da-z-]{0,62}[\da-z])?)*$/;
const SCOPES = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/**
 * An Azure credential for code that runs in AWS: gets the workload's token from Cognito or STS and exchanges it at Entra. Every
 * `@azure/*` client accepts it.
 *
 * Tokens are cached by scope and tenant and renewed in the background, so make one and keep it for the life of the process. Every
 * failure is a {@link FederationError}.
 *
 * @example
 * const client = new SecretClient(vaultUrl, new FederatedCredential());
 * @throws ConfigurationError at once, naming every setting that is missing or malformed
 */
export class FederatedCredential implements TokenCredential {
    readonly #development: DevelopmentCredential | undefined;
    readonly #federation: Federation | undefined;

    constructor(options: FederatedCredentialOptions = {}, parts: FederatedCredentialParts = {}) {
        const environment = options.environment ?? process.env;
        if (isDevelopment(environment)) {
            this.#development = new DevelopmentCredential();
        } else {
            this.#federation = new Federation(readFederationSettings(environment, options), options, parts);
        }
    }

    /** How far this machine's clock was ahead of Entra's at the last exchange, in milliseconds. */
    get clockAheadMilliseconds(): number | undefined {
        return this.#federation?.clockAheadMilliseconds;
    }

    /**
     * An access token for one resource. `claims` of a challenge, `enableCae`, `tenantId` and `abortSignal` are honoured; the signal
     * ends this call's waiting, not the exchange that others wait for as well.
     */
    getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken> {
        if (this.#federation !== undefined) {
            return this.#federation.getToken(scopes, options);
        }
        return this.#developmentToken(scopes, options);
    }

    async #developmentToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken> {
        const token = await this.#development?.getToken(scopes, options);
        if (token === null || token === undefined) {
            throw new TypeError("The developer's credential gave no token.");
        }
        return token;
    }
}

/** The claims challenge that was answered last for a scope and tenant. */
interface Challenge {
    readonly claims: string;
    readonly token: Promise<AccessToken>;
    /** Until when its token is returned; `Infinity` while it is being fetched. */
    until: number;
}

class Federation {
    readonly #settings: FederationSettings;
    readonly #system: System;
    readonly #source: AssertionSource;
    readonly #patienceMilliseconds: number;
    readonly #propagationMilliseconds: number;
    readonly #assertions: RenewingValue<Assertion>;
    readonly #tokens = new Map<string, RenewingValue<AccessToken>>();
    // Tokens for clients that understand continuous access evaluation live longer, so they are kept separately.
    readonly #evaluatedTokens = new Map<string, RenewingValue<AccessToken>>();
    // Separate, so that no scope string can select another tenant's token.
    readonly #foreignTokens = new Map<string, RenewingValue<AccessToken>>();
    readonly #trusts = new Map<string, Trust>();
    readonly #challenges = new WeakMap<RenewingValue<AccessToken>, Challenge>();
    #telemetry: Telemetry | undefined;
    clockAheadMilliseconds: number | undefined;

    constructor(settings: FederationSettings, options: FederatedCredentialOptions, parts: FederatedCredentialParts) {
        this.#settings = settings;
        this.#system = parts.system ?? realSystem;
        this.#source = parts.source ?? createSource(settings.source);
        this.#patienceMilliseconds = (options.retryTimeoutSeconds ?? 60) * 1000;
        this.#propagationMilliseconds = (options.propagationTimeoutSeconds ?? 120) * 1000;
        // The exchange that needs the assertion retries, so this does not.
        this.#assertions = new RenewingValue(() => this.#mint(), this.#system, 0);
    }

    getToken(scopes: string | string[], options: GetTokenOptions | undefined): Promise<AccessToken> {
        const scope = typeof scopes === "string" ? scopes : scopes.join(" ");
        const plain =
            options === undefined ||
            (options.claims === undefined && options.tenantId === undefined && options.abortSignal?.aborted !== true);
        if (plain) {
            const token = (options?.enableCae === true ? this.#evaluatedTokens : this.#tokens).get(scope)?.peek();
            if (token !== undefined) {
                this.#telemetry?.cacheHits.add(1);
                return token;
            }
        }
        return this.#getTokenSlowly(scope, options ?? {});
    }

    async #getTokenSlowly(scope: string, options: GetTokenOptions): Promise<AccessToken> {
        this.#telemetry ??= await findTelemetry();
        const tenantId = this.#checkTenant(options.tenantId);
        checkScope(scope);
        const enableCae = options.enableCae === true;
        const isForeign = tenantId !== this.#settings.tenantId;
        const own = enableCae ? this.#evaluatedTokens : this.#tokens;
        const tokens = isForeign ? this.#foreignTokens : own;
        const key = isForeign ? `${tenantId} ${String(enableCae)} ${scope}` : scope;
        const cached = this.#cached(tokens, key, () =>
            this.#exchange(scope, tenantId, claimsRequest(undefined, enableCae)),
        );
        const { claims, abortSignal } = options;
        if (claims === undefined) {
            return untilAborted(abortSignal, () => cached.get());
        }
        return untilAborted(abortSignal, () => this.#challenge(scope, tenantId, claims, enableCae, cached));
    }

    /** Answers a claims challenge: a service refused the cached token, and a new one replaces it. */
    #challenge(
        scope: string,
        tenantId: string,
        claims: string,
        enableCae: boolean,
        cached: RenewingValue<AccessToken>,
    ): Promise<AccessToken> {
        const last = this.#challenges.get(cached);
        if (last?.claims === claims && this.#system.clock.now() < last.until) {
            return last.token;
        }
        const fetched = new RenewingValue(
            async () => {
                const timed = await this.#exchange(scope, tenantId, claimsRequest(claims, enableCae));
                // A newer challenge wins, whichever is answered first.
                if (this.#challenges.get(cached)?.claims === claims) {
                    cached.put(timed);
                }
                return timed;
            },
            this.#system,
            this.#patienceMilliseconds,
            this.#events(),
        );
        const challenge: Challenge = { claims, token: fetched.refetch(), until: Infinity };
        this.#challenges.set(cached, challenge);
        const end = (holds: number) => (): void => {
            challenge.until = this.#system.clock.now() + holds;
        };
        challenge.token.then(end(ANSWER_HOLDS_MILLISECONDS), end(0));
        return challenge.token;
    }

    #checkTenant(asked: string | undefined): string {
        const { tenantId, additionallyAllowedTenants } = this.#settings;
        const name = asked?.toLowerCase();
        if (name === undefined || name === tenantId.toLowerCase()) {
            return tenantId;
        }
        // The name becomes part of the token endpoint's path.
        const isAllowed = additionallyAllowedTenants.some((tenant) => tenant === "*" || tenant.toLowerCase() === name);
        if (!TENANT.test(name) || !isAllowed) {
            throw new TenantNotAllowedError(name);
        }
        return name;
    }

    #cached(
        tokens: Map<string, RenewingValue<AccessToken>>,
        key: string,
        fetch: () => Promise<Timed<AccessToken>>,
    ): RenewingValue<AccessToken> {
        const found = tokens.get(key);
        if (found !== undefined) {
            return found;
        }
        makeRoom(tokens);
        const made = new RenewingValue(fetch, this.#system, this.#patienceMilliseconds, this.#events());
        tokens.set(key, made);
        return made;
    }

    #events(): { onRenewal: () => void; onError: (error: FederationError) => void } {
        return {
            onRenewal: () => this.#telemetry?.renewals.add(1),
            onError: (error) => {
                // Refusals of the trust are counted one by one, where they are retried.
                if (error.retry !== "propagation") {
                    this.#countError(error);
                }
            },
        };
    }

    #countError(error: FederationError): void {
        this.#telemetry?.errors.add(1, { "error.type": error.code });
    }

    #exchange(scope: string, tenantId: string, claims: string | undefined): Promise<Timed<AccessToken>> {
        let trust = this.#trusts.get(tenantId);
        if (trust === undefined) {
            makeRoom(this.#trusts);
            trust = new Trust(this.#system, this.#propagationMilliseconds);
            this.#trusts.set(tenantId, trust);
        }
        return trust.exchange(() => this.#exchangeOnce(scope, tenantId, claims));
    }

    async #exchangeOnce(scope: string, tenantId: string, claims: string | undefined): Promise<Timed<AccessToken>> {
        const { authorityHost, clientId } = this.#settings;
        const { token: assertion } = await this.#assertions.get();
        const exchange = (): ReturnType<typeof exchangeAssertion> =>
            exchangeAssertion({ authorityHost, tenantId, clientId, scope, assertion, claims }, this.#system);
        try {
            const answer = await (this.#telemetry?.span("exchange", { "cognito_entra.scope": scope }, exchange) ??
                exchange());
            this.clockAheadMilliseconds = answer.clockAheadMilliseconds;
            const now = this.#system.clock.now();
            const expiresAt = now + answer.expiresInSeconds * 1000;
            const renewAt = now + renewalDelay(answer, () => this.#system.random());
            return {
                value: {
                    token: answer.accessToken,
                    expiresOnTimestamp: expiresAt,
                    refreshAfterTimestamp: renewAt,
                    tokenType: "Bearer",
                },
                expiresAt: expiresAt - Math.min(TOKEN_MARGIN_MILLISECONDS, answer.expiresInSeconds * 100),
                renewAt,
            };
        } catch (error) {
            if (error instanceof ExchangeError && error.retry === "newAssertion") {
                this.#assertions.invalidate();
            }
            if (error instanceof ExchangeError && error.retry === "propagation") {
                this.#countError(error);
            }
            throw error;
        }
    }

    async #mint(): Promise<Timed<Assertion>> {
        const mint = (): Promise<Assertion> => this.#source.mint(ASSERTION_LIFETIME_SECONDS);
        const value = await (this.#telemetry?.span("assertion", { "cognito_entra.issuer": this.#source.kind }, mint) ??
            mint());
        const margin = Math.min(ASSERTION_MARGIN_SECONDS, value.lifetimeSeconds / 5);
        const expiresAt = this.#system.clock.now() + (value.lifetimeSeconds - margin) * 1000;
        return { value, expiresAt, renewAt: expiresAt };
    }
}

/** Drops the oldest entry of a cache that is full. */
function makeRoom(cache: Map<string, unknown>): void {
    const [oldest] = cache.keys();
    if (oldest !== undefined && cache.size >= MOST_CACHED_TOKENS) {
        cache.delete(oldest);
    }
}

/** @throws ExchangeError for an invalid scope: Entra is not asked, and it must not share a cache key with a valid one */
function checkScope(scope: string): void {
    if (!SCOPES.test(scope)) {
        throw new ExchangeError("cognito-entra", explain("AADSTS70011"), {
            detail: `asked for ${JSON.stringify(scope)}`,
        });
    }
}

function untilAborted<T>(signal: GetTokenOptions["abortSignal"], work: () => Promise<T>): Promise<T> {
    if (signal === undefined) {
        return work();
    }
    if (signal.aborted) {
        return Promise.reject(new TokenRequestAbortedError());
    }
    return new Promise((resolve, reject) => {
        const abort = (): void => {
            reject(new TokenRequestAbortedError());
        };
        signal.addEventListener("abort", abort);
        work()
            .then(resolve, reject)
            .finally(() => {
                signal.removeEventListener("abort", abort);
            });
    });
}
