import assert from "node:assert/strict";
import type { JWTHeaderParameters } from "jose";
import { type KeyMaterial, makeKey, openIssuer, type OutsideIssuer, sign } from "./outside-issuer";
import {
    type Answer,
    credential,
    type DeployedWorkload,
    deployWorkload,
    type Json,
    openTenant,
    type TestTenant,
    textOf,
} from "./tenant";

export interface Keys {
    /** What the issuer signs with. */
    readonly rsa: KeyMaterial;
    readonly otherRsa: KeyMaterial;
    readonly rsa512: KeyMaterial;
    readonly pss: KeyMaterial;
    readonly elliptic: KeyMaterial;
}

export const AUDIENCE = "eu-central-1:audience";
export const SUBJECT = "eu-central-1:subject";
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** A tenant with one workload, whose exchange works until a test changes one thing. */
export class Exchange {
    header: JWTHeaderParameters = { alg: "RS256", kid: "key-1", typ: "JWT" };
    claims: Json;
    form: Record<string, string> = {};
    assertion: ((working: string) => string | Promise<string>) | undefined;
    init: RequestInit = {};

    constructor(
        readonly tenant: TestTenant,
        readonly workload: DeployedWorkload,
        readonly credentialPath: string,
        readonly issuer: OutsideIssuer,
        readonly keys: Keys,
    ) {
        const now = tenant.clock.epochSeconds();
        this.claims = { iss: issuer.url, aud: AUDIENCE, sub: SUBJECT, iat: now, exp: now + 900 };
    }

    async run(): Promise<Answer> {
        const working = await sign(this.issuer.privateKey, this.header, this.claims);
        const form = {
            grant_type: "client_credentials",
            client_id: this.workload.clientId,
            client_assertion_type: ASSERTION_TYPE,
            client_assertion: this.assertion === undefined ? working : await this.assertion(working),
            scope: "https://management.azure.com/.default",
            ...this.form,
        };
        const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== "absent"));
        return this.tenant.token(given, this.init);
    }

    async patch(path: string, body: Json): Promise<void> {
        assert.equal((await this.tenant.graph("PATCH", path, body)).status, 204);
    }

    async patchCredential(body: Json): Promise<void> {
        await this.patch(this.credentialPath, body);
    }
}

export async function prepareExchange(): Promise<Exchange> {
    const { tenant, keys } = await shareTenant();
    const issuer = openIssuer(tenant.network, "issuer.example", keys.rsa);
    const workload = await deployWorkload(tenant);
    const credentials = `/v1.0/applications/${workload.applicationId}/federatedIdentityCredentials`;
    const made = await tenant.graph("POST", credentials, credential());
    assert.equal(made.status, 201);
    return new Exchange(tenant, workload, `${credentials}/${textOf(made.body["id"])}`, issuer, keys);
}

let shared: { readonly tenant: TestTenant; readonly keys: Keys } | undefined;

/** One tenant for all tests, as making keys takes a while; each test has an application of its own. */
async function shareTenant(): Promise<{ readonly tenant: TestTenant; readonly keys: Keys }> {
    if (shared === undefined) {
        const [tenant, rsa, otherRsa, rsa512, pss, elliptic] = await Promise.all([
            openTenant(),
            makeKey("RS256"),
            makeKey("RS256"),
            makeKey("RS512"),
            makeKey("PS256"),
            makeKey("ES384"),
        ]);
        shared = { tenant, keys: { rsa, otherRsa, rsa512, pss, elliptic } };
    }
    shared.tenant.clock.setOffset(0);
    shared.tenant.setPropagationDelay(0);
    return shared;
}
