import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckName, CheckResult } from "../../workload/doctor/check";
import { diagnose } from "../../workload/doctor/diagnose";
import { renderReport } from "../../workload/doctor/report";
import { run } from "../../workload/command/run";
import { systemClock } from "../../workload/clock";
import type { Keys } from "../sandbox/aws/sign-request";
import { FederatedSandbox, OTHER_RESOURCE_GROUP, RESOURCE_GROUP, type Trust } from "./federated-sandbox";
import { assertHoldsNoToken, remember, searchStreamsForTokens } from "./issued-tokens";
import { withEnvironment } from "./with-environment";

const NOWHERE = "eu-central-1:00000000-0000-4000-8000-000000000000";
const STRANGER = "00000000-0000-4000-8000-000000000000";
const ISSUER = "https://cognito-identity.amazonaws.com";

/** One change, and what the doctor must say of it. */
interface BrokenTrust {
    readonly change: string;
    breakIt?(sandbox: FederatedSandbox, trust: Trust): Promise<unknown>;
    readonly environment?: (trust: Trust) => Readonly<Record<string, string | undefined>>;
    readonly keys?: (keys: Keys) => Keys;
    readonly fetch?: (sandbox: FederatedSandbox) => FederatedSandbox["fetch"];
    restore?(sandbox: FederatedSandbox): void;
    readonly azureScope?: string;
    /** Whether somebody who may look into the clouds is there. */
    readonly withoutRights?: boolean;
    readonly fails: CheckName;
    readonly code?: string;
    readonly says: (trust: Trust) => RegExp;
}

const patchCredential =
    (change: (trust: Trust) => Readonly<Record<string, unknown>>) =>
    (sandbox: FederatedSandbox, trust: Trust): Promise<unknown> =>
        sandbox.graph(
            "PATCH",
            `/applications/${trust.applicationId}/federatedIdentityCredentials/${trust.credentialId}`,
            change(trust),
        );

const variable = (name: string, value: string | undefined) => (): Readonly<Record<string, string | undefined>> => ({
    [name]: value,
});

const BROKEN: readonly BrokenTrust[] = [
    {
        change: "the tenant id is missing",
        environment: variable("AZURE_TENANT_ID", undefined),
        fails: "configuration",
        code: "ConfigurationMissing",
        says: () => /AZURE_TENANT_ID is missing/,
    },
    {
        change: "the client id is not a GUID",
        environment: variable("AZURE_CLIENT_ID", "orders"),
        fails: "configuration",
        code: "ConfigurationMissing",
        says: () => /AZURE_CLIENT_ID is "orders", not a GUID/,
    },
    {
        change: "the issuer's kind is unknown",
        environment: variable("FEDERATION_ISSUER", "okta"),
        fails: "configuration",
        code: "ConfigurationMissing",
        says: () => /FEDERATION_ISSUER is "okta"/,
    },
    {
        change: "the authority host is not https",
        environment: variable("AZURE_AUTHORITY_HOST", "http://login.sandbox"),
        fails: "configuration",
        code: "ConfigurationMissing",
        says: () => /AZURE_AUTHORITY_HOST is "http:\/\/login\.sandbox", not an https origin/,
    },
    {
        change: "the secret key is wrong",
        keys: (keys) => ({ ...keys, secretAccessKey: `${keys.secretAccessKey}x` }),
        fails: "aws-credentials",
        code: "SignatureDoesNotMatch",
        says: () => /signature/,
    },
    {
        change: "the access key is unknown",
        keys: (keys) => ({ ...keys, accessKeyId: "ASIAUNKNOWNUNKNOWN00" }),
        fails: "aws-credentials",
        code: "InvalidClientTokenId",
        says: () => /does not know the access key/,
    },
    {
        change: "the pool id is of a pool that is not there",
        environment: variable("COGNITO_IDENTITY_POOL_ID", NOWHERE),
        fails: "identity-pool",
        code: "ResourceNotFoundException",
        says: () => new RegExp(`no identity pool ${NOWHERE}`),
    },
    {
        change: "the pool was deleted",
        breakIt: (sandbox, { poolId }) => sandbox.cognito("DeleteIdentityPool", { IdentityPoolId: poolId }),
        fails: "identity-pool",
        code: "ResourceNotFoundException",
        says: ({ poolId }) => new RegExp(`no identity pool ${poolId}`),
    },
    {
        change: "the pool was deleted, seen without rights",
        breakIt: (sandbox, { poolId }) => sandbox.cognito("DeleteIdentityPool", { IdentityPoolId: poolId }),
        withoutRights: true,
        fails: "outside-token",
        code: "ResourceNotFoundException",
        says: () => /identity pool is not in this account and region/,
    },
    {
        change: "the developer provider name is another",
        environment: variable("COGNITO_DEVELOPER_PROVIDER_NAME", "entra.billing"),
        fails: "identity-pool",
        says: () => /is entra\.orders, COGNITO_DEVELOPER_PROVIDER_NAME is entra\.billing/,
    },
    {
        change: "the developer user is not registered",
        environment: variable("COGNITO_DEVELOPER_USER_IDENTIFIER", "billing"),
        fails: "developer-identity",
        says: () => /entra\.orders has no user billing/,
    },
    {
        change: "the developer user is another one's",
        breakIt: (sandbox, { poolId }) => sandbox.mintIdentity(poolId, "shipping"),
        environment: variable("COGNITO_DEVELOPER_USER_IDENTIFIER", "shipping"),
        fails: "developer-identity",
        says: ({ identityId }) => new RegExp(`user shipping is identity .*, COGNITO_IDENTITY_ID is ${identityId}`),
    },
    {
        change: "the developer user is another one's, seen without rights",
        environment: variable("COGNITO_DEVELOPER_USER_IDENTIFIER", "shipping"),
        withoutRights: true,
        fails: "token-claims",
        code: "TokenNotAsDeployed",
        says: ({ identityId }) => new RegExp(`sub is .*, COGNITO_IDENTITY_ID is ${identityId}`),
    },
    {
        change: "the identity id is another",
        environment: variable("COGNITO_IDENTITY_ID", NOWHERE),
        fails: "developer-identity",
        says: ({ identityId }) => new RegExp(`is identity ${identityId}, COGNITO_IDENTITY_ID is ${NOWHERE}`),
    },
    {
        change: "the identity was deleted",
        breakIt: (sandbox, { identityId }) =>
            sandbox.cognito("DeleteIdentities", { IdentityIdsToDelete: [identityId] }),
        fails: "developer-identity",
        says: () => /entra\.orders has no user orders/,
    },
    {
        change: "the policy was detached from the role",
        breakIt: (sandbox) => sandbox.forbidMinting(),
        fails: "outside-token",
        says: () => /may not mint|does not allow/,
    },
    {
        change: "the policy names another pool",
        breakIt: async (sandbox) => sandbox.allowMinting(`other-${String(Date.now())}`, NOWHERE),
        fails: "outside-token",
        says: ({ poolId }) => new RegExp(`identitypool/${poolId}|may not mint|does not allow`),
    },
    {
        change: "the issuer's discovery document is out of reach",
        fetch: (sandbox) => (url, init) =>
            url.startsWith(ISSUER) ? Promise.reject(new TypeError("fetch failed")) : sandbox.fetch(url, init),
        fails: "issuer-discovery",
        says: () => /openid-configuration cannot be reached from here/,
    },
    {
        change: "something else answers in the issuer's place",
        fetch: (sandbox) => (url, init) =>
            url.startsWith(ISSUER)
                ? Promise.resolve(Response.json({ issuer: "https://proxy.example" }))
                : sandbox.fetch(url, init),
        fails: "issuer-discovery",
        code: "AADSTS700221",
        says: () => /the discovery document's issuer is https:\/\/proxy\.example/,
    },
    {
        change: "the issuer no longer publishes the key",
        fetch: (sandbox) => (url, init) =>
            url.endsWith("/jwks_uri") ? Promise.resolve(Response.json({ keys: [] })) : sandbox.fetch(url, init),
        fails: "issuer-discovery",
        says: () => /none of the 0 keys/,
    },
    {
        change: "the tenant is another",
        environment: variable("AZURE_TENANT_ID", STRANGER),
        fails: "tenant",
        code: "AADSTS90002",
        says: () => new RegExp(`does not know tenant ${STRANGER}`),
    },
    {
        change: "the authority host is out of reach",
        environment: variable("AZURE_AUTHORITY_HOST", "https://login.nowhere"),
        fails: "tenant",
        code: "NetworkUnreachable",
        says: () => /https:\/\/login\.nowhere cannot be reached/,
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
    },
    {
        change: "the client id is of no application",
        environment: variable("AZURE_CLIENT_ID", STRANGER),
        fails: "application",
        code: "AADSTS700016",
        says: () => new RegExp(`no application with client id ${STRANGER}`),
    },
    {
        change: "the application was deleted",
        breakIt: (sandbox, { applicationId }) => sandbox.graph("DELETE", `/applications/${applicationId}`),
        fails: "application",
        code: "AADSTS700016",
        says: ({ clientId }) => new RegExp(`no application with client id ${clientId}`),
    },
    {
        change: "the application was deleted, seen without rights",
        breakIt: (sandbox, { applicationId }) => sandbox.graph("DELETE", `/applications/${applicationId}`),
        withoutRights: true,
        fails: "exchange",
        code: "AADSTS700016",
        says: () => /The application is not in this tenant/,
    },
    {
        change: "the service principal was deleted",
        breakIt: (sandbox, { principalId }) => sandbox.graph("DELETE", `/servicePrincipals/${principalId}`),
        fails: "service-principal",
        code: "AADSTS7000229",
        says: () => /has no service principal/,
    },
    {
        change: "the service principal is disabled",
        breakIt: (sandbox, { principalId }) =>
            sandbox.graph("PATCH", `/servicePrincipals/${principalId}`, { accountEnabled: false }),
        fails: "service-principal",
        code: "AADSTS7000112",
        says: ({ principalId }) => new RegExp(`${principalId} is disabled`),
    },
    {
        change: "the credential was deleted",
        breakIt: (sandbox, { applicationId, credentialId }) =>
            sandbox.graph("DELETE", `/applications/${applicationId}/federatedIdentityCredentials/${credentialId}`),
        fails: "federated-credential",
        code: "AADSTS70025",
        says: () => /has no federated credential/,
    },
    {
        change: "the credential's issuer ends in a slash",
        breakIt: patchCredential(() => ({ issuer: `${ISSUER}/` })),
        fails: "federated-credential",
        code: "AADSTS700211",
        says: () => /the credential goes on with "\/"/,
    },
    {
        change: "the credential's audience is Entra's usual one",
        breakIt: patchCredential(() => ({ audiences: ["api://AzureADTokenExchange"] })),
        fails: "federated-credential",
        code: "AADSTS700212",
        says: () => /audience of credential .* is not the token's/,
    },
    {
        change: "the credential's subject is another identity",
        breakIt: patchCredential(() => ({ subject: NOWHERE })),
        fails: "federated-credential",
        code: "AADSTS700213",
        says: ({ identityId }) =>
            new RegExp(`subject: {3}token {7}${identityId}\n.*credential  ${NOWHERE}\n.*\\^ first difference`),
    },
    {
        change: "the credential's subject is in upper case",
        breakIt: patchCredential(({ identityId }) => ({ subject: identityId.toUpperCase() })),
        fails: "federated-credential",
        code: "AADSTS7002138",
        says: () => /\^ upper and lower case differ/,
    },
    {
        change: "the credential's subject has one character too many, seen without rights",
        breakIt: patchCredential(({ identityId }) => ({ subject: `${identityId}0` })),
        withoutRights: true,
        fails: "exchange",
        code: "AADSTS700213",
        says: () => /No federated credential of the application has the token's subject/,
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
    },
    {
        change: "the role assignment was deleted",
        breakIt: (sandbox, { roleAssignmentId }) => sandbox.deleteRoleAssignment(roleAssignmentId),
        fails: "role-assignments",
        says: ({ principalId }) =>
            new RegExp(`no role assignment of principal ${principalId} applies to ${RESOURCE_GROUP}`),
    },
    {
        change: "the role is assigned at another scope",
        azureScope: OTHER_RESOURCE_GROUP,
        fails: "role-assignments",
        says: () => new RegExp(`applies to ${OTHER_RESOURCE_GROUP}`),
    },
    {
        change: "the scope does not exist",
        azureScope: `${RESOURCE_GROUP}s`,
        fails: "role-assignments",
        says: () => new RegExp(`there is no ${RESOURCE_GROUP}s`),
    },
];

describe("cognito-entra doctor", function () {
    searchStreamsForTokens();
    let sandbox: FederatedSandbox;
    let folder: string;
    let keys: Keys;
    let url: string;
    const current: { keys: Keys | undefined } = { keys: undefined };

    before(async () => {
        sandbox = await FederatedSandbox.start();
        url = await sandbox.aws.listen();
        keys = await sandbox.aws.containerKeys("orders");
        folder = await mkdtemp(join(tmpdir(), "doctor-"));
        const { accessKeyId, secretAccessKey } = sandbox.aws.aws.deployer;
        remember(secretAccessKey);
        const credentials = `[administrator]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
        await writeFile(join(folder, "credentials"), credentials, { mode: 0o600 });
    });
    after(async () => {
        await sandbox.close();
        await rm(folder, { recursive: true });
    });
    withEnvironment(() => {
        const { accessKeyId, secretAccessKey, sessionToken = "" } = current.keys ?? keys;
        return {
            AWS_ENDPOINT_URL: url,
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: remember(secretAccessKey),
            AWS_SESSION_TOKEN: remember(sessionToken),
            AWS_EC2_METADATA_DISABLED: "true",
            AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
            AWS_CONFIG_FILE: join(folder, "none"),
        };
    });

    const look = async (broken: Partial<BrokenTrust>, trust: Trust): Promise<CheckResult[]> => {
        const rights = broken.withoutRights !== true;
        const environment = {
            ...trust.environment,
            PATH: "",
            ARM_METADATA_HOSTNAME: "management.sandbox",
            ...(rights ? sandbox.deployerEnvironment : {}),
            ...broken.environment?.(trust),
        };
        const system = { clock: systemClock, random: () => 0.5, fetch: broken.fetch?.(sandbox) ?? sandbox.fetch };
        const options = {
            azureScope: broken.azureScope ?? RESOURCE_GROUP,
            ...(rights ? { awsProfile: "administrator" } : {}),
        };
        return diagnose(environment, options, system);
    };

    it("finds nothing wrong with what a stack deploys", async () => {
        const results = await look({}, await sandbox.deploy());
        const found = results.map(({ check, status }) => `${status} ${check}`);
        assert.deepEqual(found, [
            "ok configuration",
            "ok aws-credentials",
            "ok identity-pool",
            "ok developer-identity",
            "ok outside-token",
            "ok token-claims",
            "ok issuer-discovery",
            "ok tenant",
            "ok clock",
            "ok application",
            "ok service-principal",
            "ok federated-credential",
            "ok exchange",
            "ok role-assignments",
        ]);
        assertHoldsNoToken(renderReport(results), "The report");
        assert.match(renderReport(results), new RegExp(`Reader at ${RESOURCE_GROUP}`));
    });

    it("says what it could not look at", async () => {
        const results = await look({ withoutRights: true }, await sandbox.deploy());
        const skipped = results.filter(({ status }) => status === "skipped").map(({ check }) => check);
        assert.deepEqual(skipped, [
            "identity-pool",
            "developer-identity",
            "application",
            "service-principal",
            "federated-credential",
        ]);
        assert.match(renderReport(results), /because the caller may not cognito-identity:DescribeIdentityPool/);
        assert.ok(results.every(({ status }) => status !== "fail"));
    });

    for (const broken of BROKEN) {
        it(`names the one change: ${broken.change}`, async () => {
            const trust = await sandbox.deploy();
            const before = { ...process.env };
            try {
                await broken.breakIt?.(sandbox, trust);
                if (broken.keys !== undefined) {
                    const { accessKeyId, secretAccessKey } = broken.keys(keys);
                    process.env["AWS_ACCESS_KEY_ID"] = accessKeyId;
                    process.env["AWS_SECRET_ACCESS_KEY"] = secretAccessKey;
                }
                const results = await look(broken, trust);
                const report = renderReport(results);
                const failures = results.filter((result) => result.status === "fail");
                assert.deepEqual(
                    failures.map(({ check }) => check),
                    [broken.fails],
                    report,
                );
                assert.match(report, broken.says(trust));
                if (broken.code !== undefined) {
                    assert.equal(failures[0]?.code, broken.code, report);
                }
                assertHoldsNoToken(report + JSON.stringify(results), "The report");
            } finally {
                broken.restore?.(sandbox);
                process.env["AWS_ACCESS_KEY_ID"] = before["AWS_ACCESS_KEY_ID"];
                process.env["AWS_SECRET_ACCESS_KEY"] = before["AWS_SECRET_ACCESS_KEY"];
            }
        });
    }

    it("ends with 1 on a failure, and speaks JSON", async () => {
        const trust = await sandbox.deploy();
        const written: string[] = [];
        const code = await run(["doctor", "--json"], {
            environment: { ...trust.environment, PATH: "", AZURE_CLIENT_ID: "orders" },
            system: { clock: systemClock, random: () => 0.5, fetch: sandbox.fetch },
            out: (text) => written.push(text),
            log: (line) => assert.fail(line),
            outIsTerminal: false,
            inIsTerminal: false,
            stop: new AbortController().signal,
        });
        assert.equal(code, 1);
        const report: unknown = JSON.parse(written.join(""));
        assert.ok(typeof report === "object" && report !== null && Reflect.get(report, "ok") === false);
    });
});
