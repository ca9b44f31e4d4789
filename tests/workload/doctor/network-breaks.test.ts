import { strict as assert } from "node:assert";
import { CertificateAuthority } from "../../../sandbox/core/certificate-authority";
import { type Listener, listen } from "../../../sandbox/core/listener";
import { realSystem } from "../../../workload/system";
import { Surgery } from "./broken-trust";

describe("The doctor and a network that neither cloud can be reached through", () => {
    const surgery = new Surgery();
    let listeners: readonly Listener[] = [];
    afterEach(() => Promise.all(listeners.map((listener) => listener.close())));

    const failures = async (environment: Readonly<Record<string, string>>): Promise<string[]> => {
        const results = await surgery.look(await surgery.deploy(), {
            environment: () => environment,
            fetch: (sandbox) => (url, init) =>
                /^https:\/\/(?:localhost|127\.0\.0\.1):/.test(url)
                    ? realSystem.fetch(url, init)
                    : sandbox.fetch(url, init),
            withoutRights: true,
        });
        return results.flatMap((result) =>
            result.status === "fail" ? [`${result.check} ${result.detail}`, result.fix] : [],
        );
    };

    it("names a certificate authority that is missing, once", async () => {
        const certificate = await (await CertificateAuthority.create(new Date())).issueForLocalhost();
        const { sandbox } = surgery;
        listeners = await Promise.all(
            [sandbox.aws.aws.handler, sandbox.entra.services.login.handler].map((handler) =>
                listen(handler, certificate),
            ),
        );
        const [aws = "", login = ""] = listeners.map(({ port }) => `https://localhost:${String(port)}`);
        const [failure = "", fix = "", ...others] = await failures({
            AWS_ENDPOINT_URL: aws,
            AZURE_AUTHORITY_HOST: login,
            ARM_METADATA_HOSTNAME: "",
        });
        assert.deepEqual(others, []);
        assert.match(failure, /^aws-credentials AWS's certificate is not trusted here \([A-Z_]+\)/);
        assert.match(fix, /^Set NODE_EXTRA_CA_CERTS to the PEM file of the authority that signed it/);
    });

    it("names the authority that is missing for Entra only", async () => {
        const certificate = await (await CertificateAuthority.create(new Date())).issueForLocalhost();
        listeners = [await listen(surgery.sandbox.entra.services.login.handler, certificate)];
        const login = `https://localhost:${String(listeners[0]?.port)}`;
        const [failure = "", fix = "", ...others] = await failures({
            AZURE_AUTHORITY_HOST: login,
            ARM_METADATA_HOSTNAME: "",
        });
        assert.deepEqual(others, []);
        assert.match(failure, /^tenant the certificate of https:\/\/localhost:\d+ is not trusted here/);
        assert.match(fix, /^Set NODE_EXTRA_CA_CERTS to the PEM file of the authority that signed it/);
    });

    it("names a network that is down, once", async () => {
        const [failure = "", fix = "", ...others] = await failures({
            AWS_ENDPOINT_URL: "http://127.0.0.1:1",
            AZURE_AUTHORITY_HOST: "https://127.0.0.1:1",
            ARM_METADATA_HOSTNAME: "127.0.0.1:1",
        });
        assert.deepEqual(others, []);
        assert.match(failure, /^aws-credentials .*could not be reached/);
        assert.match(fix, /DNS, proxy and firewall/);
    });
});
