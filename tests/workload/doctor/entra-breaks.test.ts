import type { FederatedSandbox, Trust } from "../federated-sandbox";
import { COGNITO, describeBreaks, NOWHERE, patchCredential, sts, STRANGER, variable } from "./broken-trust";

const STS = "https://[\\w-]+\\.tokens\\.sts\\.global\\.api\\.aws";
const DEPLOY = /^Deploy the stack: it rewrites the credential/;
/** Answers in the issuer's place. */
const issuerAnswers =
    (answer: (url: string) => Promise<Response> | undefined) =>
    (sandbox: FederatedSandbox): FederatedSandbox["fetch"] =>
    (url, init) =>
        (url.startsWith(COGNITO) ? answer(url) : undefined) ?? sandbox.fetch(url, init);

let neighbour: Trust | undefined;
/** A second workload, whose client id strays into the first one's environment. */
const deployNeighbour = async (sandbox: FederatedSandbox, deploy: (sandbox: FederatedSandbox) => Promise<Trust>) => {
    neighbour = await deploy(sandbox);
    await sandbox.deleteRoleAssignment(neighbour.roleAssignmentId);
    return deploy(sandbox);
};
const neighboursClient = () => ({ AZURE_CLIENT_ID: neighbour?.clientId });
const deleteApplication = (sandbox: FederatedSandbox, { applicationId }: Trust): Promise<unknown> =>
    sandbox.graph("DELETE", `/applications/${applicationId}`);

describeBreaks("The doctor and a tenant or issuer out of reach", [
    {
        change: "the issuer's discovery document is out of reach",
        fetch: issuerAnswers(() => Promise.reject(new TypeError("fetch failed"))),
        fails: "issuer-discovery",
        says: () => /openid-configuration cannot be reached from here/,
        fix: /DNS, proxy and firewall/,
    },
    {
        change: "something else answers in the issuer's place",
        fetch: issuerAnswers(() => Promise.resolve(Response.json({ issuer: "https://proxy.example" }))),
        fails: "issuer-discovery",
        code: "AADSTS700221",
        says: () => /the discovery document's issuer is https:\/\/proxy\.example/,
        fix: /no proxy answers in place of the issuer/,
    },
    {
        change: "the issuer no longer publishes the key",
        fetch: issuerAnswers((url) =>
            url.endsWith("/jwks_uri") ? Promise.resolve(Response.json({ keys: [] })) : undefined,
        ),
        fails: "issuer-discovery",
        says: () => /none of the 0 keys/,
        fix: /mint a new token/,
    },
    {
        change: "the tenant is another",
        environment: variable("AZURE_TENANT_ID", STRANGER),
        fails: "tenant",
        code: "AADSTS90002",
        says: () => new RegExp(`does not know tenant ${STRANGER}`),
        fix: /^Set AZURE_TENANT_ID from the stack's outputs/,
    },
    {
        change: "the authority host is out of reach",
        environment: variable("AZURE_AUTHORITY_HOST", "https://login.nowhere"),
        fails: "tenant",
        code: "NetworkUnreachable",
        says: () => /https:\/\/login\.nowhere cannot be reached/,
        fix: /AZURE_AUTHORITY_HOST is right/,
    },
    {
        change: "the authority host is missing, and the public cloud is out of reach",
        environment: variable("AZURE_AUTHORITY_HOST", undefined),
        fetch: (sandbox) => (url, init) =>
            url.startsWith("https://login.microsoftonline.com")
                ? Promise.reject(new TypeError("fetch failed"))
                : sandbox.fetch(url, init),
        fails: "tenant",
        code: "NetworkUnreachable",
        says: () => /https:\/\/login\.microsoftonline\.com cannot be reached/,
        fix: /AZURE_AUTHORITY_HOST is right/,
    },
    {
        change: "the authority host is of a cloud with another audience",
        deploy: sts,
        environment: variable("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us"),
        fails: "tenant",
        code: "NetworkUnreachable",
        says: () => /https:\/\/login\.microsoftonline\.us cannot be reached/,
        fix: /AZURE_AUTHORITY_HOST is right/,
    },
    {
        change: "the metadata host of the private cloud is out of reach",
        environment: variable("ARM_METADATA_HOSTNAME", "management.nowhere"),
        fails: "azure-endpoints",
        code: "NetworkUnreachable",
        says: () => /https:\/\/management\.nowhere\/metadata\/endpoints\S* cannot be reached/,
        fix: /^Set ARM_METADATA_HOSTNAME to the host of the cloud's Resource Manager, or unset it/,
    },
    {
        change: "AWS's clock and this machine's are an hour apart",
        breakIt: (sandbox) => {
            sandbox.aws.clock.setOffset(3600);
            return Promise.resolve();
        },
        restore: (sandbox) => {
            sandbox.aws.clock.setOffset(0);
        },
        fails: "clock",
        says: () => /AWS's clock is 3[56]\d\d s ahead of this machine's/,
        fix: /^Set this machine's clock/,
    },
    {
        change: "Entra's clock is an hour ahead",
        breakIt: (sandbox) => {
            sandbox.entraClock.setOffset(3600);
            return Promise.resolve();
        },
        restore: (sandbox) => {
            sandbox.entraClock.setOffset(0);
        },
        fails: "exchange",
        code: "AADSTS700024",
        says: () => /this machine's clock is 36\d\d s behind Entra's/,
        fix: /correct the clock of this machine/,
    },
]);

describeBreaks("The doctor and a broken application", [
    {
        change: "the client id is of no application",
        environment: variable("AZURE_CLIENT_ID", STRANGER),
        fails: "application",
        code: "AADSTS700016",
        says: () => new RegExp(`no application with client id ${STRANGER}`),
        fix: /^Set AZURE_CLIENT_ID and AZURE_TENANT_ID from the same stack's outputs/,
    },
    {
        change: "the client id is another workload's",
        deploy: (sandbox) => deployNeighbour(sandbox, (own) => own.deploy()),
        environment: neighboursClient,
        fails: "federated-credential",
        says: () => /audience and subject of credential \S+ are not the token's/,
        fix: /^Set AZURE_CLIENT_ID from the same workload's outputs as the other variables: application orders-\w+ \(\S+\) trusts another workload/,
    },
    {
        change: "the client id is another workload's, seen without rights",
        deploy: (sandbox) => deployNeighbour(sandbox, (own) => own.deploy()),
        environment: neighboursClient,
        withoutRights: true,
        fails: "exchange",
        says: () => /No federated credential of the application has the token's/,
        fix: /^Sign in \(az login, or ARM_CLIENT_ID and ARM_CLIENT_SECRET\) and run this again.*; set AZURE_CLIENT_ID from the same/,
    },
    {
        change: "the client id is that of a workload of another role",
        deploy: async (sandbox) => {
            neighbour = await sandbox.deploySts("billing");
            return sandbox.deploySts("orders");
        },
        environment: neighboursClient,
        fails: "federated-credential",
        code: "AADSTS700213",
        says: () => /subject of credential \S+ is not the token's/,
        fix: /^Set AZURE_CLIENT_ID from the same workload's outputs as the other variables: application sts-\w+ \(\S+\) trusts another workload/,
    },
    {
        change: "the application was deleted",
        breakIt: deleteApplication,
        fails: "application",
        code: "AADSTS700016",
        says: ({ clientId }) => new RegExp(`no application with client id ${clientId}`),
        fix: /or deploy the stack/,
    },
    {
        change: "the application was deleted, seen without rights",
        breakIt: deleteApplication,
        withoutRights: true,
        fails: "exchange",
        code: "AADSTS700016",
        says: () => /The application is not in this tenant/,
        fix: /^Set AZURE_CLIENT_ID and AZURE_TENANT_ID from the same stack's outputs/,
    },
    {
        change: "the service principal was deleted",
        breakIt: (sandbox, { principalId }) => sandbox.graph("DELETE", `/servicePrincipals/${principalId}`),
        fails: "service-principal",
        code: "AADSTS7000229",
        says: () => /has no service principal/,
        fix: /^Deploy the stack again/,
    },
    {
        change: "the service principal is disabled",
        breakIt: (sandbox, { principalId }) =>
            sandbox.graph("PATCH", `/servicePrincipals/${principalId}`, { accountEnabled: false }),
        fails: "service-principal",
        code: "AADSTS7000112",
        says: ({ principalId }) => new RegExp(`${principalId} is disabled`),
        fix: /^Enable it: az ad sp update --id [0-9a-f-]{36} --set accountEnabled=true/,
    },
]);

describeBreaks("The doctor and a broken federated credential", [
    {
        change: "the credential was deleted",
        breakIt: (sandbox, { applicationId, credentialId }) =>
            sandbox.graph("DELETE", `/applications/${applicationId}/federatedIdentityCredentials/${credentialId}`),
        fails: "federated-credential",
        code: "AADSTS70025",
        says: () => /has no federated credential/,
        fix: /^Deploy the stack/,
    },
    {
        change: "the credential's issuer ends in a slash",
        breakIt: patchCredential(() => ({ issuer: `${COGNITO}/` })),
        fails: "federated-credential",
        code: "AADSTS700211",
        says: () => /the credential continues with "\/"/,
        fix: DEPLOY,
    },
    {
        change: "the credential's audience is Entra's usual one",
        breakIt: patchCredential(() => ({ audiences: ["api://AzureADTokenExchange"] })),
        fails: "federated-credential",
        code: "AADSTS700212",
        says: () => /audience of credential .* is not the token's/,
        fix: DEPLOY,
    },
    {
        change: "the credential's subject is another identity",
        breakIt: patchCredential(() => ({ subject: NOWHERE })),
        fails: "federated-credential",
        code: "AADSTS700213",
        says: ({ identityId }) =>
            new RegExp(`subject: {3}token {7}${identityId}\n.*credential  ${NOWHERE}\n.*\\^ first difference`),
        fix: DEPLOY,
    },
    {
        change: "the credential's subject is in upper case",
        breakIt: patchCredential(({ identityId }) => ({ subject: identityId.toUpperCase() })),
        fails: "federated-credential",
        code: "AADSTS7002138",
        says: () => /\^ upper and lower case differ/,
        fix: DEPLOY,
    },
    {
        change: "the credential's subject has one character too many, seen without rights",
        breakIt: patchCredential(({ identityId }) => ({ subject: `${identityId}0` })),
        withoutRights: true,
        fails: "exchange",
        code: "AADSTS700213",
        says: ({ identityId }) => new RegExp(`-> Sign in .*subject ${identityId}`),
        fix: /^Sign in \(az login, or ARM_CLIENT_ID and ARM_CLIENT_SECRET\) and run this again/,
    },
    {
        change: "Entra has not yet seen the credential",
        breakIt: async (sandbox, trust) => {
            await sandbox.graph(
                "DELETE",
                `/applications/${trust.applicationId}/federatedIdentityCredentials/${trust.credentialId}`,
            );
            sandbox.entra.setPropagationDelay(600);
            await sandbox.addCredential(trust.applicationId, trust.poolId, trust.identityId);
        },
        restore: (sandbox) => {
            sandbox.entra.setPropagationDelay(0);
        },
        fails: "exchange",
        says: () => /the federated credential matches, but Entra has not seen it yet/,
        fix: /^Wait: a new or changed credential takes a few minutes to take effect\./,
    },
    {
        change: "the STS credential's issuer is Cognito",
        deploy: sts,
        breakIt: patchCredential(() => ({ issuer: COGNITO })),
        fails: "federated-credential",
        code: "AADSTS700211",
        says: () => new RegExp(`issuer: {4}token {7}${STS}\n.*credential  ${COGNITO}\n.*\\^ first difference`),
        fix: DEPLOY,
    },
    {
        change: "the STS credential's issuer is another account's",
        deploy: sts,
        breakIt: patchCredential(() => ({ issuer: `https://${STRANGER}.tokens.sts.global.api.aws` })),
        fails: "federated-credential",
        code: "AADSTS700211",
        says: () => new RegExp(`credential  https://${STRANGER}\\.tokens`),
        fix: DEPLOY,
    },
    {
        change: "the STS credential's audience is a pool's",
        deploy: sts,
        breakIt: patchCredential(() => ({ audiences: [NOWHERE] })),
        fails: "federated-credential",
        code: "AADSTS700212",
        says: () => new RegExp(`audience: {2}token {7}api://AzureADTokenExchange\n.*credential  ${NOWHERE}`),
        fix: DEPLOY,
    },
    {
        change: "the STS credential's subject is cut off",
        deploy: sts,
        breakIt: patchCredential(() => ({ subject: "arn:aws:iam::111122223333:role/order" })),
        fails: "federated-credential",
        code: "AADSTS700213",
        says: () => /the token continues with "s"/,
        fix: DEPLOY,
    },
    {
        change: "the STS credential's subject is the session",
        deploy: sts,
        breakIt: patchCredential(() => ({ subject: "arn:aws:sts::111122223333:assumed-role/orders/session" })),
        fails: "federated-credential",
        code: "AADSTS700213",
        says: () => /subject: {3}token {7}arn:aws:iam::111122223333:role\/orders\n/,
        fix: DEPLOY,
    },
    {
        change: "the STS credential's subject lacks the role's path",
        deploy: (sandbox) => sandbox.deploySts("billing"),
        caller: "billing",
        breakIt: patchCredential(() => ({ subject: "arn:aws:iam::111122223333:role/billing" })),
        fails: "federated-credential",
        code: "AADSTS700213",
        says: () => /token {7}arn:aws:iam::111122223333:role\/teams\/billing\n/,
        fix: DEPLOY,
    },
    {
        change: "the STS credential's subject differs in upper and lower case",
        deploy: (sandbox) => sandbox.deploySts("billing"),
        caller: "billing",
        breakIt: patchCredential(() => ({ subject: "arn:aws:iam::111122223333:role/Teams/billing" })),
        fails: "federated-credential",
        code: "AADSTS7002138",
        says: () => /\^ upper and lower case differ/,
        fix: DEPLOY,
    },
]);
