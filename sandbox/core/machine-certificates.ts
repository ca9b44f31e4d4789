import { readFile } from "node:fs/promises";

/** Variables that name a file of authorities that a machine trusts, as behind a company's proxy. */
const VARIABLES = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE"];

/**
 * The certificates (PEM) that clients on this machine trust already. The sandbox takes those variables over; with these in its
 * bundles a package or plugin can still be downloaded inside it. Files that cannot be read are passed over, as clients do.
 */
export async function machineCertificates(environment: NodeJS.ProcessEnv): Promise<string[]> {
    const files = new Set(VARIABLES.flatMap((name) => environment[name] ?? []));
    const texts = await Promise.all([...files].map((file) => readFile(file, "utf8").catch(() => "")));
    const certificates = texts.flatMap(
        (text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
    );
    return [...new Set(certificates)];
}
