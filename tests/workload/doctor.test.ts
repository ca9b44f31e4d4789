import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckName, CheckResult } from "../../workload/doctor/check";
import { diagnose } from "../../workload/doctor/diagnose";
import { renderReport } from "../../workload/doctor/report";
import { run } from "../../workload/command/run";
import { systemClock } from "../../workload/clock";
import { BILLING_ROLE } from "../sandbox/aws/fixture";
import type { Keys } from "../sandbox/aws/sign-request";
import { FakeSignals } from "./fake-signals";
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
    /** @default a Cognito identity's */
    readonly deploy?: (sandbox: FederatedSandbox) => Promise<Trust>;
    /** The role that asks for tokens. @default orders */
    readonly caller?: "billing";
    /** Who looks: somebody who may read all of IAM instead of who deploys. */
    readonly auditor?: boolean;
    readonly environment?: (trust: Trust) => Readonly<Record<string, string | undefined>>;
    readonly keys?: (keys: Keys) => Keys;
    readonly fetch?: (sandbox: FederatedSandbox) => FederatedSandbox["fetch"];
    restore?(sandbox: FederatedSandbox): void;
    restoreLater?(sandbox: FederatedSandbox): Promise<unknown>;
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

const MINT = "cognito-identity:GetOpenIdTokenForDeveloperIdentity";
const STS = "https://[\\w-]+\\.tokens\\.sts\\.global\\.api\\.aws";
const sts = (sandbox: FederatedSandbox): Promise<Trust> => sandbox.deploySts();
const stsWhere = (condition: Readonly<Record<string, unknown>>) => (sandbox: FederatedSandbox) =>
    sandbox.deploySts("orders", { Condition: condition });

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
        change: "the policy was detached from the role, seen with rights in IAM",
        breakIt: (sandbox) => sandbox.forbidMinting(),
        auditor: true,
        fails: "caller-policy",
        says: ({ poolId }) =>
            new RegExp(`no policy of role orders names ${MINT}\n.*Allow role orders ${MINT} on arn:\\S+/${poolId}`),
    },
    {
        change: "the policy names another pool, seen with rights in IAM",
        breakIt: async (sandbox) => sandbox.allowMinting(`other-${String(Date.now())}-audited`, NOWHERE),
        auditor: true,
        fails: "caller-policy",
        says: () => new RegExp(`policy other-\\S+ of role orders names another pool: arn:aws:\\S+/${NOWHERE}`),
    },
    {
        change: "another policy denies it",
        breakIt: (sandbox) => sandbox.attach({ Effect: "Deny", Action: "cognito-identity:Get*", Resource: "*" }),
        fails: "caller-policy",
        says: () => /an explicit deny in policy more-\w+ of role orders covers/,
    },
    {
        change: "an inline policy denies it on every other pool",
        breakIt: (sandbox) =>
            sandbox.putInline({
                Version: "2012-10-17",
                Statement: {
                    Effect: "Deny",
                    Action: [MINT],
                    NotResource: `arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/${NOWHERE}`,
                },
            }),
        restoreLater: (sandbox) => sandbox.deleteInline(),
        auditor: true,
        fails: "caller-policy",
        says: () => /an explicit deny in policy inline of role orders covers/,
    },
    {
        change: "outbound federation of the account is off",
        deploy: sts,
        breakIt: (sandbox) => sandbox.switchFederation(false),
        fails: "outside-token",
        code: "OutboundWebIdentityFederationDisabledException",
        says: () => /off in this AWS account\.[^]*aws iam enable-outbound-web-identity-federation/,
    },
    {
        change: "the role may not ask STS for a token",
        deploy: sts,
        breakIt: (sandbox) => sandbox.forbidMinting(),
        auditor: true,
        fails: "caller-policy",
        says: () => /no policy of role orders names sts:GetWebIdentityToken/,
    },
    {
        change: "the role may not ask STS for a token, seen without rights",
        deploy: sts,
        breakIt: (sandbox) => sandbox.forbidMinting(),
        withoutRights: true,
        fails: "outside-token",
        code: "AccessDenied",
        says: () => /Allow the workload's role `sts:GetWebIdentityToken`/,
    },
    {
        change: "the role may ask STS for tokens with another algorithm alone",
        deploy: stsWhere({ StringEquals: { "sts:SigningAlgorithm": "ES384" } }),
        auditor: true,
        fails: "caller-policy",
        says: () => /allows sts:GetWebIdentityToken only where sts:SigningAlgorithm StringEquals ES384, and not RS256/,
    },
    {
        change: "the role may ask STS for tokens of another audience alone",
        deploy: stsWhere({ "ForAnyValue:StringEquals": { "sts:IdentityTokenAudience": "api://other" } }),
        auditor: true,
        fails: "caller-policy",
        says: () => /only where sts:IdentityTokenAudience .*api:\/\/other, and not api:\/\/AzureADTokenExchange/,
    },
    {
        change: "the role may ask STS for shorter tokens alone",
        deploy: stsWhere({ NumericLessThanEquals: { "sts:DurationSeconds": "120" } }),
        auditor: true,
        fails: "caller-policy",
        says: () => /only where sts:DurationSeconds NumericLessThanEquals 120, and not 300/,
    },
    {
        change: "the STS credential's issuer is Cognito",
        deploy: sts,
        breakIt: patchCredential(() => ({ issuer: ISSUER })),
        fails: "federated-credential",
        code: "AADSTS700211",
        says: () => new RegExp(`issuer: {4}token {7}${STS}\n.*credential  ${ISSUER}\n.*\\^ first difference`),
    },
    {
        change: "the STS credential's issuer is another account's",
        deploy: sts,
        breakIt: patchCredential(() => ({ issuer: `https://${STRANGER}.tokens.sts.global.api.aws` })),
        fails: "federated-credential",
        code: "AADSTS700211",
        says: () => new RegExp(`credential  https://${STRANGER}\\.tokens`),
    },
    {
        change: "the STS credential's audience is a pool's",
        deploy: sts,
        breakIt: patchCredential(() => ({ audiences: [NOWHERE] })),
        fails: "federated-credential",
        code: "AADSTS700212",
        says: () => new RegExp(`audience: {2}token {7}api://AzureADTokenExchange\n.*credential  ${NOWHERE}`),
    },
    {
        change: "the STS credential's subject is another role",
        deploy: sts,
        breakIt: patchCredential(() => ({ subject: "arn:aws:iam::111122223333:role/order" })),
        fails: "federated-credential",
        code: "AADSTS700213",
        says: () => /the token goes on with "s"/,
    },
    {
        change: "the STS credential's subject is the session",
        deploy: sts,
        breakIt: patchCredential(() => ({ subject: "arn:aws:sts::111122223333:assumed-role/orders/session" })),
        fails: "federated-credential",
        code: "AADSTS700213",
        says: () => /subject: {3}token {7}arn:aws:iam::111122223333:role\/orders\n/,
    },
    {
        change: "the STS credential's subject lacks the role's path",
        deploy: (sandbox) => sandbox.deploySts("billing"),
        caller: "billing",
        breakIt: patchCredential(() => ({ subject: "arn:aws:iam::111122223333:role/billing" })),
        fails: "federated-credential",
        code: "AADSTS700213",
        says: () => /token {7}arn:aws:iam::111122223333:role\/teams\/billing\n/,
    },
    {
        change: "the STS credential's subject differs in upper and lower case",
        deploy: (sandbox) => sandbox.deploySts("billing"),
        caller: "billing",
        breakIt: patchCredential(() => ({ subject: "arn:aws:iam::111122223333:role/Teams/billing" })),
        fails: "federated-credential",
        code: "AADSTS7002138",
        says: () => /\^ upper and lower case differ/,
    },
    {
        change: "the region of STS is missing",
        deploy: sts,
        environment: variable("AWS_REGION", undefined),
        fails: "configuration",
        code: "ConfigurationMissing",
        says: () => /AWS_REGION is missing/,
    },
    {
        change: "the authority host is of a cloud with another audience",
        deploy: sts,
        environment: variable("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us"),
        fails: "tenant",
        code: "NetworkUnreachable",
        says: () => /https:\/\/login\.microsoftonline\.us cannot be reached/,
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
        const auditor = await sandbox.auditorKeys();
        const credentials =
            `[administrator]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
            `[auditor]\naws_access_key_id = ${auditor.accessKeyId}\naws_secret_access_key = ${remember(auditor.secretAccessKey)}\n` +
            `aws_session_token = ${remember(auditor.sessionToken ?? "")}\n`;
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
            ...(rights ? { awsProfile: broken.auditor === true ? "auditor" : "administrator" } : {}),
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
            "ok caller-policy",
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
            "caller-policy",
            "application",
            "service-principal",
            "federated-credential",
        ]);
        assert.match(renderReport(results), /because the caller may not cognito-identity:DescribeIdentityPool/);
        assert.match(
            renderReport(results),
            /because the caller may not read the attached policies \(iam:ListAttachedRolePolicies\), the inline policies \(iam:ListRolePolicies\) of role orders/,
        );
        assert.ok(results.every(({ status }) => status !== "fail"));
    });

    for (const role of ["orders", "billing"] as const) {
        it(`finds nothing wrong with the trust of the role ${role} itself`, async () => {
            const trust = await sandbox.deploySts(role);
            const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.aws.containerKeys(role);
            process.env["AWS_ACCESS_KEY_ID"] = accessKeyId;
            process.env["AWS_SECRET_ACCESS_KEY"] = remember(secretAccessKey);
            process.env["AWS_SESSION_TOKEN"] = remember(sessionToken ?? "");
            const results = await look({ auditor: true }, trust);
            const report = renderReport(results);
            const notOk = results.filter(({ status }) => status !== "ok").map(({ check }) => check);
            assert.deepEqual(notOk, ["identity-pool", "developer-identity"], report);
            assert.match(
                report,
                new RegExp(`ok       caller-policy         policy sts-\\w+ of role ${role} allows sts:`),
            );
            assertHoldsNoToken(report, "The report");
        });
    }

    it("looks at the role that it is told, and says what it did not look at", async () => {
        const trust = await sandbox.deploy();
        await sandbox.attach({
            Effect: "Deny",
            Action: MINT,
            Resource: "*",
            Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } },
        });
        const system = { clock: systemClock, random: () => 0.5, fetch: sandbox.fetch };
        const lookAt = async (callerRole: string | undefined, awsProfile: string): Promise<string> => {
            const checks = await diagnose(
                { ...trust.environment, PATH: "" },
                { awsProfile, ...(callerRole === undefined ? {} : { callerRole }) },
                system,
            );
            return renderReport(checks.filter(({ check }) => check === "caller-policy"));
        };
        assert.match(
            await lookAt(undefined, "auditor"),
            /^ok .* allows \S+; not looked at: the deny in policy more-\w+ under a condition on aws:RequestedRegion\n$/,
        );
        assert.match(
            await lookAt(undefined, "administrator"),
            /^ok .*; not looked at: .*, the inline policies \(iam:ListRolePolicies\)\n$/,
        );
        assert.match(await lookAt(BILLING_ROLE, "auditor"), /^fail .* no policy of role billing names/);
        assert.match(
            await lookAt("billing", "administrator"),
            /^skipped .* because no policy of role billing names \S+, as far as could be read: not the inline policies \(iam:ListRolePolicies\)\n$/,
        );
        assert.match(await lookAt("nobody", "auditor"), /^fail .* there is no role nobody in the account\n/);
    });

    for (const broken of BROKEN) {
        it(`names the one change: ${broken.change}`, async () => {
            const trust = await (broken.deploy?.(sandbox) ?? sandbox.deploy());
            const before = { ...process.env };
            try {
                await broken.breakIt?.(sandbox, trust);
                const own = broken.caller === undefined ? keys : await sandbox.aws.containerKeys(broken.caller);
                const { accessKeyId, secretAccessKey, sessionToken = "" } = broken.keys?.(own) ?? own;
                process.env["AWS_ACCESS_KEY_ID"] = accessKeyId;
                process.env["AWS_SECRET_ACCESS_KEY"] = remember(secretAccessKey);
                process.env["AWS_SESSION_TOKEN"] = remember(sessionToken);
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
                await broken.restoreLater?.(sandbox);
                for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) {
                    process.env[name] = before[name];
                }
            }
        });
    }

    it("lets no name move the cursor or hide itself", async () => {
        const trust = await sandbox.deploy();
        const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
            const answer = await sandbox.fetch(url, init);
            const isCredentials = url.endsWith("/federatedIdentityCredentials");
            if (!url.includes("/v1.0/applications?") && !isCredentials) {
                return answer;
            }
            const text = await answer.text();
            return new Response(
                text
                    .replace(/"displayName":"[^"]*"/, '"displayName":"\\u001b[2J\\u009b1m\\u202eok\\n ok"')
                    .replace(/"subject":"([^"]*)"/, '"subject":"$1\\u200b\\r"'),
                answer,
            );
        };
        const report = renderReport(await look({ fetch: () => fetch }, trust));
        assert.doesNotMatch(report.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
        assert.match(report, /ok {7}application {11}�\[2J�1m�ok� ok \(/);
        assert.match(report, /the credential goes on with "��"/);
    });

    it("gives machines the same members every time", async () => {
        const trust = await sandbox.deploy();
        await patchCredential(() => ({ subject: NOWHERE }))(sandbox, trust);
        const results = await look({ withoutRights: false }, trust);
        const members = new Map(results.map((result) => [result.status, Object.keys(result)]));
        assert.deepEqual([...members].sort(), [
            ["fail", ["check", "status", "detail", "fix", "code", "comparison"]],
            ["ok", ["check", "status", "detail"]],
            ["skipped", ["check", "status", "because"]],
        ]);
        const [comparison] = results.flatMap((result) => (result.status === "fail" ? (result.comparison ?? []) : []));
        assert.deepEqual(JSON.parse(JSON.stringify(comparison)), {
            claim: "issuer",
            token: ISSUER,
            credential: ISSUER,
        });
        assert.deepEqual(
            results.map(({ check }) => check),
            [
                "configuration",
                "aws-credentials",
                "identity-pool",
                "developer-identity",
                "caller-policy",
                "outside-token",
                "token-claims",
                "issuer-discovery",
                "tenant",
                "clock",
                "application",
                "service-principal",
                "federated-credential",
                "exchange",
                "role-assignments",
            ],
        );
    });

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
            ...new FakeSignals().context,
        });
        assert.equal(code, 1);
        const report: unknown = JSON.parse(written.join(""));
        assert.ok(typeof report === "object" && report !== null && Reflect.get(report, "ok") === false);
    });
});
