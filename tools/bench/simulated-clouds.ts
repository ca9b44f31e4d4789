import { randomBytes } from "node:crypto";
import { explain, SourceError } from "../../workload/errors";
import type { Assertion, AssertionSource } from "../../workload/sources/assertion-source";
import type { SimulatedClock } from "./simulated-clock";

export const TENANT_ID = "0d0c0b0a-1111-4222-8333-444444444444";
export const CLIENT_ID = "0a0b0c0d-5555-4666-8777-888888888888";
export const SCOPE = "https://vault.azure.net/.default";

/** What a stack's `environment` output gives a workload. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
    AZURE_TENANT_ID: TENANT_ID,
    AZURE_CLIENT_ID: CLIENT_ID,
    AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com/",
    AWS_REGION: "eu-central-1",
    FEDERATION_ISSUER: "cognito",
    COGNITO_IDENTITY_POOL_ID: "eu-central-1:11111111-2222-4333-8444-555555555555",
    COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
    COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
    COGNITO_IDENTITY_ID: "eu-central-1:66666666-7777-4888-8999-aaaaaaaaaaaa",
};

/** Cognito as the credential sees it. */
export class SimulatedCognito implements AssertionSource {
    readonly kind = "cognito";
    minted = 0;
    /** Decides each call: an error code, or nothing for success. */
    failure: () => string | undefined = () => undefined;

    mint(lifetimeSeconds: number): Promise<Assertion> {
        const code = this.failure();
        if (code !== undefined) {
            return Promise.reject(new SourceError("Cognito", explain(code)));
        }
        this.minted += 1;
        return Promise.resolve({ token: outsideToken({ jti: this.minted }), lifetimeSeconds });
    }
}

/** Entra's token endpoint, as the credential sees it. */
export class SimulatedEntra {
    granted = 0;
    latencyMilliseconds = 0;
    /** Decides each request: an answer instead of a token, or nothing for success. */
    failure: () => Response | Error | undefined = () => undefined;

    constructor(readonly clock: SimulatedClock) {}

    readonly fetch = async (): Promise<Response> => {
        if (this.latencyMilliseconds > 0) {
            await this.clock.sleep(this.latencyMilliseconds);
        }
        const failure = this.failure();
        if (failure instanceof Error) {
            throw failure;
        }
        return failure ?? this.grant();
    };

    grant(): Response {
        this.granted += 1;
        return Response.json(
            { token_type: "Bearer", expires_in: 3600, access_token: randomBytes(48).toString("base64url") },
            { headers: { date: new Date(this.clock.now()).toUTCString() } },
        );
    }
}

/** Entra's refusal while it has not seen a new credential. */
export function credentialNotSeen(): Response {
    return Response.json(
        { error: "invalid_client", error_description: "AADSTS700213: No matching record.", error_codes: [700213] },
        { status: 401 },
    );
}

/** What `fetch` throws without a network. */
export function networkDown(): Error {
    return new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });
}

/** An unsigned token in Cognito's format with these claims. */
export function outsideToken(claims: Readonly<Record<string, unknown>>): string {
    const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${segment({ alg: "RS512", typ: "JWS" })}.${segment(claims)}.${randomBytes(32).toString("base64url")}`;
}
