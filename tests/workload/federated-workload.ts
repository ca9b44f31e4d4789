import { FederatedCredential, type FederatedCredentialOptions } from "../../workload";
import { FakeClock } from "./fake-clock";
import { FakeEntra } from "./fake-entra";
import { FakeSource } from "./fake-source";

export const POOL_ID = "eu-central-1:11111111-2222-4333-8444-555555555555";
export const IDENTITY_ID = "eu-central-1:66666666-7777-4888-8999-aaaaaaaaaaaa";
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
    COGNITO_IDENTITY_POOL_ID: POOL_ID,
    COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
    COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
    COGNITO_IDENTITY_ID: IDENTITY_ID,
};

/** A credential between a fake Cognito and a fake Entra, with time in the test's hands. */
export class FederatedTestWorkload {
    readonly clock = new FakeClock();
    readonly entra: FakeEntra;
    readonly source = new FakeSource();
    readonly credential: FederatedCredential;

    constructor(options: FederatedCredentialOptions & { readonly lifetimeSeconds?: number } = {}, random = () => 0.5) {
        const { lifetimeSeconds, ...credentialOptions } = options;
        this.entra = new FakeEntra(this.clock, lifetimeSeconds);
        this.credential = new FederatedCredential(
            { environment: ENVIRONMENT, ...credentialOptions },
            { system: { clock: this.clock, random, fetch: this.entra.fetch }, source: this.source },
        );
    }
}
