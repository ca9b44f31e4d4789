import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CertificateAuthority } from "../../../sandbox/core/certificate-authority";
import { listen, type Listener } from "../../../sandbox/core/listener";
import { makeKey, openIssuer, sign } from "./outside-issuer";
import {
    credential,
    type DeployedWorkload,
    deployWorkload,
    type Json,
    objectOf,
    openTenant,
    origins,
    type TestTenant,
    textOf,
} from "./tenant";

const run = promisify(execFile);

describe("sandbox Entra: the official client @azure/identity", () => {
    let login = origins.login;
    let directory: string;
    let tenant: TestTenant;
    let workload: DeployedWorkload;
    let listener: Listener;
    let assertionFor: (subject: string) => Promise<string>;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "entra-"));
        const certificate = await (await CertificateAuthority.create(new Date())).issueForLocalhost();
        await writeFile(join(directory, "authority.pem"), certificate.authority);
        tenant = await openTenant(() => login);
        listener = await listen(tenant.services.login.handler, certificate);
        login = `https://localhost:${listener.port}`;

        const key = await makeKey("RS256");
        const issuer = openIssuer(tenant.network, "issuer.example", key);
        workload = await deployWorkload(tenant);
        const credentials = `/v1.0/applications/${workload.applicationId}/federatedIdentityCredentials`;
        assert.equal((await tenant.graph("POST", credentials, credential())).status, 201);
        assertionFor = (subject) =>
            sign(
                key.privateKey,
                { alg: "RS256", kid: "key-1" },
                { iss: issuer.url, aud: "eu-central-1:audience", sub: subject, exp: tenant.clock.epochSeconds() + 900 },
            );
    });

    after(async () => {
        await listener.close();
        await rm(directory, { recursive: true });
    });

    async function getToken(environment: Record<string, string>): Promise<Json> {
        const { stdout } = await run(process.execPath, [join(__dirname, "official-client.cjs")], {
            env: {
                NODE_EXTRA_CA_CERTS: join(directory, "authority.pem"),
                AZURE_AUTHORITY_HOST: login,
                TENANT_ID: tenant.tenantId,
                SCOPE: "https://management.azure.com/.default",
                ...environment,
            },
        });
        const answer: unknown = JSON.parse(stdout);
        return objectOf(answer);
    }

    it("exchanges a federated token", async () => {
        const answer = await getToken({
            CLIENT_ID: workload.clientId,
            CLIENT_ASSERTION: await assertionFor("eu-central-1:subject"),
        });
        const { aud, oid, tid } = objectOf(answer["claims"]);
        assert.deepEqual(
            { aud, oid, tid },
            { aud: "https://management.azure.com", oid: workload.principalId, tid: tenant.tenantId },
        );
        assert.ok(Number(answer["secondsLeft"]) > 3500);
    });

    it("signs in with a secret", async () => {
        const answer = await getToken({
            CLIENT_ID: tenant.deployer.clientId,
            CLIENT_SECRET: tenant.deployer.clientSecret,
            SCOPE: "https://graph.microsoft.com/.default",
        });
        assert.deepEqual(objectOf(answer["claims"])["roles"], ["Application.ReadWrite.OwnedBy"]);
    });

    it("reads the refusal of a federated token", async () => {
        const answer = await getToken({
            CLIENT_ID: workload.clientId,
            CLIENT_ASSERTION: await assertionFor("eu-central-1:other"),
        });
        assert.match(textOf(answer["problem"]), /invalid_client.*AADSTS700213: .*'eu-central-1:other'/);
    });
});
