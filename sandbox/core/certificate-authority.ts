import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const KEY_ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const LOCALHOST = ["localhost", "127.0.0.1", "::1"];

/** A server certificate with its key, and the authority that signed it; all PEM. */
export interface ServerCertificate {
    readonly key: string;
    readonly certificate: string;
    readonly authority: string;
}

/**
 * Signs certificates for the hosts of one run of the sandbox. Its key never leaves this process, so that trusting the authority means
 * trusting this run only.
 */
export class CertificateAuthority {
    private constructor(
        private readonly keys: webcrypto.CryptoKeyPair,
        private readonly certificate: x509.X509Certificate,
        private readonly validity: { readonly notBefore: Date; readonly notAfter: Date },
    ) {}

    /** Valid from a day before `now` to seven days after it, as are the certificates that it signs. */
    static async create(now: Date): Promise<CertificateAuthority> {
        x509.cryptoProvider.set(webcrypto);
        const validity = {
            notBefore: new Date(now.getTime() - DAY_MILLISECONDS),
            notAfter: new Date(now.getTime() + 7 * DAY_MILLISECONDS),
        };
        const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, false, ["sign", "verify"]);
        const certificate = await x509.X509CertificateGenerator.createSelfSigned({
            name: "CN=cognito-entra sandbox",
            ...validity,
            keys,
            signingAlgorithm: KEY_ALGORITHM,
            extensions: [
                new x509.BasicConstraintsExtension(true, 0, true),
                new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
                await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
            ],
        });
        return new CertificateAuthority(keys, certificate, validity);
    }

    /** The authority's own certificate, PEM. */
    get pem(): string {
        return this.certificate.toString("pem");
    }

    /** @param names Host names and IP addresses, at least one. */
    async issue(names: readonly string[]): Promise<ServerCertificate> {
        const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ["sign", "verify"]);
        const server = await x509.X509CertificateGenerator.create({
            subject: "CN=cognito-entra sandbox server",
            issuer: this.certificate.subject,
            ...this.validity,
            publicKey: keys.publicKey,
            signingKey: this.keys.privateKey,
            signingAlgorithm: KEY_ALGORITHM,
            extensions: [
                new x509.BasicConstraintsExtension(false, undefined, true),
                new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
                new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
                new x509.SubjectAlternativeNameExtension(
                    names.map((name) => ({ type: isIP(name) === 0 ? "dns" : "ip", value: name })),
                ),
                await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
                await x509.AuthorityKeyIdentifierExtension.create(this.keys.publicKey),
            ],
        });
        const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
        return {
            key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
            certificate: server.toString("pem"),
            authority: this.pem,
        };
    }

    issueForLocalhost(): Promise<ServerCertificate> {
        return this.issue(LOCALHOST);
    }
}
