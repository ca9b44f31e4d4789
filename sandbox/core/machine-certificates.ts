import { readFile } from "node:fs/promises";

/** Variables that name a file of trusted authorities, such as a company's own. */
const VARIABLES = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE"];

/**
 * The certificates (PEM) that clients on this machine already trust. The sandbox sets the same variables for its own bundles, which
 * include these, so that packages and plugins can still be downloaded inside it. Unreadable files are ignored.
 */
export async function machineCertificates(environment: NodeJS.ProcessEnv): Promise<string[]> {
    const files = new Set(VARIABLES.flatMap((name) => environment[name] ?? []));
    const texts = await Promise.all([...files].map((file) => readFile(file, "utf8").catch(() => "")));
    const certificates = texts.flatMap(
        (text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
    );
    return [...new Set(certificates)];
}
