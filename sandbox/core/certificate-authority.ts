import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const KEY_ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** A server certificate with its key, and the authority that signed it; all PEM. */
export interface ServerCertificate {
    readonly key: string;
    readonly certificate: string;
    readonly authority: string;
}

/**
 * Makes a certificate authority, uses it once for a certificate of `localhost`, and forgets its key:
 * whoever trusts the authority trusts nothing but this one run of the sandbox.
 */
export async function issueLocalhostCertificate(now: Date): Promise<ServerCertificate> {
    x509.cryptoProvider.set(webcrypto);
    const notBefore = new Date(now.getTime() - DAY_MILLISECONDS);
    const notAfter = new Date(now.getTime() + 7 * DAY_MILLISECONDS);
    const authorityKeys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, false, ["sign", "verify"]);
    const serverKeys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ["sign", "verify"]);
    const authority = await x509.X509CertificateGenerator.createSelfSigned({
        name: "CN=cognito-entra sandbox",
        notBefore,
        notAfter,
        keys: authorityKeys,
        signingAlgorithm: KEY_ALGORITHM,
        extensions: [
            new x509.BasicConstraintsExtension(true, 0, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
            await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
        ],
    });
    const server = await x509.X509CertificateGenerator.create({
        subject: "CN=localhost",
        issuer: authority.subject,
        notBefore,
        notAfter,
        publicKey: serverKeys.publicKey,
        signingKey: authorityKeys.privateKey,
        signingAlgorithm: KEY_ALGORITHM,
        extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
            new x509.SubjectAlternativeNameExtension([
                { type: "dns", value: "localhost" },
                { type: "ip", value: "127.0.0.1" },
                { type: "ip", value: "::1" },
            ]),
            await x509.SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
            await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
        ],
    });
    const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", serverKeys.privateKey)).toString("base64");
    return {
        key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
        certificate: server.toString("pem"),
        authority: authority.toString("pem"),
    };
}
