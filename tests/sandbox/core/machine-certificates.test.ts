import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CertificateAuthority } from "../../../sandbox/core/certificate-authority";
import { machineCertificates } from "../../../sandbox/core/machine-certificates";

describe("the certificates that a machine trusts", () => {
    let directory: string;
    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "certificates-"));
    });
    after(() => rm(directory, { recursive: true }));

    it("are those of all files that variables name, each once", async () => {
        const [one, two] = await Promise.all([
            CertificateAuthority.create(new Date()),
            CertificateAuthority.create(new Date()),
        ]);
        const single = join(directory, "one.pem");
        const both = join(directory, "both.pem");
        await writeFile(single, one.pem);
        await writeFile(both, `# a comment\n${one.pem}\n${two.pem}\n`);
        const found = await machineCertificates({
            NODE_EXTRA_CA_CERTS: single,
            SSL_CERT_FILE: both,
            CURL_CA_BUNDLE: both,
            AWS_CA_BUNDLE: join(directory, "missing.pem"),
        });
        assert.deepEqual(found, [one.pem.trim(), two.pem.trim()]);
    });

    it("are empty where no variable names a file", async () => {
        assert.deepEqual(await machineCertificates({}), []);
    });
});
